import type { Micrograph } from '../../io/micrograph'
import { averageSpectrum } from '../../stem/lattice/spectrum'

/** Pixels to a side of what is transformed at a time, and of what is transformed at all. */
const TILE = 256
const MOST = 384

/** The logarithm of the power of the frequencies up to `most`, cycles per pixel, with 0 in its middle. */
export interface SpectrumPicture {
  data: Float32Array
  side: number
  most: number
}

type Vector = { x: number; y: number }
type Region = { x: number; y: number; width: number; height: number }

/** The power spectrum of the middle of a region, up to `wanted` cycles per pixel. */
export function spectrumPicture({ data, width }: Micrograph, region: Region, wanted: number): SpectrumPicture {
  const [across, down] = [Math.min(region.width, MOST), Math.min(region.height, MOST)]
  const [left, top] = [
    Math.floor(region.x + (region.width - across) / 2),
    Math.floor(region.y + (region.height - down) / 2),
  ]
  const part = new Float32Array(across * down)
  for (let y = 0; y < down; y++) {
    const start = (top + y) * width + left
    part.set(data.subarray(start, start + across), y * across)
  }
  const { power, columns, rows } = averageSpectrum({ data: part, width: across, height: down }, TILE)
  const most = Math.min(wanted, 0.5)
  // As fine as the finer of both axes.
  const side = 2 * Math.floor(most * Math.max(columns, rows)) + 1
  const half = columns / 2 + 1
  const bin = (frequency: number, bins: number) => Math.round(frequency * bins)
  const picture = Float32Array.from({ length: side * side }, (_, at) => {
    const fx = (2 * most * ((at % side) - (side - 1) / 2)) / (side - 1)
    const fy = (2 * most * (Math.floor(at / side) - (side - 1) / 2)) / (side - 1)
    // Only one half is held: the other is the same, turned by half a turn.
    const [u, v] = fx < 0 ? [bin(-fx, columns), bin(-fy, rows)] : [bin(fx, columns), bin(fy, rows)]
    return Math.log(power[((v + rows) % rows) * half + Math.min(u, half - 1)] + Number.MIN_VALUE)
  })
  return { data: picture, side, most }
}

/** Where a lattice has its spots up to a frequency, cycles per pixel. */
export function latticeSpots({ a, b }: { a: Vector; b: Vector }, most: number): Vector[] {
  const cell = a.x * b.y - a.y * b.x
  const [p, q] = [
    { x: b.y / cell, y: -b.x / cell },
    { x: -a.y / cell, y: a.x / cell },
  ]
  const reach = Math.ceil(most * Math.max(Math.hypot(a.x, a.y), Math.hypot(b.x, b.y)) * 2)
  const orders = Array.from({ length: 2 * reach + 1 }, (_, k) => k - reach)
  return orders
    .flatMap((h) => orders.map((k) => ({ x: h * p.x + k * q.x, y: h * p.y + k * q.y })))
    .filter(({ x, y }) => (x !== 0 || y !== 0) && Math.max(Math.abs(x), Math.abs(y)) <= most)
}
