import type { Basis } from '../math/vector'
import { area, length, minus, remainder } from '../math/vector'
import type { DisplacementField } from './displacement-field'
import { neighbours } from './grid'
import { BucketQueue } from './grow'
import { ELSEWHERE } from './strain'

/**
 * The displacement with whole cells taken off, so that it goes on from point to point within the crystal, by the smallest steps first: where the
 * lattice was followed through another grain and back, it came out some cells off, and a crystal without a fault would seem to have one. What
 * jumps are left belong to dislocations and faults.
 */
export function unwrapped(displacement: DisplacementField, basis: Basis): DisplacementField {
  const { grid, domain, quality } = displacement
  const [x, y] = [displacement.x.slice(), displacement.y.slice()]
  const reached = Uint8Array.from(domain, (own) => (own === ELSEWHERE ? 1 : 0))
  const half = Math.sqrt(area(basis)) / 2
  const step = (from: number, to: number) => ({ x: x[to] - x[from], y: y[to] - y[from] })
  const count = quality.length
  const queue = new BucketQueue()
  const reach = (at: number) => {
    reached[at] = 1
    // An edge is known by both its points.
    for (const next of neighbours(at, grid)) {
      if (!reached[next]) queue.push(at * count + next, 1 - length(remainder(step(at, next), basis)) / half)
    }
  }
  for (const seed of Array.from(quality.keys()).sort((p, q) => quality[q] - quality[p])) {
    if (reached[seed]) continue
    reach(seed)
    for (let edge = queue.pop(); edge >= 0; edge = queue.pop()) {
      const [from, to] = [Math.floor(edge / count), edge % count]
      if (reached[to]) continue
      const way = step(from, to)
      const cells = minus(way, remainder(way, basis))
      x[to] -= cells.x
      y[to] -= cells.y
      reach(to)
    }
  }
  return { ...displacement, x, y }
}
