import type { Column, Extent } from './columns'
import { TURN } from './mulberry'
import type { Mulberry32 } from './mulberry'

/** A value at each place of a picture, px. */
export type Field = (x: number, y: number) => number
/** What becomes of the picture's value at a place. */
export type Film = (value: number, x: number, y: number) => number

interface Light extends Extent {
  background: number
  thickness?: Field
  film?: Film
}

/** The columns' Gaussians over their background, as thick as the specimen is there, and under its film. */
export function render(
  columns: readonly Column[],
  { width, height, background, thickness, film }: Light,
): Float32Array<ArrayBuffer> {
  const sum = new Float64Array(width * height)
  for (const { x, y, height: peak, sigma } of columns) {
    const reach = 5 * sigma
    for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(height - 1, y + reach); row++) {
      for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(width - 1, x + reach); column++) {
        sum[row * width + column] += peak * Math.exp((-0.5 * ((column - x) ** 2 + (row - y) ** 2)) / sigma ** 2)
      }
    }
  }
  return Float32Array.from(sum, (value, k) => {
    const [x, y] = [k % width, Math.floor(k / width)]
    const bare = (value + background) * (thickness?.(x, y) ?? 1)
    return film ? film(bare, x, y) : bare
  })
}

/** The picture with each row moved: its pixel at x is what stood `by` px further; the edge's pixel beyond it. */
export function withRowsMoved(
  picture: Float32Array,
  { width, height }: Extent,
  by: (row: number) => number,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(width * height)
  for (let row = 0; row < height; row++) {
    const far = by(row)
    for (let x = 0; x < width; x++) {
      const at = Math.min(width - 1.001, Math.max(0, x + far))
      const left = Math.floor(at)
      const part = at - left
      const from = row * width + left
      out[row * width + x] = (1 - part) * picture[from] + part * picture[from + 1]
    }
  }
  return out
}

/** A field of six waves longer than `length` px, whose standard deviation is some `amplitude`. */
export function smoothField(random: Mulberry32, length: number, amplitude: number): Field {
  const waves = Array.from({ length: 6 }, () => ({
    u: random.uniform(-1, 1) / length,
    v: random.uniform(-1, 1) / length,
    phase: random.uniform(0, TURN),
    height: random.normal() * amplitude * 0.58,
  }))
  return (x, y) =>
    waves.reduce((sum, { u, v, phase, height }) => sum + height * Math.cos(2 * Math.PI * (u * x + v * y) + phase), 0)
}

/** Blurred white noise of variance 1: grains of σ `size` px. */
export function speckle(random: Mulberry32, { width, height }: Extent, size: number): Field {
  const reach = Math.ceil(3 * size)
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-0.5 * ((k - reach) / size) ** 2))
  const norm = Math.sqrt(kernel.reduce((sum, weight) => sum + weight * weight, 0))
  const blurred = (image: Float64Array, across: boolean) =>
    image.map((_, at) => {
      let sum = 0
      for (let k = 0; k < kernel.length; k++) {
        const x = Math.min(width - 1, Math.max(0, (at % width) + (across ? k - reach : 0)))
        const y = Math.min(height - 1, Math.max(0, Math.floor(at / width) + (across ? 0 : k - reach)))
        sum += kernel[k] * image[y * width + x]
      }
      return sum / norm
    })
  const white = Float64Array.from({ length: width * height }, () => random.normal())
  const noise = blurred(blurred(white, true), false)
  return (x, y) => noise[Math.floor(y) * width + Math.floor(x)]
}

/** 1 within a soft-edged disc, 0 far from it. */
export function disc(middle: { x: number; y: number }, radius: number, softness: number): Field {
  return (x, y) => 1 / (1 + Math.exp(softness * (Math.hypot(x - middle.x, y - middle.y) - radius)))
}
