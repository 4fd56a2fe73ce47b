import { agreement, ascend } from './motif'
import type { Comparison, Fit } from './motif'
import type { Basis } from '../math/vector'
import type { Vector } from '../math/vector'
import { combine, plus, remainder } from '../math/vector'
import { goodQuality } from './displacement-field'
import type { DisplacementField } from './displacement-field'
import { withoutJumps } from './jumps'
import { BucketQueue, predicted, UNSETTLED } from './grow'
import { neighbours } from './grid'
import { ELSEWHERE } from './strain'

/** Steps along each edge of the cell at which a translation is looked for. */
const STEPS = 4
/** A translated part shows the motif so much better than the untranslated lattice does, at so many points at least. */
const BETTER = 0.15
const LEAST_POINTS = 12
/** And as well as this part of what the better places of the crystal do. */
const AS_GOOD = 0.9
const MOST = 16
/** A translation that brings columns upon columns is no domain's: brightness exchanged is another phase. */
const ALIKE = 0.5

/**
 * Parts of the crystal that are translated against the first, as beyond an antiphase boundary or a stacking fault: points
 * that show the motif better under a displacement of their own, grown from the clearest of them. Points beside those of
 * another domain see both, and count as nothing.
 */
export function withDomains(comparison: Comparison, found: DisplacementField, basis: Basis): DisplacementField {
  const { x, y, quality, domain } = {
    x: found.x.slice(),
    y: found.y.slice(),
    quality: found.quality.slice(),
    domain: found.domain.slice(),
  }
  const least = AS_GOOD * goodQuality({ quality })
  const fits = Array.from(quality, (own, at): Fit | null => {
    if (domain[at] === ELSEWHERE || own + BETTER > 1) return null
    const fit = bestTranslation(comparison, basis, { x: x[at], y: y[at] }, at)
    if (fit.quality < Math.max(least, own + BETTER)) return null
    const translation = { x: fit.u.x - x[at], y: fit.u.y - y[at] }
    return likeness(comparison, translation) < ALIKE ? fit : null
  })
  let count = 0
  for (let tried = 0; tried < MOST; tried++) {
    const seed = clearest(fits)
    if (seed < 0) break
    const accepts = (at: number, fit: Fit) =>
      domain[at] !== ELSEWHERE && fit.quality > Math.max(least, quality[at] + BETTER)
    const members = growDomain(comparison, found, { at: seed, fit: fits[seed]! }, accepts)
    for (const at of members.keys()) fits[at] = null
    if (members.size < LEAST_POINTS) continue
    count++
    for (const [at, { u, quality: value }] of members) {
      ;[x[at], y[at], quality[at], domain[at]] = [u.x, u.y, value, count]
    }
  }
  const parted = withoutJumps({ grid: found.grid, x, y, quality, domain }, basis, count)
  return withBoundaries({ grid: found.grid, x, y, quality, domain: largestFirst(parted.domain, parted.count) })
}

/** Domain 0 is the largest, whatever tracking began in. */
function largestFirst(domain: Uint8Array, count: number): Uint8Array {
  const sizes = new Uint32Array(count + 1)
  for (const own of domain) if (own !== ELSEWHERE) sizes[own]++
  const largest = sizes.indexOf(Math.max(...sizes))
  return domain.map((own) => (own === largest ? 0 : own === 0 ? largest : own))
}

/** How much a motif that is translated looks as before, −1 … 1. */
function likeness({ harmonics, motif: { re, im } }: Comparison, { x, y }: Vector): number {
  let [sum, power] = [0, 0]
  harmonics.forEach(({ frequency }, n) => {
    const own = re[n] ** 2 + im[n] ** 2
    sum += own * Math.cos(2 * Math.PI * (frequency.x * x + frequency.y * y))
    power += own
  })
  return sum / power
}

function clearest(fits: readonly (Fit | null)[]): number {
  return fits.reduce((best, fit, at) => (fit && (best < 0 || fit.quality > fits[best]!.quality) ? at : best), -1)
}

function bestTranslation(comparison: Comparison, basis: Basis, from: Vector, at: number): Fit {
  const starts = Array.from({ length: STEPS * STEPS - 1 }, (_, k) =>
    plus(from, combine(basis, ((k + 1) % STEPS) / STEPS, Math.floor((k + 1) / STEPS) / STEPS)),
  )
  const fits = starts.map((u): Fit => ({ u, quality: agreement(comparison, at, u) }))
  const { u } = fits.reduce((best, fit) => (fit.quality > best.quality ? fit : best))
  const fit = ascend(comparison, at, u)
  // By whole cells less, so that cells are counted on across the boundary.
  return { ...fit, u: plus(from, remainder({ x: fit.u.x - from.x, y: fit.u.y - from.y }, basis)) }
}

function growDomain(
  comparison: Comparison,
  { grid, x: { length: count } }: DisplacementField,
  seed: { at: number; fit: Fit },
  accepts: (at: number, fit: Fit) => boolean,
): Map<number, Fit> {
  const grown = {
    grid,
    x: new Float32Array(count),
    y: new Float32Array(count),
    quality: new Float32Array(count).fill(UNSETTLED),
  }
  const members = new Map<number, Fit>()
  const queue = new BucketQueue()
  const join = (at: number, fit: Fit) => {
    ;[grown.x[at], grown.y[at], grown.quality[at]] = [fit.u.x, fit.u.y, fit.quality]
    members.set(at, fit)
    queue.push(at, fit.quality)
  }
  join(seed.at, seed.fit)
  for (let at = queue.pop(); at >= 0; at = queue.pop()) {
    for (const next of neighbours(at, grid)) {
      if (members.has(next)) continue
      const fit = ascend(comparison, next, predicted(next, grown))
      if (accepts(next, fit)) join(next, fit)
    }
  }
  return members
}

function withBoundaries(displacement: DisplacementField): DisplacementField {
  const { grid, domain, quality } = displacement
  const isBoundary = (at: number) => neighbours(at, grid).some((near) => domain[near] !== domain[at])
  return { ...displacement, quality: quality.map((value, at) => (isBoundary(at) ? Math.min(value, 0) : value)) }
}
