import type { Distortion } from '../lattice/lattice'
import { crystalFrom } from '../lattice/displacement-field'
import { connected } from '../math/connected'
import type { Vector } from '../math/vector'
import { area, combine, length, parts, plus, remainder, ZERO } from '../math/vector'
import type { Columns } from './columns'
import type { Region } from './regions'
import { boxOf } from './regions'

/** Larger areas around which the lattice does not close are other grains, with more than one dislocation at their boundary. */
const MOST_CELLS = 36
/** A step of more than this part of a cell may have been taken either way: it goes through a core. */
const UNCLEAR = 0.35
/** Columns nearer to a core than so many Burgers vectors stand where no neighbours could put them; up to so many it shows. */
const CORE = 4
const BENT = 7

interface Dislocation extends Vector {
  burgers: Vector
}

/**
 * Where the lattice, followed round a place from cell to cell, does not come back to itself: the cores of dislocations, and
 * the Burgers vector of each, px: by which the displacement grows on a way round the core from +x towards +y. (Hirth and Lothe,
 * Theory of Dislocations, 1982, chapter 1: b = ∮ du.)
 */
export function dislocations({ lattice }: Columns): Dislocation[] {
  const { distortion: grid } = lattice
  const { columns, rows, quality, domain, dx, dy } = grid
  const least = crystalFrom({ quality })
  const isClear = (at: number) => quality[at] >= least
  const step = (from: number, to: number) => {
    const way = { x: dx[to] - dx[from], y: dy[to] - dy[from] }
    return domain[from] === domain[to] ? remainder(way, lattice) : way
  }
  const across = columns - 1
  const corners = (cell: number) => {
    const at = Math.floor(cell / across) * columns + (cell % across)
    return [at, at + 1, at + 1 + columns, at + columns]
  }
  const cellSize = Math.sqrt(area(lattice))
  const ways = (cell: number) => corners(cell).map((at, k, around) => step(at, around[(k + 1) % 4]))
  const turns = Array.from({ length: across * (rows - 1) }, (_, cell) => ways(cell).reduce(plus))
  const isOpen = (cell: number) =>
    length(turns[cell]) > 0.5 * cellSize ||
    ways(cell).some((way) => length(way) > UNCLEAR * cellSize) ||
    !corners(cell).every(isClear)
  const beside = (cell: number) => {
    const [column, row] = [cell % across, Math.floor(cell / across)]
    return [
      ...(column > 0 ? [cell - 1] : []),
      ...(column < across - 1 ? [cell + 1] : []),
      ...(row > 0 ? [cell - across] : []),
      ...(row < rows - 2 ? [cell + across] : []),
    ]
  }
  return connected(turns.length, isOpen, beside).flatMap((cells): Dislocation[] => {
    const isCut = cells.some((cell) => beside(cell).length < 4)
    if (isCut || cells.length > MOST_CELLS) return []
    const burgers = wholeCells(
      cells.reduce((sum, cell) => plus(sum, turns[cell]), ZERO),
      lattice,
    )
    return length(burgers) > 0 ? [{ ...middleOf(cells, across, grid), burgers }] : []
  })
}

function wholeCells(way: Vector, basis: Columns['lattice']): Vector {
  const { u, v } = parts(way, basis)
  return combine(basis, Math.round(u), Math.round(v))
}

function middleOf(cells: readonly number[], across: number, { origin, step }: Distortion): Vector {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    x: origin.x + (mean(cells.map((cell) => cell % across)) + 0.5) * step.x,
    y: origin.y + (mean(cells.map((cell) => Math.floor(cell / across))) + 0.5) * step.y,
  }
}

/** 1 for the columns of a core, and for those of the crystal that it bends. */
export function around(
  found: readonly Dislocation[],
  { table, count }: Columns,
): { core: Uint8Array; bent: Uint8Array } {
  const within = (reach: number) =>
    Uint8Array.from({ length: count }, (_, n) =>
      found.some((dislocation) => isWithin(dislocation, reach, { x: table.x[n], y: table.y[n] })) ? 1 : 0,
    )
  return { core: within(CORE), bent: within(BENT) }
}

function isWithin({ x, y, burgers }: Dislocation, reach: number, place: Vector): boolean {
  return Math.hypot(place.x - x, place.y - y) < reach * length(burgers)
}

export function dislocationRegions(found: readonly Dislocation[], { table, count }: Columns): Region[] {
  return found.map(({ burgers, x, y }) => {
    const radius = CORE * length(burgers)
    const isIn = (n: number) => isWithin({ x, y, burgers }, CORE, { x: table.x[n], y: table.y[n] })
    return {
      kind: 'dislocation',
      phase: null,
      area: Math.PI * radius ** 2,
      box: boxOf([{ x, y }], { x: radius, y: radius }),
      columns: Array.from({ length: count }, (_, n) => n).filter(isIn).length,
      displacement: [],
      translation: null,
      burgers,
    }
  })
}
