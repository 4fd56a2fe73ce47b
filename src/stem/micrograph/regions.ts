import { connected } from '../math/connected'
import { area } from '../math/geometry'
import type { Vector } from '../math/geometry'
import type { Lattice } from '../lattice/lattice'
import type { ColumnIndex, FieldColumns } from './columns'
import { neighbourOffsets } from './columns'
import { medianOf } from './deviations'
import type { Phases } from './phases'

/**
 * `vacuum`: nothing scatters there; `other`: another grain or another crystal, the lattice is not seen; `phase`: one of
 * several parts that differ in composition or in displacement; `boundary`: what lies between two of them, or between parts
 * that are translated against each other; `cluster`: defects side by side, such as a precipitate or a fault.
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
  /** By which the crystal beyond a boundary is translated against that before it, less whole cells, px; else null. */
  translation: Vector | null
}

/** Groups of fewer columns are no regions. */
const LEAST_PHASE = 16
const LEAST_BOUNDARY = 6

/** Phases, where there are several, and the boundaries between them. */
export function phaseRegions(phases: Phases, lattice: Lattice, columns: FieldColumns, index: ColumnIndex): Region[] {
  const { label, boundary } = phases
  if (label.every((own) => own === label[0])) return []
  const around = nearestOf(lattice, columns, index)
  const groups = [0, 1].flatMap((phase) =>
    connected(columns.count, (n) => label[n] === phase && !boundary[n], around)
      .filter((group) => group.length >= LEAST_PHASE)
      .map((group) => regionOf('phase', phase, group, phases, lattice, columns)),
  )
  const between = connected(columns.count, (n) => boundary[n] === 1, around)
    .filter((group) => group.length >= LEAST_BOUNDARY)
    .map((group) => regionOf('boundary', null, group, phases, lattice, columns))
  return [...groups, ...between]
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
    translation: null,
  }
}

export function boxOf(xs: readonly number[], ys: readonly number[], marginX: number, marginY: number): Region['box'] {
  const [least, most] = [
    (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b)),
    (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b)),
  ]
  return { left: least(xs) - marginX, top: least(ys) - marginY, right: most(xs) + marginX, bottom: most(ys) + marginY }
}
