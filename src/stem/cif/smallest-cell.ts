import { scattering } from '../crystal/elements'
import type { Basis, Vector } from '../math/vector'
import { combine, cross, dot, length, parts, plus, reduced } from '../math/vector'
import type { Between, Column } from './columns'
import { shortest } from './columns'
import { bezout, divisor } from './integers'

/** How far a column may be from the place of its copy, Å, and by how much of its atoms it may differ. */
const NEAR = 0.02
const ALIKE = 1e-3
/** Copies of a cell within one of the crystal, and how well a translation is a fraction of its vectors. */
const MOST_COPIES = 256
const WHOLE = 0.05

/** A plane crystal: lattice vectors, Å, and the columns of one cell. */
interface Pattern {
  basis: Basis
  columns: Column[]
}

/**
 * The smallest cell that repeats the same columns: centred lattices and glide planes along the beam repeat them more often than the
 * crystal's own cell. Its vectors are the shortest ones, right-handed, their angle not acute.
 */
export function smallestCell({ basis, columns }: Pattern): Pattern {
  const between = shortest(basis)
  const isTranslation = (way: Vector) =>
    columns.every((column) => columns.some((other) => isCopy(column, other, between(plus(column, way), other))))
  const [first, ...others] = rarest(columns)
  const translation = others.map((column) => between(first, column)).find(isTranslation)
  if (!translation) return { basis: upright(basis), columns }
  const smaller = withTranslation(basis, translation)
  return smallestCell({ basis: smaller, columns: withoutCopies(columns, shortest(smaller)) })
}

function isCopy(column: Column, other: Column, way: Vector): boolean {
  const symbols = new Set([...Object.keys(column.atoms), ...Object.keys(other.atoms)])
  return (
    length(way) < NEAR &&
    [...symbols].every((symbol) => Math.abs((column.atoms[symbol] ?? 0) - (other.atoms[symbol] ?? 0)) < ALIKE)
  )
}

/** The columns that are alike and fewest: a translation takes each to one of them. */
function rarest(columns: readonly Column[]): Column[] {
  const kinds = new Map<string, Column[]>()
  for (const column of columns) {
    const kind = scattering(column.atoms).toFixed(1)
    kinds.set(kind, [...(kinds.get(kind) ?? []), column])
  }
  return [...kinds.values()].reduce((fewest, kind) => (kind.length < fewest.length ? kind : fewest))
}

/** The lattice of `basis` and one more translation, which is a fraction of it. */
function withTranslation(basis: Basis, translation: Vector): Basis {
  const { u, v } = parts(translation, basis)
  const isWhole = (value: number) => Math.abs(value - Math.round(value)) < WHOLE
  let k = 2
  while (k < MOST_COPIES && !(isWhole(k * u) && isWhole(k * v))) k++
  // It is (m a + n b) / k; a whole vector of the lattice more leaves m and n without a common factor.
  const n = Math.round(k * v)
  let m = Math.round(k * u)
  while (divisor(m, n) !== 1) m += k
  const [, s, r] = bezout(m, n)
  return reduced({ a: combine(basis, m / k, n / k), b: combine(basis, -r, s) })
}

function upright({ a, b }: Basis): Basis {
  const turned = cross(a, b) < 0 ? { x: -b.x, y: -b.y } : b
  return dot(a, turned) > 1e-6 * dot(a, a) ? { a: turned, b: { x: -a.x, y: -a.y } } : { a, b: turned }
}

function withoutCopies(columns: readonly Column[], between: Between): Column[] {
  return columns.filter(
    (column, n) => !columns.slice(0, n).some((other) => isCopy(column, other, between(column, other))),
  )
}
