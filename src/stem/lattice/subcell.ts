import { Random } from '../../nn'
import type { Basis } from '../math/vector'
import type { Vector } from '../math/vector'
import { combine, length, reduced, ZERO } from '../math/vector'
import { frame, reciprocal } from '../math/affine'
import { median, robustSpread } from '../math/robust'
import { FRACTIONS, withFraction } from './fractions'
import type { Peak } from './peaks'
import { contrastAt } from './peaks'
import type { Spectrum } from './spectrum'
import { powerAt } from './spectrum'

/** A row of peaks between those of the lattice must stand so many standard deviations above other places. */
const SIGNIFICANCE = 6
/** Power that they must have of what the lattice's own peaks have: less is no cell, but a modulation of one. */
const SMALLEST_POWER = 2e-4
/** Or peaks that stand out by themselves with this part of the strongest one's power, one or several together, so near their places. */
const CLEAR_POWER = 0.02
const CLEAR_TOGETHER = 0.05
const CLAIM_BINS = 1
/** A peak this near a place of the lattice is its own; two this close are one that is split. */
const OWN_BINS = 3
const SPLIT_BINS = 8
/** Nearer than this a place takes part in the peak beside it, which the window makes wide. */
const RESOLVED_BINS = 4
const OTHER_PLACES = 80
/** Peaks of higher order than this are left out: they are noise in most micrographs. */
const ORDERS = 3
/** Period of the finest detail that counts, px. */
const FINEST = 4
const LONGEST = 110

/**
 * Tests whether the lattice that the strongest peaks span is the whole lattice: a translation by a part of the true cell
 * leaves the strong peaks and takes away the weak ones. Weak peaks at every half and third are added up and compared with
 * the same sum at places that are no simple fraction, which is the data's own noise. Returns the reciprocal basis with
 * all that is significant in it.
 */
export function completeBasis(basis: Basis, spectrum: Spectrum, floor: Float64Array, peaks: readonly Peak[]): Basis {
  let complete = reduced(basis)
  const claiming = claimants(complete, spectrum, peaks)
  for (let round = 0; round < 3; round++) {
    const further = strongestSupercell(complete, spectrum, floor, claiming)
    if (!further) return complete
    complete = further
  }
  return complete
}

function strongestSupercell(
  basis: Basis,
  spectrum: Spectrum,
  floor: Float64Array,
  peaks: readonly Peak[],
): Basis | null {
  const random = new Random(1)
  const others = new Float32Array(OTHER_PLACES)
  for (let n = 0; n < OTHER_PLACES;) {
    const at = [random.uniform(), random.uniform()] as const
    if (isOrdinary(at)) others[n++] = evidenceAt(basis, at, spectrum, floor)
  }
  // Robust: beside a strong peak the floor is too high, and some places lie on peaks of the very cell that is looked for.
  const usual = median(others)
  const deviation = robustSpread(others)
  const own = powerNear(basis, [0, 0], spectrum)
  const found = FRACTIONS.map(({ at, times }) => ({
    at,
    times,
    evidence: (evidenceAt(basis, at, spectrum, floor) - usual) / deviation,
    power: powerNear(basis, at, spectrum) / own,
    ...claims(basis, at, spectrum, peaks),
  }))
  const [best] = found
    .filter(({ evidence, power, claimed, together }) => {
      const isClear = claimed > CLEAR_POWER || together > CLEAR_TOGETHER
      return (evidence > SIGNIFICANCE && power > SMALLEST_POWER) || isClear
    })
    .map((candidate) => ({ ...candidate, basis: withFraction(basis, candidate.at) }))
    .filter((candidate) => isResolved(candidate.basis, spectrum))
    // A half before a third: of a cell four times as long the quarters are seen near the thirds, too.
    .sort((p, q) => p.times - q.times || q.claimed - p.claimed || q.evidence - p.evidence)
  return best?.basis ?? null
}

/** Whether the cell is no longer than one may be, and its peaks are far enough apart to be told from each other. */
function isResolved(basis: Basis, { columns, rows }: Spectrum): boolean {
  const { a, b } = reduced(basis)
  const apart = Math.min(...[a, b].map(({ x, y }) => Math.hypot(x * columns, y * rows)))
  return apart > RESOLVED_BINS && length(reduced(reciprocal(basis)).b) <= LONGEST
}

/**
 * Peaks that may make the cell a larger one: not those of this very lattice turned, another grain's, which are on none of its
 * places but as far out as one that is; and with the middle of two close ones, into which antiphase boundaries split a peak.
 */
