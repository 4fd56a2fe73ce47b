import type { Basis } from '../math/vector'
import { combine, dot, length, reduced } from '../math/vector'

/** Lattices are the same, turned or mirrored, if vectors differ by less than this part of their length. */
const TOLERANCE = 0.05

/** How the lattice of a grain is related to the first one. */
export type Relation = { kind: 'turned' | 'mirrored'; degrees: number } | { kind: 'another' }

const STEPS = [-2, -1, 0, 1, 2]

/**
 * The least rotation, degrees from +x towards +y, that lays one lattice upon another, or a mirroring where there is none, as for a twin of an
 * oblique lattice; or that they are different lattices.
 */
export function relation(first: Basis, other: Basis): Relation {
  const from = reduced(first)
  for (const kind of ['turned', 'mirrored'] as const) {
    // A lattice is mirrored in x first; what is left is a rotation.
    const [a, b] = [from.a, from.b].map(({ x, y }) => (kind === 'turned' ? { x, y } : { x: -x, y }))
    const turns = STEPS.flatMap((m) => STEPS.map((n) => combine(other, m, n)))
      .filter((to) => Math.abs(length(to) / length(a) - 1) < TOLERANCE)
      .map((to) => Math.atan2(a.x * to.y - a.y * to.x, dot(a, to)))
      .filter((turn) => isOfLattice(turned(b, turn), other))
    const [least] = turns.sort((p, q) => Math.abs(p) - Math.abs(q))
    if (least !== undefined) return { kind, degrees: (least * 180) / Math.PI }
  }
  return { kind: 'another' }
}

function turned({ x, y }: Basis['a'], angle: number): Basis['a'] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return { x: cos * x - sin * y, y: sin * x + cos * y }
}

function isOfLattice(vector: Basis['a'], basis: Basis): boolean {
  return STEPS.some((m) =>
    STEPS.some((n) => {
      const to = combine(basis, m, n)
      return Math.hypot(to.x - vector.x, to.y - vector.y) < TOLERANCE * length(vector)
    }),
  )
}

/** The relation in words. */
export function relationLabel(found: Relation): string {
  if (found.kind === 'another') return 'a lattice with another cell'
  if (found.kind === 'mirrored') return 'a lattice mirrored'
  return `a lattice turned by ${Math.abs(found.degrees).toFixed(1)}°`
}
