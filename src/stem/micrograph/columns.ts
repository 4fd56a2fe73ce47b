import type { Lattice } from '../lattice/lattice'
import { median } from '../math/robust'
import { area, combine, length } from '../math/vector'
import type { Basis } from '../math/vector'
import type { Vector } from '../math/vector'

/** All columns of a micrograph, one sublattice after the other; entry n of each array belongs to one. Plain data. */
export interface ColumnTable {
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

export function columnTable({ sublattices }: Pick<Lattice, 'sublattices'>): ColumnTable {
  const start = [0]
  for (const { sites } of sublattices) start.push(start[start.length - 1] + sites.count)
  const count = start[start.length - 1]
  const table: ColumnTable = {
    count,
    start,
    sublattice: new Uint8Array(count),
    i: new Int32Array(count),
    j: new Int32Array(count),
    x: new Float64Array(count),
    y: new Float64Array(count),
  }
  sublattices.forEach(({ sites }, s) => {
    table.sublattice.fill(s, start[s], start[s + 1])
    table.i.set(sites.i, start[s])
    table.j.set(sites.j, start[s])
    for (let n = 0; n < sites.count; n++) {
      table.x[start[s] + n] = sites.x[n] - sites.dx[n]
      table.y[start[s] + n] = sites.y[n] - sites.dy[n]
    }
  })
  return table
}

/** A neighbour of every column of one sublattice: how many cells away, of which sublattice, and how far, px. */
export interface Offset {
  sublattice: number
  i: number
  j: number
  way: Vector
}

/** Neighbours on opposite sides, or one alone. */
export type Pair = readonly Offset[]

/** A neighbour further than this from where the lattice has it, in spacings, may be another column; further than that, it is one. */
const JUMP = 0.4
const ANOTHER = 0.75

/** Cells that are searched for neighbours, to either side. */
const REACH = 4

/** The columns of a lattice, and who is whose neighbour. */
export class Columns {
  readonly table: ColumnTable
  /** Root of the area that a column has, px. */
  readonly spacing: number
  readonly #low: Vector
  readonly #across: number
  readonly #down: number
  readonly #at: Int32Array
  /** The other column of the same cell and sublattice, as there is one beside the jump behind a dislocation; else −1. */
  readonly #twin: Int32Array
  readonly #label: Uint8Array | null
  /** What `neighbours` has found, by sublattice and offset. */
  readonly #neighbours = new Map<string, Int32Array>()

  /** With a `label` for each column, only columns of the same label are neighbours. */
  constructor(
    readonly lattice: Lattice,
    label: Uint8Array | null = null,
  ) {
    this.table = columnTable(lattice)
    this.spacing = Math.sqrt(area(lattice) / lattice.sublattices.length)
    this.#label = label
    const { i, j, count, sublattice } = this.table
    const bounds = (values: Int32Array) =>
      values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [0, 0])
    const [[left, right], [top, bottom]] = [bounds(i), bounds(j)]
    this.#low = { x: left, y: top }
    this.#across = right - left + 1
    this.#down = bottom - top + 1
    this.#at = new Int32Array(this.#across * this.#down * lattice.sublattices.length).fill(-1)
    this.#twin = new Int32Array(count)
    for (let n = 0; n < count; n++) {
      const place = this.#place(sublattice[n], i[n], j[n])
      this.#twin[n] = this.#at[place]
      this.#at[place] = n
    }
  }

  get count(): number {
    return this.table.count
  }

  /** The same columns, each with neighbours of its own label alone. */
  within(label: Uint8Array): Columns {
    const isOne = !this.#label && label.every((own) => own === label[0])
    return isOne ? this : new Columns(this.lattice, label)
  }

  /** Entries of a sublattice's columns. */
  of(sublattice: number): { from: number; to: number } {
    const { start } = this.table
    return { from: start[sublattice], to: start[sublattice + 1] }
  }

  /** The median of each sublattice's entries. */
  medians(values: ArrayLike<number>): number[] {
    return this.lattice.sublattices.map((_, s) => {
      const { from, to } = this.of(s)
      return median(Float64Array.from({ length: to - from }, (_, k) => values[from + k]))
    })
  }

