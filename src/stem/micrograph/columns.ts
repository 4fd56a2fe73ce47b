import { area, combine, length } from '../math/geometry'
import type { Basis, Vector } from '../math/geometry'
import type { Lattice } from '../lattice/lattice'

/** All columns of a micrograph, one sublattice after the other; entry n of each array belongs to one. */
export interface FieldColumns {
  count: number
  sublattice: Uint8Array
  /** Its cell. */
  i: Int32Array
  j: Int32Array
  /** Where the smoothly distorted lattice has it, px of the micrograph. */
  x: Float64Array
  y: Float64Array
  /** Entries of each sublattice: from `start[s]` to `start[s + 1]`. */
  start: number[]
}

export function fieldColumns({ sublattices }: Pick<Lattice, 'sublattices'>): FieldColumns {
  const start = [0]
  for (const { sites } of sublattices) start.push(start[start.length - 1] + sites.count)
  const count = start[start.length - 1]
  const columns: FieldColumns = {
    count,
    start,
    sublattice: new Uint8Array(count),
    i: new Int32Array(count),
    j: new Int32Array(count),
    x: new Float64Array(count),
    y: new Float64Array(count),
  }
  sublattices.forEach(({ sites }, s) => {
    columns.sublattice.fill(s, start[s], start[s + 1])
    columns.i.set(sites.i, start[s])
    columns.j.set(sites.j, start[s])
    for (let n = 0; n < sites.count; n++) {
      columns.x[start[s] + n] = sites.x[n] - sites.dx[n]
      columns.y[start[s] + n] = sites.y[n] - sites.dy[n]
    }
  })
  return columns
}

/** A neighbour of every column of one sublattice: how many cells away, of which sublattice, and how far, px. */
export interface Offset {
  sublattice: number
  i: number
  j: number
  way: Vector
}

/** Cells that are searched for neighbours, to either side. */
const REACH = 4

/** The neighbours of a sublattice's columns, the nearest first, up to the end of the shell that the `count`-th lies in. */
export function neighbourOffsets(
  { a, b, sublattices }: Pick<Lattice, 'a' | 'b' | 'sublattices'>,
  of: number,
  count: number,
  among: (sublattice: number) => boolean,
): Offset[] {
  const basis: Basis = { a, b }
  const own = sublattices[of].position
  const found: Offset[] = []
  sublattices.forEach(({ position }, sublattice) => {
    if (!among(sublattice)) return
    for (let i = -REACH; i <= REACH; i++) {
      for (let j = -REACH; j <= REACH; j++) {
        const way = combine(basis, i + position.u - own.u, j + position.v - own.v)
        if (sublattice !== of || i !== 0 || j !== 0) found.push({ sublattice, i, j, way })
      }
    }
  })
  found.sort((p, q) => length(p.way) - length(q.way))
  const end = length(found[Math.min(count, found.length) - 1].way) + 0.1 * Math.sqrt(area(basis))
  return found.filter(({ way }) => length(way) < end)
}

/** Finds columns by sublattice and cell; with a `label` for each column, only those of the same label. */
export class ColumnIndex {
  readonly #low: Vector
  readonly #columns: number
  readonly #rows: number
  readonly #at: Int32Array

  constructor(
    private readonly columns: FieldColumns,
    private readonly label?: Uint8Array,
  ) {
    const { i, j, count, sublattice, start } = columns
    const bounds = (values: Int32Array) =>
      values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [0, 0])
    const [[left, right], [top, bottom]] = [bounds(i), bounds(j)]
    this.#low = { x: left, y: top }
    this.#columns = right - left + 1
    this.#rows = bottom - top + 1
    this.#at = new Int32Array(this.#columns * this.#rows * (start.length - 1)).fill(-1)
    for (let n = 0; n < count; n++) this.#at[this.#place(sublattice[n], i[n], j[n])] = n
  }

  /** The column at an offset from column `n`, or −1 where there is none. */
  neighbour(n: number, { sublattice, i, j }: Offset): number {
    const [column, row] = [this.columns.i[n] + i, this.columns.j[n] + j]
    const inside =
      column >= this.#low.x &&
      row >= this.#low.y &&
      column < this.#low.x + this.#columns &&
      row < this.#low.y + this.#rows
    const found = inside ? this.#at[this.#place(sublattice, column, row)] : -1
    return found >= 0 && this.label && this.label[found] !== this.label[n] ? -1 : found
  }

  #place(sublattice: number, i: number, j: number): number {
    return (sublattice * this.#rows + j - this.#low.y) * this.#columns + i - this.#low.x
  }
}
