import type { Specimen } from '../../../physics'
import type { Place, Standing, StandingAtom } from '../../crystal/standing'
import type { Vector } from '../../math/vector'
import { area } from '../../math/vector'

/** A box of a crystal about a place across the beam, Å. */
export interface Box {
  width: number
  height: number
  depth: number
}

/** Room for the probe to spread in, Å: the box repeats across the beam. */
const LEAST = 11
/** An atom on a face belongs to the inside, whatever its last digit. */
const FACE = 1e-6

/** Whole cells where they are rectangles, so that the crystal goes on beyond the box; else a little more room. */
export function boxOf({ projection, step }: Standing, cells: number): Box {
  const { a, b, angle } = projection.cell
  const whole = (edge: number) => edge * Math.ceil(LEAST / edge)
  const isRectangle = Math.abs(angle - 90) < 0.01
  const [width, height] = isRectangle ? [whole(a), whole(b)] : [1.3 * LEAST, 1.3 * LEAST]
  return { width, height, depth: cells * step }
}

/** The crystal in a box with `centre`, in the crystal's frame, in its middle. */
export function filled({ vectors: [p, q, beam], atoms }: Standing, box: Box, centre: Vector): Specimen {
  const [left, top] = [centre.x - box.width / 2, centre.y - box.height / 2]
  const farthest = Math.hypot(box.width, box.height) / 2 + Math.hypot(centre.x, centre.y)
  const reach = (other: Vector) => Math.ceil((farthest * Math.hypot(other.x, other.y)) / area({ a: p, b: q })) + 2
  const inside: StandingAtom[] = []
  for (const atom of atoms) {
    for (let i = -reach(q); i <= reach(q); i++) {
      for (let j = -reach(p); j <= reach(p); j++) {
        const at = (axis: keyof Place) => atom[axis] + i * p[axis] + j * q[axis]
        const [x, y] = [at('x') - left, at('y') - top]
        if (!isWithin(x, box.width) || !isWithin(y, box.height)) continue
        const first = at('z') - beam.z * Math.floor((at('z') + FACE) / beam.z)
        for (let z = first; isWithin(z, box.depth); z += beam.z) inside.push({ ...atom, x, y, z })
      }
    }
  }
  return { ...box, atoms: inside }
}

function isWithin(value: number, edge: number): boolean {
  return value >= -FACE && value < edge - FACE
}
