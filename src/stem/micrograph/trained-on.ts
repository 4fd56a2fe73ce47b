import { mat3d } from 'wgpu-matrix'
import { ModelError } from '../../errors'
import { maxPixels } from '../../io/check'
import type { Basis } from '../math/vector'
import type { Vector } from '../math/vector'
import { affine, basisOf, frame } from '../math/affine'
import { angle, area, combine, length, minus, ZERO } from '../math/vector'
import type { Lattice } from '../lattice/lattice'
import type { Plane } from '../lattice/spectrum'
import { median } from '../math/robust'
import type { ModelFrame } from './frame'

/** The crystal as a model has learned to see it: what another micrograph must match. */
export interface TrainedOn {
  /** Lattice vectors, px of the model's frame. */
  a: Vector
  b: Vector
  /** Places in the cell, the brightest sublattice first. */
  positions: { u: number; v: number }[]
  /** Level between the columns above the darkest, over the height of the brightest columns. */
  contrast: number
  /** Pixels of the micrograph to one of the frame. */
  scale: number
}

/** How far another lattice may be off: the ratio of its edges, its angle in degrees, its columns in parts of the cell. */
const RATIO_TOLERANCE = 0.08
const ANGLE_TOLERANCE = 5
const PLACE_TOLERANCE = 0.13

export function trainedOn(lattice: Lattice, { scale, coordinates }: ModelFrame, pedestal: number): TrainedOn {
  const origin = coordinates(0, 0)
  const turned = ({ x, y }: Vector) => minus(coordinates(x, y), origin)
  const [{ intensity }] = lattice.sublattices
  return {
    a: turned(lattice.a),
    b: turned(lattice.b),
    positions: lattice.sublattices.map(({ position }) => position),
    contrast: (backgroundOf(lattice) - pedestal) / intensity,
    scale,
  }
}

/** Level between the columns of the brightest sublattice. */
function backgroundOf({ sublattices: [{ sites }] }: Lattice): number {
  return median(sites.background)
}

/** No two micrographs agree so far; one and the same does, whatever platform or version has fitted its lattice. */
const SAME = 1e-6

/** Whether both describe one and the same micrograph. */
export function isSame(one: TrainedOn, other: TrainedOn): boolean {
  const numbers = ({ a, b, positions, contrast, scale }: TrainedOn) => [
    a.x,
    a.y,
    b.x,
    b.y,
    contrast,
    scale,
    ...positions.flatMap(({ u, v }) => [u, v]),
  ]
  const [p, q] = [numbers(one), numbers(other)]
  return p.length === q.length && p.every((value, k) => Math.abs(value - q[k]) <= SAME * Math.max(1, Math.abs(value)))
}

/** All pairs of short lattice vectors that span the same lattice. */
const COMBINATIONS = [-1, 0, 1].flatMap((m) =>
  [-1, 0, 1].flatMap((n) =>
    [-1, 0, 1].flatMap((p) => [-1, 0, 1].flatMap((q) => (m * q - n * p === 1 ? [[m, n, p, q] as const] : []))),
  ),
)

/**
 * The frame in which a micrograph's lattice lies as the model's does, scaled and turned (and sheared by the little that the
 * scan did), and the level to take for zero so that columns rise from what is between them as they did. Throws a ModelError
 * that names `source`, the model's file, where the lattices do not match.
 */
export function matchedFrame(
  picture: Plane,
  lattice: Lattice,
  model: TrainedOn,
  source: string,
): { frame: ModelFrame; pedestal: number } {
  const matching = COMBINATIONS.flatMap(([m, n, p, q]) => {
    const laid: Basis = { a: combine(lattice, m, n), b: combine(lattice, p, q) }
    if (!hasForm(laid, model)) return []
    const places = lattice.sublattices.map(({ position: { u, v } }) => ({ u: q * u - p * v, v: m * v - n * u }))
    return alike(places, model.positions) ? [laid] : []
  })
  if (matching.length === 0) throw noMatch(lattice, model, source)
  const turn = ({ a }: Basis) => {
    const [x, y] = [a.x * model.a.x + a.y * model.a.y, a.y * model.a.x - a.x * model.a.y]
    return Math.abs(Math.atan2(y, x))
  }
  const laid = matching.reduce((best, other) => (turn(other) < turn(best) - 1e-9 ? other : best))
  const frame = frameBetween(picture, laid, model)
  if (frame.width * frame.height > maxPixels) {
    const size = `${frame.width} × ${frame.height} pixels`
    throw new ModelError(
      'model-scale',
      source,
      `seen at its scale this micrograph has ${size}; train on the micrograph itself`,
    )
  }
  return {
    frame,
    pedestal: backgroundOf(lattice) - model.contrast * lattice.sublattices[0].intensity,
  }
}

function hasForm(laid: Basis, model: Basis): boolean {
  const ratio = length(laid.b) / length(laid.a) / (length(model.b) / length(model.a))
  return Math.abs(ratio - 1) < RATIO_TOLERANCE && Math.abs(angle(laid) - angle(model)) < ANGLE_TOLERANCE
}

/** Whether every column of one cell has a column of the other's in its place. */
function alike(places: readonly { u: number; v: number }[], wanted: TrainedOn['positions']): boolean {
  const wrap = (value: number) => value - Math.round(value)
  const near = ({ u, v }: { u: number; v: number }) =>
    wanted.findIndex((other) => Math.hypot(wrap(u - other.u), wrap(v - other.v)) < PLACE_TOLERANCE)
  return places.length === wanted.length && places.every((place, s) => near(place) === s)
}

/** The affine map that lays one basis on the other, over the smallest upright rectangle that holds the picture. */
function frameBetween({ width, height }: Plane, laid: Basis, model: Basis): ModelFrame {
  const basis = basisOf(mat3d.multiply(affine(ZERO, laid), mat3d.inverse(affine(ZERO, model))))
  const { coordinates } = frame(ZERO, basis)
  const corners = [0, width - 1].flatMap((x) => [0, height - 1].map((y) => coordinates(x, y)))
  const bounds = (values: number[]) => [Math.min(...values), Math.max(...values)]
  const [left, right] = bounds(corners.map(({ x }) => x))
  const [top, bottom] = bounds(corners.map(({ y }) => y))
  const origin = combine(basis, left, top)
  return {
    ...frame(origin, basis),
    width: Math.floor(right - left + 1e-6) + 1,
    height: Math.floor(bottom - top + 1e-6) + 1,
    scale: Math.sqrt(area(basis)),
  }
}

function noMatch(lattice: Lattice, model: TrainedOn, source: string): ModelError {
  const shape = (basis: Basis, count: number) =>
    `edges 1 : ${(length(basis.b) / length(basis.a)).toFixed(2)}, ${angle(basis).toFixed(1)}°, ` +
    `${count} ${count === 1 ? 'column' : 'columns'} a cell`
  return new ModelError(
    'model-lattice',
    source,
    `it has learned another crystal (${shape(model, model.positions.length)}) than this micrograph shows ` +
      `(${shape(lattice, lattice.sublattices.length)}); train on the micrograph itself`,
  )
}
