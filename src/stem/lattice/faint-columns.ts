import { parts } from '../math/vector'
import type { Basis } from '../math/vector'
import type { MeanCell } from './cell'
import { CELL, meanCell, smoothed } from './cell'
import type { CellColumn, CellModel } from './cell-model'
import { fitCellModel } from './cell-model'
import { distanceTo } from './cell-columns'
import type { DisplacementField } from './displacement-field'
import type { Distortion, Lattice } from './lattice'
import { nearestDistances } from './sites'
import type { Plane } from './spectrum'

/** Columns that every cell shows, and that are no sublattice: too low to be judged one by one, as those of oxygen are. */
export interface FaintColumns {
  /** Against the lattice's origin, in units of its vectors, 0 … 1; heights in the picture's units. */
  columns: readonly CellColumn[]
  /** σ of all of them, px. */
  sigma: number
}

/** In parts of the cell's tallest column, and of the mean cell's own error: less is the other columns' shape, or noise. */
const LEAST_PART = 0.02
const LEAST_ERRORS = 3
/** Nearer to another column than so many σ it would be that one's shape. */
const APART = 3
/** With them the model misses the mean cell by less than this part of before. */
const BETTER = 0.8
/** Pixels that say what a cell looks like. */
const ENOUGH = 2 ** 20
/** What taller ones hide shows once they are known. */
const PASSES = 2

/**
 * What the mean cell shows beside the lattice's sublattices. A model without them takes them for the ground on which the other
 * columns stand: all heights come out too small, and where a column is missing the picture is deeper than empty.
 */
export function findFaintColumns(picture: Plane, lattice: Lattice): FaintColumns | null {
  const { sublattices, origin, distortion } = lattice
  // Odd, so that the runs are not the same ones in every row.
  const every = 2 * Math.floor((picture.width * picture.height) / (2 * ENOUGH)) + 1
  const cell = meanCell(picture, lattice, displacementOf(distortion), every)
  const first = parts(origin, lattice)
  const start = sublattices.map(({ position: { u, v }, intensity }) => ({
    u: first.u + u,
    v: first.v + v,
    height: intensity,
  }))
  const alone = fitCellModel(cell, lattice, start, sublattices[0].width)
  let model = alone
  for (let pass = 0; pass < PASSES; pass++) model = withFaintColumns(cell, lattice, model) ?? model
  if (model.misfit > BETTER * alone.misfit) return null
  const columns = model.columns
    .slice(sublattices.length)
    .map(({ u, v, height }) => ({ u: withinCell(u - first.u), v: withinCell(v - first.v), height }))
  return columns.length > 0 ? { columns, sigma: model.sigma } : null
}

const withinCell = (cells: number) => cells - Math.floor(cells)

function displacementOf({ columns, rows, origin, step, dx, dy, quality, domain }: Distortion): DisplacementField {
  return { grid: { columns, rows, origin, step }, x: dx, y: dy, quality, domain }
}

/** The model with a column at every maximum of what it has left, as many as stay columns of their own; null where none does. */
function withFaintColumns(cell: MeanCell, basis: Basis, model: CellModel): CellModel | null {
  const tallest = Math.max(...model.columns.map(({ height }) => height))
  const least = Math.max(LEAST_PART * tallest, LEAST_ERRORS * cell.error)
  const further = maxima(smoothed(model.residual))
    .filter(({ height }) => height > 0.5 * least)
    .reduce<CellColumn[]>(
      (known, place) => (distanceTo(known, place, basis) > APART * model.sigma ? [...known, place] : known),
      model.columns,
    )
  if (further.length === model.columns.length) return null
  const tried = fitCellModel(cell, basis, further, model.sigma)
  const distances = nearestDistances(tried.columns, basis)
  const stays = tried.columns.every(
    ({ height }, k) => k < model.columns.length || (height > least && distances[k] > APART * model.sigma),
  )
  return stays ? tried : null
}

/** Points of the cell that are higher than all around them, the highest first. */
function maxima(values: Float64Array): CellColumn[] {
  const found: CellColumn[] = []
  values.forEach((height, at) => {
    const [column, row] = [at % CELL, Math.floor(at / CELL)]
    for (let down = -1; down <= 1; down++) {
      for (let across = -1; across <= 1; across++) {
        const near = ((row + down + CELL) % CELL) * CELL + ((column + across + CELL) % CELL)
        if (values[near] > height) return
      }
    }
    found.push({ u: (column + 0.5) / CELL, v: (row + 0.5) / CELL, height })
  })
  return found.sort((p, q) => q.height - p.height)
}