function claimants(basis: Basis, { columns, rows }: Spectrum, peaks: readonly Peak[]): Peak[] {
  const { place, coordinates } = frame(ZERO, basis)
  const apart = (p: Vector, q: Vector) => Math.hypot((p.x - q.x) * columns, (p.y - q.y) * rows)
  const isOwn = ({ frequency }: Peak) => {
    const { x: h, y: k } = coordinates(frequency.x, frequency.y)
    return apart(frequency, place(Math.round(h), Math.round(k))) < OWN_BINS
  }
  const own = peaks.filter(isOwn)
  const bin = 1 / Math.min(columns, rows)
  const isTurned = (peak: Peak) => own.some((like) => Math.abs(length(like.frequency) - length(peak.frequency)) < bin)
  const others = peaks.filter((peak) => !isOwn(peak) && !isTurned(peak))
  const middles = others.flatMap((p, n) =>
    others
      .slice(n + 1)
      .filter((q) => apart(p.frequency, q.frequency) < SPLIT_BINS)
      .map((q) => ({ ...p, frequency: mean(p.frequency, q.frequency), power: p.power + q.power })),
  )
  return [...own, ...others, ...middles]
}

function mean(p: Vector, q: Vector): Vector {
  return { x: (p.x + q.x) / 2, y: (p.y + q.y) / 2 }
}

/** Power of the strongest clear peak at a fraction of the reciprocal cell, and of all, as parts of the strongest of all. */
function claims(
  basis: Basis,
  [u, v]: readonly [number, number],
  { columns, rows }: Spectrum,
  peaks: readonly Peak[],
): { claimed: number; together: number } {
  const { place, coordinates } = frame(ZERO, basis)
  const strongest = peaks.reduce((most, { power }) => Math.max(most, power), 0)
  const powers = peaks.map(({ frequency, power }) => {
    const { x: h, y: k } = coordinates(frequency.x, frequency.y)
    // A peak at (h, k) is one at (−h, −k) as well.
    const off = [1, -1].map((sign) => {
      const near = place(Math.round(sign * h - u) + u, Math.round(sign * k - v) + v)
      return Math.hypot((sign * frequency.x - near.x) * columns, (sign * frequency.y - near.y) * rows)
    })
    return Math.min(...off) < CLAIM_BINS ? power / strongest : 0
  })
  return { claimed: Math.max(0, ...powers), together: powers.reduce((sum, power) => sum + power, 0) }
}

/** Away from the lattice's own peaks and from every fraction that is tested. */
function isOrdinary([u, v]: readonly [number, number]): boolean {
  const near = (value: number, fraction: number) => Math.abs(value - fraction) < 0.08
  const isSimple = (value: number) => [0, 1 / 3, 1 / 2, 2 / 3, 1].some((fraction) => near(value, fraction))
  return !(isSimple(u) && isSimple(v))
}

/** Mean logarithm of the contrast at one fraction of the reciprocal cell, over the cells of low order. */
function evidenceAt(basis: Basis, at: readonly [number, number], spectrum: Spectrum, floor: Float64Array): number {
  let [sum, count] = [0, 0]
  forPlaces(basis, at, spectrum, (column, row) => {
    const [x, y] = strongestNear(spectrum, column, row)
    sum += Math.log(Math.max(contrastAt(spectrum, floor, x, y), 1e-3))
    count++
  })
  return count > 0 ? sum / Math.sqrt(count) : 0
}

function powerNear(basis: Basis, at: readonly [number, number], spectrum: Spectrum): number {
  let sum = 0
  forPlaces(basis, at, spectrum, (column, row) => {
    const [x, y] = strongestNear(spectrum, column, row)
    sum += powerAt(spectrum, x, y)
  })
  return sum
}

/** Bins at (h + u, k + v) of half the plane. */
function forPlaces(
  basis: Basis,
  [u, v]: readonly [number, number],
  { columns, rows }: Spectrum,
  each: (column: number, row: number) => void,
): void {
  for (let h = -ORDERS; h <= ORDERS; h++) {
    for (let k = -ORDERS; k <= ORDERS; k++) {
      const frequency = combine(basis, h + u, k + v)
      const size = length(frequency)
      if (size === 0 || size > 1 / FINEST || size < 1 / LONGEST) continue
      if (frequency.x < 0 || (frequency.x === 0 && frequency.y < 0)) continue
      each(Math.round(frequency.x * columns), Math.round(frequency.y * rows))
    }
  }
}

/** A peak's own bin may be the next one. */
function strongestNear(spectrum: Spectrum, column: number, row: number): [number, number] {
  let bestX = column
  let bestY = row
  let most = -1
  for (let y = row - 1; y <= row + 1; y++) {
    for (let x = column - 1; x <= column + 1; x++) {
      const power = powerAt(spectrum, x, y)
      if (power <= most) continue
      most = power
      bestX = x
      bestY = y
    }
  }
  return [bestX, bestY]
}
