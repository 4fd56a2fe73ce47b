import { connected } from '../math/connected'
import { split } from '../math/otsu'
import { length } from '../math/vector'
import { median, medianInPlace, robustSpread } from '../math/robust'
import type { Columns } from './columns'
import type { FittedColumns } from './joint-fit'
import type { Filtered } from './matched-filter'

/** Which columns lie in parts of the micrograph that differ as a whole: another composition, or sublattices displaced. */
export interface Phases {
  /** Of each column: 0 for the phase that covers most, then 1; all are 0 where there is one phase only. */
  label: Uint8Array
  /** 1 for columns between the two. */
  boundary: Uint8Array
  /** By which each column is off the centre of the nearest columns of another sublattice, px; NaN where these are cut off. */
  offCentreX: Float32Array
  offCentreY: Float32Array
}

/** Columns so many spacings of the sublattice apart, on the two sides of a boundary, differ by this part of what the phases do: strain is gradual. */
const ACROSS = 2
const ABRUPT = 0.75

/** Columns around one, itself included, whose median is taken for what is usual there. */
const AROUND = 8
/** How far the phases must be apart, in the scatter of single columns, and in that of the smoothed ones within each. */
const APART_IN_SCATTER = 2.5
const APART_IN_PHASE = 2.8
/** A column is between its neighbours if it is off their centre by less than this part of their distance. */
const BETWEEN = 0.25
/** The smaller phase has this part of the columns at least. */
const LEAST_PART = 0.05
/** Fewer columns of the sublattice side by side are no phase, but point defects whose medians meet. */
const LEAST_ISLAND = 16

/**
 * Two phases, if there are two: of what a sublattice shows against the nearest columns of another one (logarithm of the
 * brightness ratio, displacement along x and y), the median around each column is split where both sides are most alike
 * within (Otsu), and believed where they are far apart. Columns that are not
 * `present` tell nothing; lattices of one sublattice have nothing to compare and stay whole.
 */
export function findPhases(columns: Columns, fit: Filtered, present: Uint8Array): Phases {
  const { count, lattice } = columns
  const relative = relativeValues(columns, fit, present)
  const phases: Phases = {
    label: new Uint8Array(count),
    boundary: new Uint8Array(count),
    offCentreX: relative[1],
    offCentreY: relative[2],
  }
  let [best, most]: [{ s: number; smooth: Float32Array; threshold: number } | null, number] = [null, 0]
  for (let s = 1; s < lattice.sublattices.length; s++) {
    for (const values of relative) {
      const { from, to } = columns.of(s)
      const smooth = smoothed(values, columns, s)
      const { threshold, apart, within } = split(smooth.subarray(from, to), LEAST_PART)
      const scatter = scatterOfSides(values, smooth, { threshold, from, to })
      if (apart < APART_IN_SCATTER * scatter || apart < APART_IN_PHASE * within || apart / scatter <= most) continue
      if (!(stepAcross(smooth, threshold, s, columns) > ABRUPT * apart)) continue
      most = apart / scatter
      best = { s, smooth, threshold }
    }
  }
  if (best) spreadLabels(phases, best, columns)
  return phases
}

/**
 * What a map of displacements shows: the ways from the centre of the nearest columns of the first sublattice, which is what
 * polar crystals are looked at for; where there is one sublattice only, from the smoothly distorted lattice. NaN elsewhere.
 */
export function columnDisplacements({ offCentreX, offCentreY }: Phases, fit: FittedColumns, columns: Columns) {
  if (columns.lattice.sublattices.length === 1) {
    const shift = (moment: Float32Array) => moment.map((value, n) => (fit.seen[n] ? value / fit.height[n] : NaN))
    return { x: shift(fit.dx), y: shift(fit.dy) }
  }
  const later = (values: Float32Array) => values.map((value, n) => (n < columns.of(0).to ? NaN : value))
  return { x: later(offCentreX), y: later(offCentreY) }
}

/**
 * ln of the brightness over that of the nearest columns of the first sublattice (of the second, for the first), and the way from their centre. What the
 * bent lattice itself has of that way is no phase's: a strained cell is as large as it is.
 */
