import { norm } from '../math/vector'
import { connected } from '../math/connected'
import { split } from '../math/otsu'
import type { DisplacementField } from './displacement-field'
import { deepWithin, neighbours } from './grid'
import type { Comparison } from './motif'
import { ELSEWHERE } from './strain'

/** Places show two lattices if their likenesses split so far apart, and in so many times the scatter of each side. */
const APART = 0.05
const CLEAR = 4
/** Fewer points in the middle of others, or less than this part of all, are no other crystal. */
const LEAST_POINTS = 12
const LEAST_PART = 0.05

/**
 * Places without those that show only some of the lattice's waves: a twin shares a row of them with the crystal, which would pass for the whole
 * lattice there, for what a place lacks does not count in how well it agrees. The likeness is that of the waves' heights alone.
 */
export function withoutSharedWaves(comparison: Comparison, displacement: DisplacementField): DisplacementField {
  const { grid, domain, quality } = displacement
  const own = Float32Array.from(quality, (_, at) => (domain[at] === ELSEWHERE ? NaN : likeness(comparison, at)))
  const around = (at: number) => neighbours(at, grid)
  const likenesses = own.map((value, at) => {
    if (Number.isNaN(value)) return NaN
    let sum = value
    let count = 1
    for (const near of around(at)) {
      if (Number.isNaN(own[near])) continue
      sum += own[near]
      count++
    }
    return sum / count
  })
  const { threshold, apart, within } = split(likenesses, LEAST_PART)
  if (!(apart > Math.max(APART, CLEAR * within))) return displacement
  const isOther = new Uint8Array(quality.length)
  for (const group of connected(quality.length, (at) => likenesses[at] < threshold, around)) {
    if (deepWithin(group, grid).length >= LEAST_POINTS) for (const at of group) isOther[at] = 1
  }
  return {
    ...displacement,
    domain: domain.map((value, at) => (isOther[at] ? ELSEWHERE : value)),
    quality: quality.map((value, at) => (isOther[at] ? Math.min(value, 0) : value)),
  }
}

/** Cosine between the waves' heights at a place and in the motif, 0 … 1. */
function likeness({ harmonics, motif }: Comparison, at: number): number {
  let product = 0
  let there = 0
  let here = 0
  for (let n = 0; n < harmonics.length; n++) {
    const { amplitudes } = harmonics[n]
    const expected = norm(motif.re[n], motif.im[n])
    const shown = norm(amplitudes.re[at], amplitudes.im[at])
    product += expected * shown
    there += expected * expected
    here += shown * shown
  }
  return product / Math.sqrt(Math.max(there * here, 1e-300))
}
