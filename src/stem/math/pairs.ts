import { norm } from './vector'

/** Pairs p < q of places that are no further apart than `within` says of the two. */
export function pairsWithin(
  { x, y, sigma }: { x: Float64Array; y: Float64Array; sigma: Float64Array },
  within: (p: number, q: number) => number,
): { p: Int32Array; q: Int32Array } {
  // Sorted by row of a grid as coarse as the widest pair, a place has its partners in its own square and in those around.
  const widest = sigma.reduce((most, _, n) => Math.max(most, within(n, n)), 1)
  const key = (u: number, v: number) => v * 65536 + u
  const squares = new Map<number, number[]>()
  x.forEach((_, n) => {
    const at = key(Math.floor(x[n] / widest) + 1, Math.floor(y[n] / widest) + 1)
    const square = squares.get(at)
    if (square) square.push(n)
    else squares.set(at, [n])
  })
  const [p, q]: [number[], number[]] = [[], []]
  for (const [at, square] of squares) {
    const around = [at, at + 1, at + 65535, at + 65536, at + 65537].map((other) => squares.get(other) ?? [])
    for (const n of square) {
      around.forEach((others, k) => {
        for (const other of others) {
          if (k === 0 && other <= n) continue
          if (norm(x[n] - x[other], y[n] - y[other]) > within(n, other)) continue
          p.push(n)
          q.push(other)
        }
      })
    }
  }
  return { p: Int32Array.from(p), q: Int32Array.from(q) }
}
