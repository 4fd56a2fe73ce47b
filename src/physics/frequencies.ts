import type { Plane } from '../kernels'

/** A grid across a box: its pixels, and the edges they cover, Å. */
export interface Grid extends Plane {
  edges: readonly [x: number, y: number]
}

/** Waves are kept below this part of the grid's highest frequency, where products of two do not come back as others. */
const BAND = 2 / 3

/** As FFTs order them: 0 … n/2 − 1, −n/2 … −1. */
export function frequency(k: number, n: number): number {
  return 2 * k >= n ? k - n : k
}

/** The highest frequency that is kept, 1/Å. */
export function bandLimit({ width, height, edges }: Grid): number {
  return (BAND / 2) * Math.min(width / edges[0], height / edges[1])
}

/** A number for each pixel in Fourier space, of kx and ky in 1/Å, rows one after another; 0 beyond the band. */
export function overBand(grid: Grid, of: (kx: number, ky: number) => readonly [re: number, im: number]): Float32Array {
  const { width, height, edges } = grid
  const values = new Float32Array(2 * width * height)
  const limit = bandLimit(grid) ** 2
  for (let at = 0; at < width * height; at++) {
    const kx = frequency(at % width, width) / edges[0]
    const ky = frequency(Math.floor(at / width), height) / edges[1]
    if (kx ** 2 + ky ** 2 < limit) values.set(of(kx, ky), 2 * at)
  }
  return values
}
