import { median } from '../math/robust'
import type { Picture } from './picture'

/** Classes of brightness whose noise is measured apart, and the most pixels of each that are read. */
const CLASSES = 16
const LOOKED_AT = 2000
/**
 * A spike stands out of its neighbours by so many times the usual step, some eight standard deviations of normal noise, and
 * by this part of its height above the ring around them. The sharpest column, of σ = 1 px, does so by 0.4 of its height.
 */
const FACTOR = 20
const SHARPNESS = 0.65
/** Of more spikes than this part of the pixels the crystal itself is made, or its noise. */
const MOST = 0.02

/**
 * Single pixels that no probe could have drawn: X-rays, hot and dead pixels. Up to three of them side by side are found: a pixel is
 * compared with the third of its neighbours.
 */
export function findSpikes(picture: Picture): Set<number> {
  const spikes = new Set([...outstanding(picture, 1), ...outstanding(picture, -1)])
  return spikes.size > MOST * picture.data.length ? new Set() : spikes
}

/** The pixels with the median of its sound neighbours in place of each spike. */
export function withoutSpikes(picture: Picture, spikes: ReadonlySet<number>): Float32Array {
  const data = picture.data.slice()
  for (const at of spikes) {
    const sound = [1, 2].map((distance) => around(picture, at, distance).filter((near) => !spikes.has(near)))
    const nearest = sound.find(({ length }) => length > 0)
    if (nearest) data[at] = median(nearest.map((near) => picture.data[near]))
  }
  return data
}

/** Pixels that stand out upwards (sign 1) or downwards (−1). */
function outstanding(picture: Picture, sign: 1 | -1): number[] {
  const { data, width, height } = picture
  const { usual, least } = usualStep(picture, sign)
  const enough = FACTOR * least
  const found: number[] = []
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      // A spike stands out of one at least of the pixels to its left, its right and above: most pixels are done with that.
      const inside = x > 0 && x < width - 1 && y > 0
      if (inside) {
        const own = data[at]
        const isBelow =
          sign * (own - data[at - 1]) <= enough &&
          sign * (own - data[at + 1]) <= enough &&
          sign * (own - data[at - width]) <= enough
        if (isBelow) continue
      }
      const level = thirdOf(picture, x, y, sign)
      const step = sign * data[at] - level
      if (step <= 0 || step <= FACTOR * usual(level)) continue
      const ring = Math.min(...around(picture, at, 2).map((near) => sign * data[near]))
      if (step > SHARPNESS * (sign * data[at] - ring)) found.push(at)
    }
  }
  return found
}

/** The third largest of the eight neighbours; beyond the edge the edge's own pixels stand once more, the pixel itself among them. */
function thirdOf({ data, width, height }: Picture, x: number, y: number, sign: 1 | -1): number {
  const left = x > 0 ? -1 : 0
  const right = x < width - 1 ? 1 : 0
  const up = y > 0 ? -width : 0
  const down = y < height - 1 ? width : 0
  const at = y * width + x
  let first = -Infinity
  let second = -Infinity
  let third = -Infinity
  for (let row = 0; row < 3; row++) {
    const line = at + (row === 0 ? up : row === 1 ? 0 : down)
    for (let column = 0; column < 3; column++) {
      if (row === 1 && column === 1) continue
      const value = sign * data[line + (column === 0 ? left : column === 1 ? 0 : right)]
      if (value <= third) continue
      if (value <= second) {
        third = value
        continue
      }
      third = second
      second = value
      if (value > first) {
        second = first
        first = value
      }
    }
  }
  return third
}

/** By how much a pixel that exceeds its third neighbour does so, at a level of that neighbour: noise grows with the signal. */
function usualStep(picture: Picture, sign: 1 | -1) {
  const { data, width } = picture
  const samples: { level: number; step: number }[] = []
  // Odd: in pictures of an even width, not the same columns of pixels in every row.
  const stride = 2 * Math.floor(data.length / (2 * CLASSES * LOOKED_AT)) + 1
  for (let at = 0; at < data.length; at += stride) {
    const y = Math.floor(at / width)
    const level = thirdOf(picture, at - y * width, y, sign)
    const step = sign * data[at] - level
    if (step > 0) samples.push({ level, step })
  }
  samples.sort((p, q) => p.level - q.level)
  const perClass = Math.max(1, Math.ceil(samples.length / CLASSES))
  const classes = Array.from({ length: Math.ceil(samples.length / perClass) }, (_, n) => {
    const own = samples.slice(n * perClass, (n + 1) * perClass)
    return { from: own[0].level, step: median(own.map(({ step }) => step)) }
  })
  const usual = (level: number) => {
    const after = classes.findIndex(({ from }) => from > level)
    return classes[after < 0 ? classes.length - 1 : Math.max(0, after - 1)]?.step ?? 0
  }
  return { usual, least: classes.reduce((least, { step }) => Math.min(least, step), Infinity) }
}

/** The pixels `distance` rows or columns away, those that there are. */
function around({ width, height }: Picture, at: number, distance: number): number[] {
  const [x, y] = [at % width, Math.floor(at / width)]
  const found: number[] = []
  for (let row = -distance; row <= distance; row++) {
    for (let column = -distance; column <= distance; column++) {
      const isRing = Math.max(Math.abs(row), Math.abs(column)) === distance
      const isInside = x + column >= 0 && x + column < width && y + row >= 0 && y + row < height
      if (isRing && isInside) found.push(at + row * width + column)
    }
  }
  return found
}