function relativeValues(columns: Columns, fit: Filtered, present: Uint8Array): Float32Array[] {
  const { lattice } = columns
  const { height: brightness } = fit
  const x = fit.dx.map((moment, n) => moment / brightness[n])
  const y = fit.dy.map((moment, n) => moment / brightness[n])
  const out = [0, 1, 2].map(() => new Float32Array(columns.count).fill(NaN))
  lattice.sublattices.forEach((_, s) => {
    const other = s === 0 ? 1 : 0
    if (other >= lattice.sublattices.length) return
    const offsets = columns.offsets(s, 1, (k) => k === other)
    const shell = offsets.filter(({ way }) => length(way) < 1.15 * length(offsets[0].way))
    // A column between its neighbours is off their centre by what it is displaced; any other by what the crystal has as well.
    const [wayX, wayY] = [-meanOf(shell, ({ way }) => way.x), -meanOf(shell, ({ way }) => way.y)]
    const between = Math.hypot(wayX, wayY) < BETWEEN * length(shell[0].way)
    const [ownX, ownY] = between ? [wayX, wayY] : [0, 0]
    const { from, to } = columns.of(s)
    for (let n = from; n < to; n++) {
      const near = shell.map((offset) => columns.neighbour(n, offset))
      if (!present[n] || near.some((k) => k < 0 || !present[k])) continue
      // One odd column among them does not count.
      const usual = (values: Float32Array) => median(near.map((k) => values[k]))
      out[0][n] = Math.log(Math.max(brightness[n], 1e-6) / Math.max(usual(brightness), 1e-6))
      out[1][n] = x[n] - usual(x) + ownX
      out[2][n] = y[n] - usual(y) + ownY
    }
  })
  return out
}

/** How single columns scatter about the smoothed values, on the side where they do so more: under contamination medians scatter, too. */
function scatterOfSides(
  values: Float32Array,
  smooth: Float32Array,
  { threshold, from, to }: { threshold: number; from: number; to: number },
): number {
  const off = values.map((value, n) => value - smooth[n]).subarray(from, to)
  const sides = [true, false].map((above) => off.filter((_, k) => smooth[from + k] > threshold === above))
  return Math.max(...sides.map((side) => robustSpread(side)))
}

/** By how much smoothed values differ a few columns apart where the threshold lies between them: a median. */
function stepAcross(smooth: Float32Array, threshold: number, s: number, columns: Columns): number {
  const all = columns.offsets(s, 4 * (ACROSS + 1) ** 2, (k) => k === s)
  const shortest = length(all[0].way)
  const offsets = all.filter(({ way }) => Math.abs(length(way) / shortest - ACROSS) < 0.5)
  const { from, to } = columns.of(s)
  const steps: number[] = []
  for (let n = from; n < to; n++) {
    for (const offset of offsets) {
      const other = columns.neighbour(n, offset)
      if (other >= 0 && smooth[n] <= threshold && smooth[other] > threshold) steps.push(smooth[other] - smooth[n])
    }
  }
  return median(steps)
}

function meanOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0) / items.length
}

function smoothed(values: Float32Array, columns: Columns, s: number): Float32Array {
  const offsets = columns.offsets(s, AROUND, (k) => k === s)
  const { from, to } = columns.of(s)
  const out = new Float32Array(values.length).fill(NaN)
  const around = new Float64Array(offsets.length + 1)
  for (let n = from; n < to; n++) {
    let known = 0
    if (!Number.isNaN(values[n])) around[known++] = values[n]
    for (const offset of offsets) {
      const other = columns.neighbour(n, offset)
      if (other >= 0 && !Number.isNaN(values[other])) around[known++] = values[other]
    }
    if (known > 0) out[n] = medianInPlace(around, known)
  }
  return out
}

/** From one sublattice to all: each column is of the phase that most of the nearest columns of that sublattice are of. */
function spreadLabels(
  { label, boundary }: Phases,
  { s, smooth, threshold }: { s: number; smooth: Float32Array; threshold: number },
  columns: Columns,
): void {
  const own = withoutIslands(
    smooth.map((value) => (Number.isNaN(value) ? NaN : value > threshold ? 1 : 0)),
    s,
    columns,
  )
  const sides = [0, 0]
  const { from, to } = columns.of(s)
  for (let n = from; n < to; n++) if (!Number.isNaN(own[n])) sides[own[n]]++
  const minor = sides[0] < sides[1] ? 0 : 1
  columns.lattice.sublattices.forEach((_, of) => {
    const near = columns.offsets(of, 4, (k) => k === s)
    const range = columns.of(of)
    for (let n = range.from; n < range.to; n++) {
      const votes = near.map((offset) => columns.neighbour(n, offset)).flatMap((k) => (k >= 0 ? [own[k]] : []))
      if (of === s) votes.push(own[n])
      const known = votes.filter((vote) => !Number.isNaN(vote))
      const part = known.filter((vote) => vote === minor).length / Math.max(known.length, 1)
      label[n] = part > 0.5 ? 1 : 0
      boundary[n] = part > 0 && part < 1 ? 1 : 0
    }
  })
}

/** The same with islands of few columns taken for what is around them. */
function withoutIslands(side: Float32Array, s: number, columns: Columns): Float32Array {
  const offsets = columns.offsets(s, 4, (k) => k === s)
  const { from, to } = columns.of(s)
  const out = side.slice()
  for (const own of [0, 1]) {
    const is = (n: number) => n >= from && n < to && out[n] === own
    const around = (n: number) => offsets.map((offset) => columns.neighbour(n, offset)).filter((k) => k >= 0)
    for (const island of connected(columns.count, is, around)) {
      if (island.length < LEAST_ISLAND) for (const n of island) out[n] = 1 - own
    }
  }
  return out
}
