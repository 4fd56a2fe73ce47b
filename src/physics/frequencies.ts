import type { Plane } from '../kernels'

/** A grid across a box: its pixels, and the edges they cover, Å. */
export interface Grid extends Plane {
  edges: readonly [x: number, y: number]
}

/** The grid of so many pixels across a box. */
export function gridOf(box: { width: number; height: number }, plane: Plane): Grid {
  return { ...plane, edges: [box.width, box.height] }
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

/** Calls `use` for each pixel in Fourier space, rows one after another, with kx and ky in 1/Å. */
export function eachFrequency(
  { width, height, edges }: Grid,
  use: (kx: number, ky: number, pixel: number) => void,
): void {
  for (let row = 0; row < height; row++) {
    const ky = frequency(row, height) / edges[1]
    for (let column = 0; column < width; column++) {
      use(frequency(column, width) / edges[0], ky, row * width + column)
    }
  }
}

/** A complex number for each pixel in Fourier space; 0 beyond the band. */
export function overBand(grid: Grid, of: (kx: number, ky: number) => readonly [re: number, im: number]): Float32Array {
  const values = new Float32Array(2 * grid.width * grid.height)
  const limit = bandLimit(grid) ** 2
  eachFrequency(grid, (kx, ky, pixel) => {
    if (kx ** 2 + ky ** 2 < limit) values.set(of(kx, ky), 2 * pixel)
  })
  return values
}
