import { reciprocal } from '../math/affine'
import type { Basis } from '../math/vector'
import { area, dot } from '../math/vector'
import type { Candidate } from './search'
import { LEAST_EVIDENCE, searchPlane } from './search'
import type { Plane } from './spectrum'

/** A part of a picture is half of it each way, of so many binned pixels at least and at most. */
const LEAST_SIDE = 80
const MOST_SIDE = 512
/** Parts that must agree on a larger cell than the whole shows. */
const LEAST_AGREEING = 2
/** By which part of a cell vectors may be off a whole number of others. */
const TOLERANCE = 0.08

type Based = Candidate & { basis: Basis }

/** How a lattice is related to another. */
type Relation = 'same' | 'larger cell' | 'smaller cell' | 'another'

/**
 * What parts of a picture show: quarters and the middle. Where a boundary goes through the picture, parts beside it show what the
 * whole blurs or cancels: the lattice of a single grain, and the whole cell where it continues translated.
 */
export function searchParts({ plane, factor }: Candidate): Based[] {
  const side = (extent: number) => Math.min(MOST_SIDE, Math.floor(extent / 2))
  const [width, height] = [side(plane.width), side(plane.height)]
  if (Math.min(width, height) < LEAST_SIDE) return []
  const [right, bottom] = [plane.width - width, plane.height - height]
  const corners: [number, number][] = [
    [0, 0],
    [right, 0],
    [0, bottom],
    [right, bottom],
    [Math.round(right / 2), Math.round(bottom / 2)],
  ]
  return corners.flatMap(([left, top]) => {
    const found = searchPlane(cut(plane, { left, top, width, height }))
    return found.basis && found.evidence >= LEAST_EVIDENCE ? [{ ...found, basis: found.basis, plane, factor }] : []
  })
}

function cut({ data, width }: Plane, part: { left: number; top: number; width: number; height: number }): Plane {
  const out = new Float32Array(part.width * part.height)
  for (let y = 0; y < part.height; y++) {
    const from = (part.top + y) * width + part.left
    out.set(data.subarray(from, from + part.width), y * part.width)
  }
  return { data: out, width: part.width, height: part.height }
}

/** The candidate of which the cell is a whole number of the given one's, where enough parts agree on it. */
export function largerCell(basis: Basis, parts: readonly Based[]): Based | null {
  const larger = parts.filter((part) => relation(part.basis, basis) === 'larger cell')
  const agreeing = larger.map((part) => larger.filter((other) => relation(other.basis, part.basis) === 'same').length)
  const most = Math.max(0, ...agreeing)
  return most >= LEAST_AGREEING ? larger[agreeing.indexOf(most)] : null
}

/** One candidate of each lattice among the parts that is neither the given one's nor a cell of it. */
export function otherLattices(basis: Basis | null, parts: readonly Based[]): Based[] {
  const others = basis ? parts.filter((part) => relation(part.basis, basis) === 'another') : parts
  return others.filter((part, n) => !others.slice(0, n).some((before) => relation(part.basis, before.basis) === 'same'))
}

function relation(found: Basis, known: Basis): Relation {
  const inKnown = wholeNumbers(found, known)
  if (inKnown) return Math.abs(area(found) / area(known) - 1) < 0.25 ? 'same' : 'larger cell'
  return wholeNumbers(known, found) ? 'smaller cell' : 'another'
}

/** Whether both vectors are whole numbers of the other basis's. */
function wholeNumbers(found: Basis, of: Basis): boolean {
  const g = reciprocal(of)
  return [found.a, found.b].every((vector) =>
    [g.a, g.b].every((wave) => {
      const times = dot(vector, wave)
      return Math.abs(times - Math.round(times)) < TOLERANCE
    }),
  )
}
