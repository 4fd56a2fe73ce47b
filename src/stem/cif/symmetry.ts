/** A symmetry operator of fractional coordinates: the rotation row by row, and the translation. */
export interface Operator {
  rotation: readonly (readonly number[])[]
  translation: readonly number[]
}

/** Edges of the cell as Cartesian vectors, Å. */
export type Cell = readonly (readonly number[])[]

/** An operator such as `-y, x-y, z+1/3`; null where the text is none. */
export function parseOperator(text: string): Operator | null {
  const parts = text.toLowerCase().replace(/\s/g, '').split(',')
  const rows = parts.map(parseRow)
  if (rows.length !== 3 || rows.some((row) => row === null)) return null
  const rotation = rows.map((row) => row!.slice(0, 3))
  return Math.abs(Math.abs(determinant(rotation)) - 1) < 1e-6
    ? { rotation, translation: rows.map((row) => row![3]) }
    : null
}

/** One coordinate: how often it has x, y and z, and the constant. */
function parseRow(text: string): number[] | null {
  const terms = [...text.matchAll(/([+-]?)(?:([xyz])|(\d+(?:\.\d*)?|\.\d+)(?:\/(\d+))?)/g)]
  if (terms.length === 0 || terms.map(([term]) => term).join('') !== text) return null
  const row = [0, 0, 0, 0]
  for (const [, sign, axis, numerator, denominator = '1'] of terms) {
    const value = axis ? 1 : Number(numerator) / Number(denominator)
    row[axis ? 'xyz'.indexOf(axis) : 3] += sign === '-' ? -value : value
  }
  return row.every(Number.isFinite) ? row : null
}

export function apply({ rotation, translation }: Operator, position: readonly number[]): number[] {
  return rotation.map((row, k) => translation[k] + row.reduce((sum, times, n) => sum + times * position[n], 0))
}

/** Whether an operator leaves lengths and angles of this cell as they are, to within a few parts in a thousand. */
export function suits({ rotation }: Operator, cell: Cell): boolean {
  const turned = [0, 1, 2].map((axis) =>
    cartesian(
      rotation.map((row) => row[axis]),
      cell,
    ),
  )
  return [0, 1, 2].every((p) =>
    [0, 1, 2].every(
      (q) => Math.abs(dot(turned[p], turned[q]) - dot(cell[p], cell[q])) < METRIC * size(cell[p]) * size(cell[q]),
    ),
  )
}

/** Cells are given to three digits or so. */
const METRIC = 0.01

export function cartesian(fractional: readonly number[], cell: Cell): number[] {
  return [0, 1, 2].map((k) => fractional.reduce((sum, part, n) => sum + part * cell[n][k], 0))
}

/** From one place to the nearest image of another, Å; right for distances that are short against the cell. */
export function distance(p: readonly number[], q: readonly number[], cell: Cell): number {
  return size(
    cartesian(
      p.map((part, k) => part - q[k] - Math.round(part - q[k])),
      cell,
    ),
  )
}

export function dot(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, value, n) => sum + value * q[n], 0)
}

export function size(p: readonly number[]): number {
  return Math.sqrt(dot(p, p))
}

function determinant([[a, b, c], [d, e, f], [g, h, i]]: Cell): number {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
}
