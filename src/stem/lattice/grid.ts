import type { Vector } from '../math/vector'
import type { Plane } from './spectrum'

/** Points at equal steps over a picture, px. */
export interface Grid {
  columns: number
  rows: number
  origin: Vector
  step: Vector
}

/** One axis of a grid over a picture, px: where its points lie. */
export interface Axis {
  /** Pixels of the picture. */
  extent: number
  points: number
  origin: number
  step: number
}

/** The axes of a grid over a picture. */
export function axesOf({ width, height }: Pick<Plane, 'width' | 'height'>, grid: Grid): { x: Axis; y: Axis } {
  const { origin, step, columns, rows } = grid
  return {
    x: { extent: width, points: columns, origin: origin.x, step: step.x },
    y: { extent: height, points: rows, origin: origin.y, step: step.y },
  }
}

/** Points about `spacing` apart, the outermost half a step from the edges. */
export function gridOver({ width, height }: Plane, spacing: number): Grid {
  const [columns, rows] = [width, height].map((extent) => Math.max(2, Math.round(extent / spacing)))
  const step = { x: width / columns, y: height / rows }
  return { columns, rows, origin: { x: step.x / 2 - 0.5, y: step.y / 2 - 0.5 }, step }
}

/** The points of a grid beside one of its points, across corners too. */
export function neighbours(at: number, { columns, rows }: Grid): number[] {
  const [column, row] = [at % columns, Math.floor(at / columns)]
  const found: number[] = []
  for (let v = Math.max(0, row - 1); v <= Math.min(rows - 1, row + 1); v++) {
    for (let u = Math.max(0, column - 1); u <= Math.min(columns - 1, column + 1); u++) {
      if (u !== column || v !== row) found.push(v * columns + u)
    }
  }
  return found
}

/** How deep in the middle of others of its kind a point lies to belong to an area and not to a seam, steps. */
const DEEP = 2

/** Those of some points of a grid around which all others are of them, too: what a seam between two crystals has none of. */
export function deepWithin(points: readonly number[], { columns, rows }: Pick<Grid, 'columns' | 'rows'>): number[] {
  const own = new Set(points)
  return points.filter((at) => {
    const [column, row] = [at % columns, Math.floor(at / columns)]
    for (let v = Math.max(0, row - DEEP); v <= Math.min(rows - 1, row + DEEP); v++) {
      for (let u = Math.max(0, column - DEEP); u <= Math.min(columns - 1, column + DEEP); u++) {
        if (!own.has(v * columns + u)) return false
      }
    }
    return true
  })
}

/** The grid alone of what lies on one: loops meet one kind of object whatever that is. */
export function gridOf({ columns, rows, origin, step }: Grid): Grid {
  return { columns, rows, origin, step }
}

/** Index of the point of a grid nearest to a place. */
export function nearestPoint(grid: Grid, px: number, py: number): number {
  const u = Math.max(0, Math.min(grid.columns - 1, Math.round((px - grid.origin.x) / grid.step.x)))
  const v = Math.max(0, Math.min(grid.rows - 1, Math.round((py - grid.origin.y) / grid.step.y)))
  return v * grid.columns + u
}
