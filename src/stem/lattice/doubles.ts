import { norm } from '../math/vector'
import { pairsWithin } from '../math/pairs'
import type { Basis } from '../math/vector'
import type { Sites, Sublattice } from './lattice'
import { nearestDistances } from './sites'

/** Two columns nearer than this part of the least distance in the lattice cannot both be there. */
const TOO_NEAR = 0.6
/** A column of less than this part of its sublattice's height is not there. */
const PRESENT = 0.3

/**
 * The sublattices with one column at each place: beside a fault, and behind a dislocation, the lattice of either side is followed a little too
 * far, and has places where the other side has its columns. The one that was found stays, and of two the one that is less far off.
 */
export function withoutDoubles(sublattices: readonly Sublattice[], basis: Basis): Sublattice[] {
  const columns = sublattices.flatMap(({ sites }, s) => Array.from(sites.i.keys(), (n) => ({ s, n })))
  const place = (axis: 'x' | 'y') =>
    Float64Array.from(columns, ({ s, n }) => {
      const { sites } = sublattices[s]
      return sites[axis][n] - sites[`d${axis}`][n]
    })
  const nearest = Math.min(
    ...nearestDistances(
      sublattices.map(({ position }) => position),
      basis,
    ),
  )
  const sigma = Float64Array.from(columns, () => TOO_NEAR * nearest)
  const { p, q } = pairsWithin({ x: place('x'), y: place('y'), sigma }, (one) => sigma[one])
  if (p.length === 0) return [...sublattices]
  const off = ({ s, n }: { s: number; n: number }) => {
    const { sites, intensity } = sublattices[s]
    const isThere = sites.settled[n] === 1 && sites.intensity[n] > PRESENT * intensity
    return isThere ? norm(sites.dx[n], sites.dy[n]) : Infinity
  }
  const dropped = sublattices.map(() => new Set<number>())
  p.forEach((one, k) => {
    const [first, second] = [columns[one], columns[q[k]]]
    const worse = off(first) > off(second) ? first : second
    dropped[worse.s].add(worse.n)
  })
  return sublattices.map((sublattice, s) => ({ ...sublattice, sites: without(sublattice.sites, dropped[s]) }))
}

function without(sites: Sites, dropped: ReadonlySet<number>): Sites {
  const keep = <T extends Float32Array | Float64Array | Int32Array | Uint8Array>(values: T): T =>
    values.filter((_, n) => !dropped.has(n)) as T
  return {
    count: sites.count - dropped.size,
    i: keep(sites.i),
    j: keep(sites.j),
    x: keep(sites.x),
    y: keep(sites.y),
    dx: keep(sites.dx),
    dy: keep(sites.dy),
    intensity: keep(sites.intensity),
    background: keep(sites.background),
    settled: keep(sites.settled),
  }
}
