export interface Vector {
  x: number
  y: number
}

/** Two vectors that span a lattice: in pixels, or in cycles per pixel. */
export interface Basis {
  a: Vector
  b: Vector
}

export const dot = (p: Vector, q: Vector) => p.x * q.x + p.y * q.y
export const length = (p: Vector) => Math.hypot(p.x, p.y)
export const plus = (p: Vector, q: Vector): Vector => ({ x: p.x + q.x, y: p.y + q.y })
export const minus = (p: Vector, q: Vector): Vector => ({ x: p.x - q.x, y: p.y - q.y })
/** `u` times the first vector and `v` times the second. */
export const combine = ({ a, b }: Basis, u: number, v: number): Vector => ({
  x: u * a.x + v * b.x,
  y: u * a.y + v * b.y,
})

/** Area of the cell. */
export const area = ({ a, b }: Basis) => Math.abs(a.x * b.y - a.y * b.x)

/** Angle between the vectors, degrees. */
export function angle({ a, b }: Basis): number {
  return (Math.acos(dot(a, b) / (length(a) * length(b))) * 180) / Math.PI
}

/** The basis g with g.a · a = g.b · b = 1 and g.a · b = g.b · a = 0. */
export function reciprocal(basis: Basis): Basis {
  const { a, b } = basis
  const d = a.x * b.y - a.y * b.x
  return { a: { x: b.y / d, y: -b.x / d }, b: { x: -a.y / d, y: a.x / d } }
}

/** An affine map of the plane and its inverse. */
export interface Frame {
  /** From cells to pixels. */
  place: (u: number, v: number) => Vector
  /** From pixels to cells. */
  coordinates: (x: number, y: number) => Vector
}

/** The frame whose origin and unit vectors are given in pixels. */
export function frame(origin: Vector, basis: Basis): Frame {
  const inverse = reciprocal(basis)
  return {
    place: (u, v) => plus(origin, combine(basis, u, v)),
    coordinates: (x, y) => {
      const way = { x: x - origin.x, y: y - origin.y }
      return { x: dot(inverse.a, way), y: dot(inverse.b, way) }
    },
  }
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
  const slope = ({ x, y }: Vector) => Math.abs(y) / Math.hypot(x, y)
  const [right, other] = slope(a) <= slope(b) ? [a, b] : [b, a]
  const first = right.x < 0 ? { x: -right.x, y: -right.y } : right
  return { a: first, b: dot(first, other) > 0 ? { x: -other.x, y: -other.y } : other }
}
