import type { IndexedPlace } from '../math/fit-basis'
import { fitBasis } from '../math/fit-basis'
import type { Basis } from '../math/geometry'
import { area, frame, length, minus, reciprocal, reduced, ZERO } from '../math/geometry'
import type { Peak } from './peaks'
import { reachOf } from './peaks'
import type { Spectrum } from './spectrum'

/** Shortest and longest lattice vector that is looked for, px. */
const SHORTEST = 5
const LONGEST = 110
/** Peaks of which pairs are tried as a basis. */
const SEEDS = 14
/** How far from its place a peak may lie, bins; more for those of high order, since the basis is not exact yet. */
const TOLERANCE = 0.7
const TOLERANCE_PER_ORDER = 0.15
/** What each further place of the reciprocal lattice must bring in logarithms of contrast. */
const PRICE = 0.15
/** No peak counts for more than this, so that one strong line does not buy a wrong lattice. */
const WEIGHT_LIMIT = 6

export interface Indexed {
  /** Of the reciprocal lattice, cycles per pixel. */
  basis: Basis
  /** Sum of the explained peaks' weights less what the lattice costs. */
  score: number
  /** Peaks that the lattice explains. */
  explained: number
  /** Sum of their contrasts. */
  evidence: number
}

/** The coarsest reciprocal lattice that explains the peaks, or null where no two of them span one. */
export function indexPeaks(peaks: readonly Peak[], spectrum: Spectrum): Indexed | null {
  const seeds = peaks.slice(0, SEEDS)
  let best: Indexed | null = null
  for (const [i, first] of seeds.entries()) {
    for (const second of seeds.slice(i + 1)) {
      const basis = reduced({ a: first.frequency, b: second.frequency })
      if (!isPlausible(basis)) continue
      const candidate = refined(basis, peaks, spectrum)
      if (candidate && (!best || candidate.score > best.score)) best = candidate
    }
  }
  return best && refined(best.basis, peaks, spectrum)
}

function isPlausible(basis: Basis): boolean {
  const sine = area(basis) / (length(basis.a) * length(basis.b))
  const real = reduced(reciprocal(basis))
  return sine > 0.3 && length(real.a) >= SHORTEST && length(real.b) <= LONGEST
}

/** Fits the basis to the peaks that it explains, a few times, and counts what it explains then. */
function refined(start: Basis, peaks: readonly Peak[], spectrum: Spectrum): Indexed | null {
  let basis = start
  for (let round = 0; round < 3; round++) {
    const fitted = fittedTo(basis, peaks, spectrum)
    if (!fitted || !isPlausible(fitted)) return null
    basis = fitted
  }
  const indicesOf = indexer(basis, spectrum)
  const hits = peaks.filter((peak) => indicesOf(peak) !== null)
  // Places of the lattice in the half disc in which most of its own peaks lie: others, such as the far side bands that hum
  // makes, do not make it dearer. And the part of the disc that lies near a place.
  const places = (Math.PI * reachOf(hits) ** 2) / (2 * area(basis))
  const bins = area(basis) * spectrum.columns * spectrum.rows
  const chance = Math.min(1, (Math.PI * TOLERANCE ** 2) / bins)
  const total = (of: readonly Peak[]) => of.reduce((sum, peak) => sum + weightOf(peak), 0)
  const score = total(hits) - chance * total(peaks) - PRICE * places
  return { basis, score, explained: hits.length, evidence: hits.reduce((sum, { contrast }) => sum + contrast, 0) }
}

function weightOf({ contrast }: Peak): number {
  return Math.min(Math.log(contrast), WEIGHT_LIMIT)
}

/** Gives Miller's indices of a peak, or null where it lies on no place of the lattice. */
function indexer(basis: Basis, { columns, rows }: Spectrum): (peak: Peak) => [number, number] | null {
  const { place, coordinates } = frame(ZERO, basis)
  return ({ frequency }) => {
    const cell = coordinates(frequency.x, frequency.y)
    const [h, k] = [Math.round(cell.x), Math.round(cell.y)]
    const off = minus(frequency, place(h, k))
    const tolerance = TOLERANCE + TOLERANCE_PER_ORDER * (Math.abs(h) + Math.abs(k))
    return Math.hypot(off.x * columns, off.y * rows) <= tolerance && (h !== 0 || k !== 0) ? [h, k] : null
  }
}

/** Fits a basis to the peaks that it explains; null where they lie on one line. */
function fittedTo(basis: Basis, peaks: readonly Peak[], spectrum: Spectrum): Basis | null {
  const indicesOf = indexer(basis, spectrum)
  const places = peaks.flatMap((peak): IndexedPlace[] => {
    const indices = indicesOf(peak)
    return indices ? [{ i: indices[0], j: indices[1], ...peak.frequency, weight: weightOf(peak) }] : []
  })
  return fitBasis(places)?.basis ?? null
}
