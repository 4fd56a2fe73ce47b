import type { MeanCell } from './cell'
import { CELL, smoothed } from './cell'
import type { CellColumn, CellModel } from './cell-model'
import { fitCellModel } from './cell-model'
import type { Basis } from '../math/vector'
import { combine, length } from '../math/vector'
import type { CellSite } from './sites'
import { columnWidth, findSites, MOST_SITES, nearestDistances } from './sites'

/** Two columns nearer than so many σ are one that is not round. */
const LEAST_DISTANCE = 2.2
/** A hidden column has this part of the tallest one's height, and with it the model misses by less than this part of before. */
const LEAST_HEIGHT = 0.1
const BETTER = 0.8

/** Columns are dark if as such they leave less than this part of what they leave unexplained as bright ones. */
const CLEARLY_BETTER = 0.4
/** Maxima that leave so many times as much unexplained are no columns, whatever is hidden beside them. */
const HOPELESS = 10

/** The columns of one cell, and how well they explain it. */
export interface CellColumns {
  /** The most prominent first, those that are no maxima of their own last. */
  sites: CellSite[]
  model: CellModel
}

/** Columns that were found before: one caller asks whether they are dark, another fits them. */
const known = new WeakMap<MeanCell, { basis: Basis; columns: CellColumns }>()

/** The columns of a mean cell that was folded with this basis. */
export function columnsOfCell(cell: MeanCell, basis: Basis): CellColumns {
  const before = known.get(cell)
  if (before?.basis === basis) return before.columns
  const columns = findColumns(cell, basis)
  known.set(cell, { basis, columns })
  return columns
}

/**
 * The maxima of the mean cell, and the columns that are hidden beside them, weak ones and such as blur together with others: as
 * long as one more makes the joint fit of all columns clearly better, it is there.
 */
function findColumns(cell: MeanCell, basis: Basis): CellColumns {
  const maxima = findSites(cell)
  let model = modelOf(maxima, cell, basis)
  if (maxima.length === 0) return { sites: [], model }
  let hidden = false
  while (model.columns.length < MOST_SITES) {
    const further = withOneMore(cell, basis, model)
    if (!further) break
    model = further
    hidden = true
  }
  const sites = hidden ? model.columns.map(({ u, v, height }) => ({ u, v, prominence: height })) : maxima
  return { sites: sites.sort((p, q) => q.prominence - p.prominence), model }
}

function modelOf(maxima: readonly CellSite[], cell: MeanCell, basis: Basis): CellModel {
  if (maxima.length === 0) return evenModel(cell)
  const [nearest] = nearestDistances(maxima, basis)
  const start = maxima.map(({ u, v, prominence }): CellColumn => ({ u, v, height: prominence }))
  return fitCellModel(cell, basis, start, columnWidth(cell, maxima[0], basis, nearest))
}

/** That of a cell in which nothing stands out of the noise: as different grains leave it, whose columns are folded onto each other. */
function evenModel({ mean }: MeanCell): CellModel {
  const background = mean.reduce((sum, value) => sum + value, 0) / mean.length
  const residual = mean.map((value) => value - background)
  const misfit = residual.reduce((sum, value) => sum + value * value, 0) / mean.length
  return { columns: [], sigma: 0, background, residual, misfit }
}

/**
 * Whether the mean cell is one of dark columns on bright ground. What it looks like does not say: where columns blur together, the
 * holes between them are as narrow as columns; how well columns of either kind explain it does.
 */
export function columnsAreDark(cell: MeanCell, basis: Basis): boolean {
  const noise = cell.error ** 2
  const unexplained = ({ misfit }: CellModel) => Math.max(0, misfit - noise)
  const bright = unexplained(columnsOfCell(cell, basis).model)
  if (bright < noise) return false
  const holes = { ...cell, mean: cell.mean.map((value) => -value) }
  if (unexplained(modelOf(findSites(holes), holes, basis)) > HOPELESS * bright) return false
  return unexplained(columnsOfCell(holes, basis).model) < CLEARLY_BETTER * bright
}

/** The model with the column that its residual shows, or null where that makes it little better or is no column of its own. */
function withOneMore(cell: MeanCell, basis: Basis, model: CellModel): CellModel | null {
  const least = LEAST_DISTANCE * model.sigma
  const residual = smoothed(model.residual)
  let [best, most] = [{ u: 0, v: 0 }, 0]
  residual.forEach((value, at) => {
    const place = { u: ((at % CELL) + 0.5) / CELL, v: (Math.floor(at / CELL) + 0.5) / CELL }
    if (value > most && distanceTo(model.columns, place, basis) > least) [best, most] = [place, value]
  })
  if (most === 0) return null
  const further = fitCellModel(cell, basis, [...model.columns, { ...best, height: most }], model.sigma)
  const heights = further.columns.map(({ height }) => height)
  const isApart = nearestDistances(further.columns, basis).every(
    (distance) => distance > LEAST_DISTANCE * further.sigma,
  )
  const isTall = Math.min(...heights) > LEAST_HEIGHT * Math.max(...heights)
  return isApart && isTall && further.misfit < BETTER * model.misfit ? further : null
}

/** From a place of the cell to the nearest of these columns, px. */
export function distanceTo(columns: readonly CellColumn[], { u, v }: { u: number; v: number }, basis: Basis): number {
  const wrapped = (difference: number) => difference - Math.round(difference)
  let nearest = Infinity
  for (const column of columns) {
    for (let i = -1; i <= 1; i++) {
      for (let j = -1; j <= 1; j++) {
        const way = combine(basis, wrapped(u - column.u) + i, wrapped(v - column.v) + j)
        nearest = Math.min(nearest, length(way))
      }
    }
  }
  return nearest
}
