import type { Deviation } from './deviation'
import type { ColumnGeometry } from '../patch/columns'
import type { Observation } from './variance'
import { fitVariances, logLikelihood, precision } from './variance'

/** The columns of one patch. */
export type PatchDeviations = readonly Deviation[]

/**
 * How bulk's columns scatter about their prediction. Each list holds the variances of what makes them scatter: each column
 * for itself, of the brighter and the dimmer sublattice; what the patch's edge adds, nearest it and a little further in; what
 * neighbours share; what a row shares, and a line of columns across the rows.
 */
export interface Scatter {
  geometry: ColumnGeometry
  /** Of intensities, in parts of a column. */
  intensity: number[]
  /** Of displacements, in squared spacings. */
  x: number[]
  y: number[]
  /** Standard deviation of what neighbours leave of columns in other regions, in units of what these variances say; by sublattice. */
  excess: { intensity: [number, number]; shift: [number, number] }
}

/** Distances from the patch's edge, in spacings, up to which less and less of a column is seen. */
const EDGES = [0.24, 0.48] as const
/** Distance over which neighbours share what they do, and width of a row of columns that a scan shifts as one; in cells. */
const SHARED = 1
const LINE = 0.15
/** Standard deviations of what is not bulk's own: a patch's level and slopes of brightness, its place, strain and rotation. */
const LEVEL = 1
const PLACE = 1
/** First guesses of all variances: standard deviations of 0.05 and 0.03, parts of a column or spacings. */
const OWN = 0.05 ** 2
const SHARING = 0.03 ** 2
/** Fewest columns of a patch that tell anything of how they scatter. */
const ENOUGH = 6

/** The three kinds of deviation of a patch. */
const KINDS = ['intensity', 'x', 'y'] as const
type Kinds<T> = Record<(typeof KINDS)[number], T>

/** Whether a scan's fast axis runs the same way through all patches, or they were turned and their axes are alike. */
export const AXES = ['alike', 'apart'] as const
export type Axes = (typeof AXES)[number]

/** Learns the scatter from bulk patches of `size` px. */
export function learnScatter(
  patches: readonly PatchDeviations[],
  size: number,
  geometry: ColumnGeometry,
  axes: Axes,
): Scatter {
  const observed = patches.filter(({ length }) => length >= ENOUGH).map((patch) => observations(patch, size, geometry))
  const [intensity, x, y] = KINDS.map((kind) => observed.map((of) => of[kind]))
  const fit = (of: readonly Observation[]) => fitVariances(of, [OWN, OWN, OWN, OWN, SHARING, SHARING, SHARING])
  const turned = ({ components, ...rest }: Observation) => ({ ...rest, components: exchanged(components) })
  const excess: Scatter['excess'] = { intensity: [1, 1], shift: [1, 1] }
  if (axes === 'apart') return { geometry, intensity: fit(intensity), x: fit(x), y: fit(y), excess }
  const along = fit([...x, ...y.map(turned)])
  return { geometry, intensity: fit([...intensity, ...intensity.map(turned)]), x: along, y: exchanged(along), excess }
}

/** Rows and lines, the last two, in each other's place: what x is to y. */
function exchanged<T>(list: readonly T[]): T[] {
  const [row, line] = list.slice(-2)
  return [...list.slice(0, -2), line, row]
}

/** How well a scatter predicts the deviations of bulk patches: the logarithm of their likelihood, up to a constant. */
export function logLikelihoodOf(patches: readonly PatchDeviations[], size: number, scatter: Scatter): number {
  return patches.reduce((sum, patch) => {
    const observed = observations(patch, size, scatter.geometry)
    return sum + KINDS.reduce((total, kind) => total + logLikelihood(observed[kind], scatter[kind]), 0)
  }, 0)
}

/** One kind of deviation of a patch's columns, with the inverse of its covariance in bulk, [n, n]. */
export interface Weighted {
  values: Float64Array
  precision: Float64Array
}

/** Intensities and displacements (in spacings) of a patch's columns, with what bulk's scatter says of them. */
export function weighPatch(patch: PatchDeviations, size: number, scatter: Scatter): Kinds<Weighted> {
  const observed = observations(patch, size, scatter.geometry)
  const weighted = (kind: (typeof KINDS)[number]): Weighted => ({
    values: observed[kind].values,
    precision: precision(observed[kind], scatter[kind]),
  })
  return { intensity: weighted('intensity'), x: weighted('x'), y: weighted('y') }
}

function observations(
  patch: PatchDeviations,
  size: number,
  { spacing, sublattices }: ColumnGeometry,
): Kinds<Observation> {
  // The nearest of two alternating sublattices lie half a diagonal of the cell apart.
  const cell = sublattices === 2 ? spacing * Math.SQRT2 : spacing
  const [x, y] = [patch.map((column) => column.x), patch.map((column) => column.y)].map((places) =>
    places.map((place) => (place - (size - 1) / 2) / cell),
  )
  const depth = patch.map((column) => Math.min(column.x, column.y, size - 1 - column.x, size - 1 - column.y) / spacing)
  const components = [
    diagonal(patch.map(({ sublattice }) => sublattice === 0)),
    diagonal(patch.map(({ sublattice }) => sublattice === 1)),
    diagonal(depth.map((d) => d < EDGES[0])),
    diagonal(depth.map((d) => d >= EDGES[0] && d < EDGES[1])),
    pairwise(patch.length, (i, j) => bell(Math.hypot(x[i] - x[j], y[i] - y[j]) / SHARED)),
    pairwise(patch.length, (i, j) => bell((y[i] - y[j]) / LINE)),
    pairwise(patch.length, (i, j) => bell((x[i] - x[j]) / LINE)),
  ]
  const level = (sublattice: number) => patch.map((column) => (column.sublattice === sublattice ? 1 : 0))
  const brightness = nuisance([level(0), level(1), x, y], LEVEL)
  const place = nuisance([patch.map(() => 1), x, y], PLACE)
  return {
    intensity: { values: Float64Array.from(patch, ({ intensity }) => intensity), fixed: brightness, components },
    x: { values: Float64Array.from(patch, ({ dx }) => dx / spacing), fixed: place, components },
    y: { values: Float64Array.from(patch, ({ dy }) => dy / spacing), fixed: place, components },
  }
}

function bell(distance: number): number {
  return Math.exp(-0.5 * distance ** 2)
}

/** Covariance of what may be anything, within `std`: the sum of the outer products of `directions`. */
function nuisance(directions: readonly (readonly number[])[], std: number): Float64Array {
  return pairwise(directions[0].length, (i, j) =>
    directions.reduce((sum, direction) => sum + std ** 2 * direction[i] * direction[j], 0),
  )
}

function diagonal(members: readonly boolean[]): Float64Array {
  return pairwise(members.length, (i, j) => (i === j && members[i] ? 1 : 0))
}

function pairwise(n: number, value: (i: number, j: number) => number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => value(Math.floor(at / n), at % n))
}
