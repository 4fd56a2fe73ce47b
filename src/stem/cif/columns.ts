import type { Atoms } from '../crystal/elements'
import { scattering } from '../crystal/elements'
import type { Basis, Vector } from '../math/vector'
import { combine, length, minus, parts } from '../math/vector'

/** Atoms that stand above each other, Å across the beam. */
export interface Column extends Vector {
  atoms: Atoms
}

/** Atoms nearer to each other than this, Å across the beam, are one column to any microscope. */
const NEAR = 0.3

/**
 * Joins what stands nearest to each other, again and again, until columns are further apart than `NEAR`. A column stands where its
 * atoms do on average, each with the weight that it scatters.
 */
export function mergeColumns(placed: readonly Column[], basis: Basis): Column[] {
  const columns = [...placed]
  const between = shortest(basis)
  // For each column the nearest one after it, so that a merger looks at one row again, not at all of them.
  const nearest = columns.map((_, n) => nearestAfter(n, columns, between))
  for (;;) {
    const n = nearest.reduce((best, { distance }, k) => (distance < nearest[best].distance ? k : best), 0)
    if (columns.length < 2 || nearest[n].distance >= NEAR) return columns
    const { at } = nearest[n]
    columns[n] = joined(columns[n], columns[at], between)
    columns.splice(at, 1)
    nearest.splice(at, 1)
    nearest.forEach((known, k) => {
      if (k <= n || known.at === at || known.at === n) nearest[k] = nearestAfter(k, columns, between)
      else if (known.at > at) known.at--
    })
  }
}

function nearestAfter(n: number, columns: readonly Column[], between: Between): { at: number; distance: number } {
  let best = { at: -1, distance: Infinity }
  for (let at = n + 1; at < columns.length; at++) {
    const distance = length(between(columns[n], columns[at]))
    if (distance < best.distance) best = { at, distance }
  }
  return best
}

function joined(one: Column, other: Column, between: Between): Column {
  const way = between(one, other)
  const [own, more] = [scattering(one.atoms), scattering(other.atoms)]
  const part = more / (own + more)
  const atoms: Record<string, number> = {}
  for (const [symbol, count = 0] of [...Object.entries(one.atoms), ...Object.entries(other.atoms)]) {
    atoms[symbol] = (atoms[symbol] ?? 0) + count
  }
  return { x: one.x + part * way.x, y: one.y + part * way.y, atoms }
}

export type Between = (from: Vector, to: Vector) => Vector

/** The way from one column to an image of another: to the nearest one, where that is much nearer than a cell is long. */
export function shortest(basis: Basis): Between {
  return (from, to) => {
    const { u, v } = parts(minus(to, from), basis)
    return combine(basis, u - Math.round(u), v - Math.round(v))
  }
}
