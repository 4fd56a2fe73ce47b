import { inverse, isAtLeast } from './cholesky'
import type { Deviation } from './deviation'
import type { ColumnGeometry } from './find'

/** Components of a deviation, in the order of every array here: intensity, dx, dy. */
const COMPONENTS = 3
/** Distances from the patch's edge, in units of the spacing, between which columns scatter alike. */
const EDGES = [0.18, 0.3, 0.42, 0.54] as const
const PLACES = EDGES.length + 1
/** Offsets between columns that are told apart: up to so many half cells along each axis. */
const REACH = 3
const OFFSETS = 2 * REACH + 1
/** Beyond so many robust standard deviations a deviation counts no more: bulk has its own few outliers. */
const CLIP = 3
/** Part of the correlations that is not believed: what so few columns show of them is partly chance. */
const SHRINKAGE = 0.1
/** Least variance that neighbours leave in any combination of columns, in units of their own. */
const FLOOR = 0.1
/** Fewest columns that a place's own scatter is taken from. */
const ENOUGH = 20

/** Lengths of the tables of a `Scatter`. */
export const spreadLength = 2 * PLACES * COMPONENTS
export const correlationLength = 4 * OFFSETS * OFFSETS * COMPONENTS * COMPONENTS

/** How bulk's columns scatter about their prediction. */
export interface Scatter {
  geometry: ColumnGeometry
  /** [2, places, 3]: median and standard deviation of the three components, by sublattice and distance from the edge. */
  centre: Float64Array
  spread: Float64Array
  /** [2, 2, offsets, offsets, 3, 3]: correlation of two columns by their sublattices and by the offset between them. */
  correlation: Float64Array
}

/** The columns of one patch. */
export type PatchDeviations = readonly Deviation[]

/** Learns the scatter from bulk patches of `size` px: medians and clipped moments, so that a few defects hardly matter. */
export function learnScatter(patches: readonly PatchDeviations[], size: number, geometry: ColumnGeometry): Scatter {
  const all = patches.flatMap((patch) => eightViews(patch, size))
  const { centre, spread } = marginals(all, size, geometry)
  const scatter: Scatter = { geometry, centre, spread, correlation: new Float64Array(0) }
  return { ...scatter, correlation: correlations(all, size, scatter) }
}

/** A patch as it is, mirrored and transposed: bulk has no preferred axis unless more is known than a patch shows. */
function eightViews(patch: PatchDeviations, size: number): PatchDeviations[] {
  return Array.from({ length: 8 }, (_, view) =>
    patch.map((column) => {
      let { x, y, dx, dy } = column
      if (view & 1) [x, dx] = [size - 1 - x, -dx]
      if (view & 2) [y, dy] = [size - 1 - y, -dy]
      if (view & 4) [x, y, dx, dy] = [y, x, dy, dx]
      return { ...column, x, y, dx, dy }
    }),
  )
}

function components({ intensity, dx, dy }: Deviation): [number, number, number] {
  return [intensity, dx, dy]
}

/** The index of a column's group: its sublattice and how near the edge it lies. */
function group({ sublattice, x, y }: Deviation, size: number, { spacing }: ColumnGeometry): number {
  const distance = Math.min(x, y, size - 1 - x, size - 1 - y) / spacing
  return sublattice * PLACES + EDGES.filter((edge) => distance >= edge).length
}

function marginals(patches: readonly PatchDeviations[], size: number, geometry: ColumnGeometry) {
  const groups: number[][][] = Array.from({ length: 2 * PLACES }, () => Array.from({ length: COMPONENTS }, () => []))
  for (const patch of patches) {
    for (const column of patch) {
      const members = groups[group(column, size, geometry)]
      components(column).forEach((value, c) => members[c].push(value))
    }
  }
  const centre = new Float64Array(2 * PLACES * COMPONENTS)
  const spread = new Float64Array(2 * PLACES * COMPONENTS)
  for (let sublattice = 0; sublattice < 2; sublattice++) {
    // From the middle of the patch outwards: a group with too few members takes over its inner neighbour's scatter.
    for (let place = PLACES - 1; place >= 0; place--) {
      const at = sublattice * PLACES + place
      for (let c = 0; c < COMPONENTS; c++) {
        const values = groups[at][c]
        const inner = (at + 1) * COMPONENTS + c
        const borrowed = values.length < ENOUGH * 8 && place < PLACES - 1
        const { median, std } = borrowed ? { median: centre[inner], std: spread[inner] } : clippedMoments(values)
        centre[at * COMPONENTS + c] = median
        spread[at * COMPONENTS + c] = Math.max(std, 1e-4)
      }
    }
  }
  return { centre, spread }
}

