import { medianInPlace } from '../math/robust'
import type { Basis, Vector } from '../math/vector'
import { combine, length } from '../math/vector'
import { fitColumn } from './columns'
import { crystalFrom } from './displacement-field'
import type { MaskedPlane } from './fit-sublattice'
import { isWhole } from './fit-sublattice'
import { gridOf, nearestPoint, neighbours } from './grid'
import type { Distortion, Sites, Sublattice } from './lattice'
import { nearestDistances } from './sites'
import { ELSEWHERE } from './strain'

/** A gap is so many steps of the grid wide to either side, at most; along these lines it is looked across. */
const WIDEST = 3
const LINES = [
  [1, 0],
  [0, 1],
  [1, 1],
  [1, -1],
] as const
/** A column in a gap goes on from one side: how far off that it may be, in distances to the nearest column. */
const FREEDOM = 0.25
/** No two columns are nearer than this, and none is less bright than this part of the others of its kind. */
const TOO_NEAR = 0.6
const PRESENT = 0.4
/** A fit reaches so far: distances to the nearest column, and σ. */
const REACH = 0.55
const REACH_IN_SIGMA = 2.2
/** A place is enclosed by so many nearest columns. */
const ENCLOSING = 6
/** Cells around that say where a column should be. */
const AROUND = 1

/** A column that has been found: of which sublattice, in which cell, and where. */
interface Placed extends Vector {
  s: number
  i: number
  j: number
}

/**
 * The sublattices with the columns at faults and boundaries, which the windows of the lattice's own search see blurred: from column to
 * column, each side goes on towards the other as long as the picture shows a column where the next one should be.
 */
export function withColumnsInGaps(
  picture: MaskedPlane,
  sublattices: readonly Sublattice[],
  basis: Basis,
  distortion: Distortion,
): Sublattice[] {
  const between = gaps(distortion)
  if (!between.includes(1)) return [...sublattices]
  const nearest = nearestDistances(
    sublattices.map(({ position }) => position),
    basis,
  )
  const ways = waysBetween(sublattices, basis)
  const placed = new Places(TOO_NEAR * Math.min(...nearest))
  const queue: Placed[] = []
  sublattices.forEach(({ sites }, s) => {
    for (let n = 0; n < sites.count; n++) {
      const column = { s, i: sites.i[n], j: sites.j[n], x: sites.x[n], y: sites.y[n] }
      placed.add(column)
      if (sites.settled[n]) queue.push(column)
    }
  })
  const grown: (Placed & { intensity: number; background: number })[] = []
  for (let from = queue.shift(); from; from = queue.shift()) {
    for (const { s, i, j, way } of ways[from.s]) {
      const key = { s, i: from.i + i, j: from.j + j }
      const [x, y] = [from.x + way.x, from.y + way.y]
      if (x < 0 || y < 0 || x > picture.width - 1 || y > picture.height - 1) continue
      if (!between[nearestPoint(gridOf(distortion), x, y)] || placed.has(key)) continue
      const { width: sigma, intensity } = sublattices[s]
      const reach = Math.max(2, Math.min(REACH * nearest[s], REACH_IN_SIGMA * sigma))
      if (!isWhole(picture, { x, y }, reach)) continue
      const fit = fitColumn(picture, { x, y }, { sigma, reach, freedom: FREEDOM * nearest[s] })
      if (!fit.settled || fit.intensity < PRESENT * intensity || placed.isTaken(fit)) continue
      const column = { ...key, x: fit.x, y: fit.y }
      placed.add(column)
      queue.push(column)
      grown.push({ ...column, intensity: fit.intensity, background: fit.background })
    }
  }
  const isInGap = (at: Vector) => between[nearestPoint(gridOf(distortion), at.x, at.y)] === 1
  const empty = enclosedPlaces([...placed.all()], ways, { placed, nearest }).filter(isInGap)
  return sublattices.map((sublattice, s) => {
    const own = grown.filter((column) => column.s === s)
    const added = own.map((column) => {
      const place = usualPlace(column, ways[s], placed, FREEDOM * nearest[s])
      return { ...column, dx: column.x - place.x, dy: column.y - place.y, settled: 1 }
    })
    const without = empty
      .filter((place) => place.s === s)
      .map((place) => ({ ...place, dx: 0, dy: 0, intensity: 0, background: 0, settled: 0 }))
    return { ...sublattice, sites: joined(sublattice.sites, [...added, ...without]) }
  })
}

/** 1 for the points of the grid at which no lattice is seen but on two opposite sides of them, and for those beside. */
function gaps(distortion: Distortion): Uint8Array {
  const { columns, rows, quality, domain } = distortion
  const least = crystalFrom({ quality })
  const isCrystal = (column: number, row: number) => {
    const at = row * columns + column
    const isInside = column >= 0 && row >= 0 && column < columns && row < rows
    return isInside && quality[at] >= least && domain[at] !== ELSEWHERE
  }
  const steps = Array.from({ length: WIDEST }, (_, k) => k + 1)
  const gap = quality.map((_, at) => {
    const [column, row] = [at % columns, Math.floor(at / columns)]
    if (isCrystal(column, row)) return 0
    const isBetween = LINES.some(([u, v]) =>
      [1, -1].every((side) => steps.some((step) => isCrystal(column + side * step * u, row + side * step * v))),
    )
    return isBetween ? 1 : 0
  })
  return Uint8Array.from(gap, (is, at) => (is || neighbours(at, distortion).some((k) => gap[k]) ? 1 : 0))
}

