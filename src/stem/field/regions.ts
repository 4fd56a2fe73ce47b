import { area } from '../lattice/geometry'
import type { Vector } from '../lattice/geometry'
import { crystalFrom } from '../lattice/field'
import type { Lattice } from '../lattice/lattice'
import type { Plane } from '../lattice/spectrum'
import type { ColumnIndex, FieldColumns } from './columns'
import { neighbourOffsets } from './columns'
import { medianOf } from './deviations'
import type { Phases } from './phases'

/**
 * `vacuum`: nothing scatters there; `other`: another grain or another crystal, the lattice is not seen; `phase`: one of
 * several parts that differ in composition or in displacement; `boundary`: what lies between two of them; `cluster`:
 * defects side by side, such as a precipitate or a fault.
 */
type RegionKind = 'vacuum' | 'other' | 'phase' | 'boundary' | 'cluster'

/** A part of the field that is no point defect. Lengths are px of the micrograph. */
export interface Region {
  kind: RegionKind
  /** Which phase, 0 for that which covers most; null for other kinds. */
  phase: number | null
  area: number
  box: { left: number; top: number; right: number; bottom: number }
  columns: number
  /** Median displacement of each sublattice from the centre of the nearest columns of another one; empty where none was measured. */
  displacement: (Vector & { sublattice: string })[]
}

/** Areas smaller than so many cells, and groups of fewer columns, are no regions. */
const LEAST_CELLS = 4
const LEAST_PHASE = 16
const LEAST_BOUNDARY = 6
/** Vacuum is darker than this part of the way from the darkest level to the crystal's mean. */
const DARK = 0.25

/** Parts of the field in which the lattice is not seen. */
export function unseenRegions(lattice: Lattice, picture: Plane, pedestal: number): Region[] {
  const { columns, rows, origin, step, quality } = lattice.distortion
  const least = crystalFrom({ quality, grid: { columns, rows, origin, step }, x: quality, y: quality })
  const around = (at: number) => {
    const [column, row] = [at % columns, Math.floor(at / columns)]
    return [
      ...(column > 0 ? [at - 1] : []),
      ...(column < columns - 1 ? [at + 1] : []),
      ...(row > 0 ? [at - columns] : []),
      ...(row < rows - 1 ? [at + columns] : []),
    ]
  }
  const level = (at: number) =>
    meanAround(picture, origin.x + (at % columns) * step.x, origin.y + Math.floor(at / columns) * step.y, step)
  const [dark, lit] = [pedestal, crystalLevel(lattice)]
  const cell = step.x * step.y
  return components(quality.length, (at) => quality[at] < least, around).flatMap((points) => {
    const size = points.length * cell
    if (size < LEAST_CELLS * area(lattice)) return []
    const mean = points.reduce((sum, at) => sum + level(at), 0) / points.length
    const xs = points.map((at) => origin.x + (at % columns) * step.x)
    const ys = points.map((at) => origin.y + Math.floor(at / columns) * step.y)
    const kind = mean < dark + DARK * (lit - dark) ? ('vacuum' as const) : ('other' as const)
    return [{ kind, phase: null, area: size, box: boxOf(xs, ys, step.x / 2, step.y / 2), columns: 0, displacement: [] }]
  })
}

/** Phases, where there are several, and the boundaries between them. */
export function phaseRegions(phases: Phases, lattice: Lattice, columns: FieldColumns, index: ColumnIndex): Region[] {
  const { label, boundary } = phases
  if (label.every((own) => own === label[0])) return []
  const around = nearestOf(lattice, columns, index)
  const groups = [0, 1].flatMap((phase) =>
    components(columns.count, (n) => label[n] === phase && !boundary[n], around)
      .filter((group) => group.length >= LEAST_PHASE)
      .map((group) => regionOf('phase', phase, group, phases, lattice, columns)),
  )
  const between = components(columns.count, (n) => boundary[n] === 1, around)
    .filter((group) => group.length >= LEAST_BOUNDARY)
    .map((group) => regionOf('boundary', null, group, phases, lattice, columns))
  return [...groups, ...between]
}

/** Connected groups of what `is` holds for. */
export function components(count: number, is: (n: number) => boolean, around: (n: number) => number[]): number[][] {
  const taken = new Uint8Array(count)
  const found: number[][] = []
  for (let seed = 0; seed < count; seed++) {
    if (taken[seed] || !is(seed)) continue
    const group = [seed]
    taken[seed] = 1
    for (let k = 0; k < group.length; k++) {
      for (const next of around(group[k])) {
        if (taken[next] || !is(next)) continue
        taken[next] = 1
        group.push(next)
      }
    }
    found.push(group)
  }
  return found
}

export function nearestOf(lattice: Lattice, columns: FieldColumns, index: ColumnIndex): (n: number) => number[] {
  const offsets = lattice.sublattices.map((_, s) => neighbourOffsets(lattice, s, 6, () => true))
  return (n) => offsets[columns.sublattice[n]].map((offset) => index.neighbour(n, offset)).filter((k) => k >= 0)
}

export function regionOf(
  kind: RegionKind,
  phase: number | null,
  members: readonly number[],
  { offCentreX, offCentreY }: Phases,
  lattice: Lattice,
  columns: FieldColumns,
): Region {
  const half = Math.sqrt(area(lattice) / lattice.sublattices.length) / 2
  const displacement = lattice.sublattices.flatMap(({ name }, s) => {
    const own = members.filter((n) => columns.sublattice[n] === s && !Number.isNaN(offCentreX[n]))
    if (own.length === 0) return []
    const median = (values: Float32Array) =>
      medianOf(
        Float64Array.from(own, (n) => values[n]),
        own.length,
      )
    return [{ sublattice: name, x: median(offCentreX), y: median(offCentreY) }]
  })
  return {
    kind,
    phase,
    area: (members.length * area(lattice)) / lattice.sublattices.length,
    box: boxOf(
      members.map((n) => columns.x[n]),
      members.map((n) => columns.y[n]),
      half,
      half,
    ),
    columns: members.length,
    displacement,
  }
}

function boxOf(xs: readonly number[], ys: readonly number[], marginX: number, marginY: number): Region['box'] {
  const [least, most] = [
    (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b)),
    (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b)),
  ]
  return { left: least(xs) - marginX, top: least(ys) - marginY, right: most(xs) + marginX, bottom: most(ys) + marginY }
}

/** Mean of the pixels around a point of the lattice's grid. */
function meanAround({ data, width, height }: Plane, x: number, y: number, step: Vector): number {
  let [sum, count] = [0, 0]
  for (let row = Math.max(0, Math.round(y - step.y / 2)); row <= Math.min(height - 1, y + step.y / 2); row++) {
    for (
      let column = Math.max(0, Math.round(x - step.x / 2));
      column <= Math.min(width - 1, x + step.x / 2);
      column++
    ) {
      sum += data[row * width + column]
      count++
    }
  }
  return sum / Math.max(count, 1)
}

/** Mean level of the crystal: between its columns, and what these add. */
function crystalLevel(lattice: Lattice): number {
  return lattice.sublattices.reduce((level, { sites, intensity, width }, s) => {
    const between = s === 0 ? medianOf(Float64Array.from(sites.background), sites.count) : 0
    return level + between + (intensity * 2 * Math.PI * width ** 2) / area(lattice)
  }, 0)
}
