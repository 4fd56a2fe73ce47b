import type { Vector } from '../../../src/stem/math/vector'
import type { Cell } from './cells'
import type { Mulberry32 } from './mulberry'

/** A Gaussian column, px and the picture's units; of which site of the cell it is. */
export interface Column extends Vector {
  height: number
  sigma: number
  site: number
}

export interface Extent {
  width: number
  height: number
}

/** Whether a place counts. */
export type Where = (x: number, y: number) => boolean

/** Columns so far beyond the edge are still seen, px. */
const BEYOND = 15

interface Growth extends Extent {
  degrees?: number
  /** Where a corner of a cell lies, from the middle of the picture. */
  origin?: Vector
  keep?: Where
  /** By which a column at a place is displaced. */
  bend?: (x: number, y: number) => Vector
}

/** The columns of a crystal turned by some degrees, where they are kept. */
export function grow(cell: Cell, { width, height, degrees = 0, origin, keep, bend }: Growth): Column[] {
  const [a, b] = [turned(cell.a, degrees), turned(cell.b, degrees)]
  const reach = Math.ceil((width + height) / Math.min(Math.hypot(a.x, a.y), Math.hypot(b.x, b.y))) + 3
  const middle = { x: width / 2 + (origin?.x ?? 0), y: height / 2 + (origin?.y ?? 0) }
  const columns: Column[] = []
  for (let i = -reach; i <= reach; i++) {
    for (let j = -reach; j <= reach; j++) {
      cell.sites.forEach(([u, v, peak], site) => {
        let x = middle.x + (i + u) * a.x + (j + v) * b.x
        let y = middle.y + (i + u) * a.y + (j + v) * b.y
        const off = bend?.(x, y)
        if (off) [x, y] = [x + off.x, y + off.y]
        const isNear = x >= -BEYOND && y >= -BEYOND && x <= width + BEYOND && y <= height + BEYOND
        if (isNear && (keep?.(x, y) ?? true)) columns.push({ x, y, height: peak, sigma: cell.sigma, site })
      })
    }
  }
  return columns
}

export function turned({ x, y }: Vector, degrees: number): Vector {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  return { x: c * x - s * y, y: s * x + c * y }
}

/** The first columns of some, but for those that stand nearer than `least` to an earlier one that `counts`. */
export function thinned(
  columns: readonly Column[],
  least: number,
  counts: (earlier: Column, column: Column) => boolean = () => true,
): Column[] {
  const kept: Column[] = []
  for (const column of columns) {
    const isCrowded = kept.some((other) => counts(other, column) && distance(other, column) < least)
    if (!isCrowded) kept.push(column)
  }
  return kept
}

/** At most so many columns where they may be, drawn at random, none nearer to another than `apart` px. */
export function drawn(
  columns: readonly Column[],
  count: number,
  { random, where, apart }: { random: Mulberry32; where: (column: Column) => boolean; apart: number },
): Column[] {
  const order = columns.map((column) => ({ column, turn: random.uniform() })).sort((p, q) => p.turn - q.turn)
  const some: Column[] = []
  for (const { column } of order) {
    if (some.length >= count) break
    if (where(column) && !some.some((other) => distance(other, column) < apart)) some.push(column)
  }
  return some
}

/** Places further than `margin` px from every edge. */
export function inside({ width, height }: Extent, margin: number): Where {
  return (x, y) => x > margin && y > margin && x < width - margin && y < height - margin
}

/** Places about which, `distance` px off, everything lies on the same side. */
export function farFrom(side: (x: number, y: number) => number, distance: number): Where {
  return (x, y) =>
    Array.from({ length: 8 }, (_, k) => 0.785 * k).every(
      (angle) => side(x + distance * Math.cos(angle), y + distance * Math.sin(angle)) === side(x, y),
    )
}

/** 1 beyond a line through (part · width, height / 2) whose normal is turned by some degrees from +x; else 0. */
export function sideOf({ width, height }: Extent, part: number, degrees: number): (x: number, y: number) => number {
  const turn = (degrees * Math.PI) / 180
  return (x, y) => ((x - part * width) * Math.cos(turn) + (y - height / 2) * Math.sin(turn) > 0 ? 1 : 0)
}

function distance(p: Vector, q: Vector): number {
  return Math.hypot(p.x - q.x, p.y - q.y)
}