/** Median, and standard deviation about it of the values clipped at ±3 robust standard deviations. */
function clippedMoments(values: readonly number[]): { median: number; std: number } {
  if (values.length === 0) return { median: 0, std: 1 }
  const median = middle(values)
  const limit = CLIP * 1.4826 * middle(values.map((value) => Math.abs(value - median)))
  const sum = values.reduce((total, value) => total + Math.min(Math.abs(value - median), limit) ** 2, 0)
  return { median, std: Math.sqrt(sum / values.length) }
}

function middle(values: readonly number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1]
}

/** A patch's deviations in units of their scatter, [columns · 3], and that scatter, of the same length. */
export function standardise(patch: PatchDeviations, size: number, { geometry, centre, spread }: Scatter) {
  const values = new Float64Array(patch.length * COMPONENTS)
  const scale = new Float64Array(patch.length * COMPONENTS)
  patch.forEach((column, i) => {
    const at = group(column, size, geometry) * COMPONENTS
    components(column).forEach((value, c) => {
      scale[i * COMPONENTS + c] = spread[at + c]
      values[i * COMPONENTS + c] = (value - centre[at + c]) / spread[at + c]
    })
  })
  return { values, scale }
}

/** Index of the 3 × 3 block of two columns in the table of correlations; −1 where they are too far apart to matter. */
function block(a: Deviation, b: Deviation, { spacing, sublattices }: ColumnGeometry): number {
  // Half of the cell's edge: the nearest of two alternating sublattices lie half a diagonal apart.
  const step = sublattices === 2 ? spacing / Math.SQRT2 : spacing / 2
  const u = Math.round((b.x - a.x) / step)
  const v = Math.round((b.y - a.y) / step)
  if (Math.abs(u) > REACH || Math.abs(v) > REACH) return -1
  const pair = a.sublattice * 2 + b.sublattice
  return ((pair * OFFSETS + u + REACH) * OFFSETS + v + REACH) * COMPONENTS * COMPONENTS
}

function correlations(patches: readonly PatchDeviations[], size: number, scatter: Scatter): Float64Array {
  const area = COMPONENTS * COMPONENTS
  const sums = new Float64Array(4 * OFFSETS * OFFSETS * area)
  const counts = new Float64Array(4 * OFFSETS * OFFSETS)
  for (const patch of patches) {
    const values = standardise(patch, size, scatter).values.map((value) => Math.min(Math.max(value, -CLIP), CLIP))
    for (let i = 0; i < patch.length; i++) {
      for (let j = 0; j < patch.length; j++) {
        const at = block(patch[i], patch[j], scatter.geometry)
        if (at < 0) continue
        counts[at / area]++
        for (let p = 0; p < COMPONENTS; p++) {
          for (let q = 0; q < COMPONENTS; q++) {
            sums[at + p * COMPONENTS + q] += values[i * COMPONENTS + p] * values[j * COMPONENTS + q]
          }
        }
      }
    }
  }
  return sums.map((sum, i) => sum / Math.max(counts[Math.floor(i / area)], 1))
}

/**
 * The precision matrix (inverse covariance, standardised) of a patch's columns, [3n, 3n]: correlations by offset, shrunk
 * towards none, and further where the table of so few columns is no covariance.
 */
export function precision(patch: PatchDeviations, { geometry, correlation }: Scatter): Float64Array {
  const n = patch.length * COMPONENTS
  const table = new Float64Array(n * n)
  for (let i = 0; i < patch.length; i++) {
    for (let j = 0; j < patch.length; j++) {
      const at = block(patch[i], patch[j], geometry)
      if (at < 0) continue
      for (let p = 0; p < COMPONENTS; p++) {
        for (let q = 0; q < COMPONENTS; q++) {
          table[(i * COMPONENTS + p) * n + j * COMPONENTS + q] = correlation[at + p * COMPONENTS + q]
        }
      }
    }
  }
  for (let shrinkage = SHRINKAGE; shrinkage < 1; shrinkage += 0.1) {
    const covariance = shrunk(table, n, shrinkage)
    if (isAtLeast(covariance, n, FLOOR)) return inverse(covariance, n)!
  }
  return shrunk(new Float64Array(n * n), n, 1)
}

function shrunk(table: Float64Array, n: number, shrinkage: number): Float64Array {
  return table.map((value, at) => {
    const diagonal = at % (n + 1) === 0
    return diagonal ? (1 - shrinkage) * Math.max(value, 0.5) + shrinkage : (1 - shrinkage) * value
  })
}
