import type { Mat3d } from 'wgpu-matrix'
import { mat3d } from 'wgpu-matrix'
import type { Basis, Frame, Vector } from './vector'
import { ZERO } from './vector'

/** The affine map from cells, counted from an origin, to pixels. */
export function affine(origin: Vector, { a, b }: Basis): Mat3d {
  return mat3d.create(a.x, a.y, 0, b.x, b.y, 0, origin.x, origin.y, 1)
}

/** The vectors that an affine map makes of the unit vectors. */
export function basisOf(map: Mat3d): Basis {
  const [a, b] = [0, 1].map((axis) => mat3d.getAxis(map, axis))
  return { a: { x: a[0], y: a[1] }, b: { x: b[0], y: b[1] } }
}

/** The basis g with g.a · a = g.b · b = 1 and g.a · b = g.b · a = 0. */
export function reciprocal(basis: Basis): Basis {
  return basisOf(mat3d.transpose(mat3d.inverse(affine(ZERO, basis))))
}

/** The frame whose origin and unit vectors are given in pixels. */
export function frame(origin: Vector, basis: Basis): Frame {
  const toPixels = affine(origin, basis)
  const toCells = mat3d.inverse(toPixels)
  return { place: (u, v) => mapped(u, v, toPixels), coordinates: (x, y) => mapped(x, y, toCells) }
}

/** As wgpu-matrix maps a vector, which would make two lists for each of a hundred thousand columns. */
function mapped(x: number, y: number, map: Mat3d): Vector {
  return { x: map[0] * x + map[4] * y + map[8], y: map[1] * x + map[5] * y + map[9] }
}