interface Way {
  s: number
  i: number
  j: number
  way: Vector
}

/** From a column of each sublattice to those of the cells around. */
function waysBetween(sublattices: readonly Sublattice[], basis: Basis): Way[][] {
  const cells = Array.from({ length: 2 * AROUND + 1 }, (_, k) => k - AROUND)
  return sublattices.map(({ position: own }, from) => {
    const ways = sublattices.flatMap(({ position }, s) =>
      cells.flatMap((i) =>
        cells.map((j) => ({ s, i, j, way: combine(basis, i + position.u - own.u, j + position.v - own.v) })),
      ),
    )
    return ways.filter(({ s, i, j }) => s !== from || i !== 0 || j !== 0).sort((p, q) => length(p.way) - length(q.way))
  })
}

/**
 * Places of the lattice without a column that columns enclose, all of which agree where it is: the windows see less of the lattice around a missing
 * column, and beside a boundary too little.
 */
function enclosedPlaces(
  columns: readonly Placed[],
  ways: readonly (readonly Way[])[],
  { placed, nearest }: { placed: Places; nearest: readonly number[] },
): Placed[] {
  const found = new Map<string, Placed>()
  for (const from of columns) {
    for (const { s, i, j, way } of ways[from.s].slice(0, ENCLOSING)) {
      const key = { s, i: from.i + i, j: from.j + j }
      if (placed.has(key) || found.has(keyOf(key))) continue
      const around = ways[s].slice(0, ENCLOSING).flatMap((to) => {
        const other = placed.get({ s: to.s, i: key.i + to.i, j: key.j + to.j })
        return other ? [{ x: other.x - to.way.x, y: other.y - to.way.y }] : []
      })
      if (around.length < Math.min(ENCLOSING, ways[s].length)) continue
      const place = usualPlace({ ...key, x: from.x + way.x, y: from.y + way.y }, ways[s], placed, FREEDOM * nearest[s])
      const agree = around.every(({ x, y }) => Math.hypot(x - place.x, y - place.y) < FREEDOM * nearest[s])
      if (agree && !placed.isTaken(place)) found.set(keyOf(key), { ...key, ...place })
    }
  }
  return [...found.values()]
}

/** Where the columns around that are of the same domain would have a column. */
function usualPlace(column: Placed, ways: readonly Way[], placed: Places, near: number): Vector {
  const said = ways.flatMap(({ s, i, j, way }) => {
    const other = placed.get({ s, i: column.i + i, j: column.j + j })
    if (!other) return []
    const place = { x: other.x - way.x, y: other.y - way.y }
    return Math.hypot(place.x - column.x, place.y - column.y) < near ? [place] : []
  })
  const middle = (axis: 'x' | 'y') => medianInPlace(Float64Array.from(said, (place) => place[axis]))
  return said.length > 0 ? { x: middle('x'), y: middle('y') } : column
}

/** Columns by cell, and by place. */
class Places {
  readonly #byCell = new Map<string, Placed>()
  readonly #byPlace = new Map<string, Placed[]>()

  constructor(readonly apart: number) {}

  add(column: Placed): void {
    this.#byCell.set(keyOf(column), column)
    const square = this.#square(column, 0, 0)
    this.#byPlace.set(square, [...(this.#byPlace.get(square) ?? []), column])
  }

  get(cell: Omit<Placed, 'x' | 'y'>): Placed | undefined {
    return this.#byCell.get(keyOf(cell))
  }

  all(): IterableIterator<Placed> {
    return this.#byCell.values()
  }

  has(cell: Omit<Placed, 'x' | 'y'>): boolean {
    return this.#byCell.has(keyOf(cell))
  }

  /** Whether there is a column at this place. */
  isTaken(at: Vector): boolean {
    const steps = [-1, 0, 1]
    return steps.some((dx) =>
      steps.some((dy) =>
        (this.#byPlace.get(this.#square(at, dx, dy)) ?? []).some(
          ({ x, y }) => Math.hypot(x - at.x, y - at.y) < this.apart,
        ),
      ),
    )
  }

  #square({ x, y }: Vector, dx: number, dy: number): string {
    return `${Math.floor(x / this.apart) + dx},${Math.floor(y / this.apart) + dy}`
  }
}

function keyOf({ s, i, j }: Omit<Placed, 'x' | 'y'>): string {
  return `${s},${i},${j}`
}

type Numbers = Omit<Sites, 'count'>
type Row = { [key in keyof Numbers]: number }

function joined(sites: Sites, added: readonly Row[]): Sites {
  const longer = <T extends Float32Array | Float64Array | Int32Array | Uint8Array>(
    values: T,
    key: keyof Numbers,
  ): T => {
    const out = new (values.constructor as new (length: number) => T)(values.length + added.length)
    out.set(values)
    added.forEach((row, k) => (out[values.length + k] = row[key]))
    return out
  }
  return {
    count: sites.count + added.length,
    i: longer(sites.i, 'i'),
    j: longer(sites.j, 'j'),
    x: longer(sites.x, 'x'),
    y: longer(sites.y, 'y'),
    dx: longer(sites.dx, 'dx'),
    dy: longer(sites.dy, 'dy'),
    intensity: longer(sites.intensity, 'intensity'),
    background: longer(sites.background, 'background'),
    settled: longer(sites.settled, 'settled'),
  }
}
