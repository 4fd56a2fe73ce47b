import type { Random } from '../../nn'
import { COMPONENTS } from './vae'
import { robustSpread } from '../math/robust'
import type { Columns } from '../micrograph/columns'
import type { Deviations, Levelled } from '../micrograph/deviations'
import type { SiteCrops } from '../micrograph/site-crops'
import { CROP } from '../micrograph/site-crops'

/** Columns that are looked at, at most: their crops are held all at once. */
const MOST = 8000
/** Pixels and targets beyond so many standard deviations count as these. */
const CLIP = 3.5

/** Columns as a blind-spot model learns them. */
export interface Lessons {
  /** Entries of the columns. */
  columns: readonly number[]
  /** What each crop has more than the mean one of its sublattice, in standard deviations of that, [columns, side, side]. */
  crops: Float32Array
  /** 0 for what no model may see: the blind spots of all sublattices, [side, side]. */
  mask: Float32Array
  /** Components of all sublattices. */
  width: number
  /** Deviations in standard deviations, in the places of their sublattices, [columns, width]; and 1 for these places. */
  targets: Float32Array
  weights: Float32Array
  /** A standard deviation, by sublattice and component. */
  spreads: readonly (readonly number[])[]
}

/** What can be learned of the `targets`, with crops where the columns around put each column, in units of their height. */
export function lessonsOf(
  crops: SiteCrops,
  { targets, own }: { targets: Deviations; own: Levelled },
  columns: Columns,
): Lessons {
  const { sublattices } = columns.lattice
  const known = Array.from(own.level.keys()).filter(
    (n) => crops.isWhole(n) && targets.every((values) => !Number.isNaN(values[n])),
  )
  const stride = Math.max(1, Math.ceil(known.length / MOST))
  const taken = known.filter((_, k) => k % stride === 0)
  const width = COMPONENTS * sublattices.length
  const spreads = sublattices.map((_, s) => {
    const { from, to } = columns.of(s)
    return targets.map((values) => robustSpread(values.subarray(from, to)))
  })
  const lessons = {
    columns: taken,
    crops: new Float32Array(taken.length * CROP.pixels),
    mask: Float32Array.from(crops.masks[0], (_, p) => (crops.masks.every((mask) => mask[p]) ? 1 : 0)),
    width,
    targets: new Float32Array(taken.length * width),
    weights: new Float32Array(taken.length * width),
    spreads,
  }
  taken.forEach((n, k) => {
    const s = columns.table.sublattice[n]
    crops.read(n, own, lessons.crops, k * CROP.pixels)
    targets.forEach((values, c) => {
      const place = k * width + COMPONENTS * s + c
      lessons.targets[place] = clipped(values[n] / spreads[s][c])
      lessons.weights[place] = 1
    })
  })
  beyondMeans(lessons.crops, (k) => columns.table.sublattice[taken[k]], sublattices.length)
  return lessons
}

/** Crops in one of their four mirror images, and what the mirror makes of the displacements, as another epoch sees them. */
export function mirrored(crops: Float32Array, targets: Float32Array, random: Random): [Float32Array, Float32Array] {
  const { side, pixels } = CROP
  const [seen, said] = [new Float32Array(crops.length), targets.slice()]
  const width = (targets.length * pixels) / crops.length
  for (let n = 0; n * pixels < crops.length; n++) {
    const view = random.integer(4)
    const [flipX, flipY] = [view & 1, view & 2]
    for (let y = 0; y < side; y++) {
      const from = n * pixels + (flipY ? side - 1 - y : y) * side
      const to = n * pixels + y * side
      for (let x = 0; x < side; x++) seen[to + x] = crops[from + (flipX ? side - 1 - x : x)]
    }
    for (let at = n * width; at < (n + 1) * width; at += COMPONENTS) {
      if (flipX) said[at + 1] *= -1
      if (flipY) said[at + 2] *= -1
    }
  }
  return [seen, said]
}

/** Takes the mean crop of its kind off each, in place, and measures what is left in standard deviations. */
function beyondMeans(crops: Float32Array, kindOf: (n: number) => number, kinds: number): void {
  const { pixels } = CROP
  const means = Array.from({ length: kinds }, () => new Float64Array(pixels))
  const counts = new Uint32Array(kinds)
  const each = (use: (kind: number, at: number, pixel: number) => void) => {
    for (let at = 0; at < crops.length; at++) use(kindOf(Math.floor(at / pixels)), at, at % pixels)
  }
  for (let n = 0; n * pixels < crops.length; n++) counts[kindOf(n)]++
  each((kind, at, pixel) => (means[kind][pixel] += crops[at] / counts[kind]))
  let squares = 0
  each((kind, at, pixel) => {
    crops[at] -= means[kind][pixel]
    squares += crops[at] ** 2
  })
  const spread = Math.sqrt(squares / crops.length)
  for (let at = 0; at < crops.length; at++) crops[at] = clipped(crops[at] / spread)
}

function clipped(value: number): number {
  return Math.min(Math.max(value, -CLIP), CLIP)
}
