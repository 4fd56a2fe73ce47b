/** Plain data: it stands in results, files and on the page. */
export interface Vector {
  x: number
  y: number
}

/** Two vectors that span a lattice: in pixels, or in cycles per pixel. */
export interface Basis {
  a: Vector
  b: Vector
}

export const ZERO: Vector = { x: 0, y: 0 }

// Vectors are added and multiplied in loops over all columns and frequencies, where an array for each would be made for nothing.
export const dot = (p: Vector, q: Vector) => p.x * q.x + p.y * q.y
/** Length of (x, y), to rounding: `Math.hypot`, which heeds overflow, makes objects of its numbers and takes several times as long. */
export const norm = (x: number, y: number) => Math.sqrt(x * x + y * y)
export const length = (p: Vector) => norm(p.x, p.y)
export const plus = (p: Vector, q: Vector): Vector => ({ x: p.x + q.x, y: p.y + q.y })
export const minus = (p: Vector, q: Vector): Vector => ({ x: p.x - q.x, y: p.y - q.y })
/** `u` times the first vector and `v` times the second. */
export const combine = ({ a, b }: Basis, u: number, v: number): Vector => ({
  x: u * a.x + v * b.x,
  y: u * a.y + v * b.y,
})

/** Of two vectors of the plane: positive where the second is to the left of the first, with y up. */
export const cross = (p: Vector, q: Vector) => p.x * q.y - p.y * q.x
/** Area of the cell. */
export const area = ({ a, b }: Basis) => Math.abs(cross(a, b))
/** How often a vector has each of the basis: what `combine` takes. (Affine maps are wgpu-matrix's; who reads a crystal needs no more.) */
export const parts = (p: Vector, { a, b }: Basis) => ({ u: cross(p, b) / cross(a, b), v: cross(a, p) / cross(a, b) })

/** A way less the whole vectors of a basis that come nearest to it. */
export function remainder(way: Vector, basis: Basis): Vector {
  const { u, v } = parts(way, basis)
  return combine(basis, u - Math.round(u), v - Math.round(v))
}

/** Angle between the vectors, degrees. */
export function angle({ a, b }: Basis): number {
  return (Math.acos(dot(a, b) / (length(a) * length(b))) * 180) / Math.PI
}

/** An affine map of the plane and its inverse. */
export interface Frame {
  /** From cells to pixels. */
  place: (u: number, v: number) => Vector
  /** From pixels to cells. */
  coordinates: (x: number, y: number) => Vector
}

/** The shortest two vectors of the same lattice (Lagrange and Gauss). */
export function reduced({ a, b }: Basis): Basis {
  let [short, long] = length(a) <= length(b) ? [a, b] : [b, a]
  for (let round = 0; round < 64; round++) {
    const times = Math.round(dot(short, long) / dot(short, short))
    const rest = { x: long.x - times * short.x, y: long.y - times * short.y }
    if (length(rest) >= length(short) * (1 - 1e-12)) return { a: short, b: rest }
    ;[short, long] = [rest, short]
  }
  return { a: short, b: long }
}

/**
 * The reduced basis as it is reported: `a` is the vector nearest to the x axis and points right, and the angle to `b` is
 * not acute.
 */
export function oriented(basis: Basis): Basis {
  const { a, b } = reduced(basis)
  const slope = ({ x, y }: Vector) => Math.abs(y) / norm(x, y)
  const [right, other] = slope(a) <= slope(b) ? [a, b] : [b, a]
  const first = right.x < 0 ? { x: -right.x, y: -right.y } : right
  return { a: first, b: dot(first, other) > 0 ? { x: -other.x, y: -other.y } : other }
}