  /** The column of a sublattice in a cell, or −1 where there is none. */
  at(sublattice: number, i: number, j: number): number {
    const { x, y } = this.#low
    const isInside = i >= x && j >= y && i < x + this.#across && j < y + this.#down
    return isInside ? this.#at[this.#place(sublattice, i, j)] : -1
  }

  /** The column at an offset from column `n`, or −1 where there is none. */
  neighbour(n: number, offset: Offset): number {
    const found = this.#acrossJump(n, offset)
    return found >= 0 && this.#label && this.#label[found] !== this.#label[n] ? -1 : found
  }

  /**
   * The neighbour at an offset of every column of sublattice `of`, from its first on; −1 where there is none. They are kept, for judging asks
   * for the same ones many times.
   */
  neighbours(of: number, offset: Offset): Int32Array {
    const key = [of, offset.sublattice, offset.i, offset.j].join()
    const { from, to } = this.of(of)
    let found = this.#neighbours.get(key)
    if (!found) {
      found = Int32Array.from({ length: to - from }, (_, k) => this.neighbour(from + k, offset))
      this.#neighbours.set(key, found)
    }
    return found
  }

  /**
   * By its cell; but behind a dislocation cells are numbered from either side, and beyond the jump the column that stands there
   * has the number of a cell beside.
   */
  #acrossJump(n: number, { sublattice, i, j, way }: Offset): number {
    const u = this.table.i[n] + i
    const v = this.table.j[n] + j
    const x = this.table.x[n] + way.x
    const y = this.table.y[n] + way.y
    const limit = (JUMP * this.spacing) ** 2
    const byCell = this.at(sublattice, u, v)
    if (byCell >= 0 && this.#squaredDistance(byCell, x, y) < limit) return byCell
    const isNear = byCell >= 0 && this.#squaredDistance(byCell, x, y) < (ANOTHER * this.spacing) ** 2
    let best = isNear ? byCell : -1
    let least = limit
    for (let down = -1; down <= 1; down++) {
      for (let across = -1; across <= 1; across++) {
        for (let other = this.at(sublattice, u + across, v + down); other >= 0; other = this.#twin[other]) {
          const distance = this.#squaredDistance(other, x, y)
          if (distance < least && other !== n) {
            best = other
            least = distance
          }
        }
      }
    }
    return best
  }

  #squaredDistance(n: number, x: number, y: number): number {
    return (this.table.x[n] - x) ** 2 + (this.table.y[n] - y) ** 2
  }

  /**
   * Where a sublattice's columns have their neighbours, the nearest first, up to the end of the shell that the `count`-th lies
   * in; those of all sublattices, or of the ones that `among` admits.
   */
  offsets(of: number, count: number, among: (sublattice: number) => boolean = () => true): Offset[] {
    const basis: Basis = this.lattice
    const own = this.lattice.sublattices[of].position
    const found: Offset[] = []
    this.lattice.sublattices.forEach(({ position }, sublattice) => {
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

  /** The same, those that lie opposite each other together: two to a pair, or one alone. */
  pairs(of: number, count: number, among: (sublattice: number) => boolean = () => true): Pair[] {
    const near = 0.1 * Math.sqrt(area(this.lattice))
    const left = this.offsets(of, count, among)
    const pairs: Pair[] = []
    for (let first = left.shift(); first; first = left.shift()) {
      const { way, sublattice } = first
      const at = left.findIndex(
        (other) => other.sublattice === sublattice && Math.hypot(other.way.x + way.x, other.way.y + way.y) < near,
      )
      pairs.push(at < 0 ? [first] : [first, ...left.splice(at, 1)])
    }
    return pairs
  }

  /** Gives the nearest columns of any sublattice around a column. */
  nearest(): (n: number) => number[] {
    const offsets = this.lattice.sublattices.map((_, s) => this.offsets(s, 6))
    return (n) => offsets[this.table.sublattice[n]].map((offset) => this.neighbour(n, offset)).filter((k) => k >= 0)
  }

  #place(sublattice: number, i: number, j: number): number {
    return (sublattice * this.#down + j - this.#low.y) * this.#across + i - this.#low.x
  }
}
