import type { MaskedArea } from '../clean/clean'
import { connected } from '../math/connected'
import { area } from '../math/vector'
import type { Vector } from '../math/vector'
import { median } from '../math/robust'
import type { Columns } from './columns'
import type { Phases } from './phases'

/**
 * `masked`: the picture shows no specimen there; `vacuum`: nothing scatters there; `grain`: a crystal with a lattice of its own; `other`:
 * no lattice is seen; `phase`: one of several parts that differ in composition or in displacement; `boundary`: what lies between two
 * grains or phases, or between parts that are translated against each other; `cluster`: defects side by side, such as a precipitate or a
 * fault; `dislocation`: the core of one.
 */
type RegionKind = 'masked' | 'vacuum' | 'grain' | 'other' | 'phase' | 'boundary' | 'cluster' | 'dislocation'

/** A part of the micrograph that is no point defect. Lengths are px of the micrograph. */
export interface Region {
  kind: RegionKind
  /** Number of the phase, 0 for the largest; null for other kinds. */
  phase: number | null
  area: number
  box: { left: number; top: number; right: number; bottom: number }
  columns: number
  /** Median displacement of each sublattice from the centre of the nearest columns of another one; empty where none was measured. */
  displacement: (Vector & { sublattice: string })[]
  /** By which the crystal beyond a boundary is translated against that before it, less whole cells, px; else null. */
  translation: Vector | null
  /** Of a dislocation: the whole cells by which the lattice does not close round its core, from +x towards +y, px; else null. */
  burgers: Vector | null
}

/** Groups of fewer columns are no regions. */
const LEAST_PHASE = 16
const LEAST_BOUNDARY = 6

/** Phases, where there are several, and the boundaries between them. */
export function phaseRegions(phases: Phases, columns: Columns): Region[] {
  const { label, boundary } = phases
  if (label.every((own) => own === label[0])) return []
  const around = columns.nearest()
  const groups = [0, 1].flatMap((phase) =>
    connected(columns.count, (n) => label[n] === phase && !boundary[n], around)
      .filter((group) => group.length >= LEAST_PHASE)
      .map((group) => regionOf({ kind: 'phase', phase }, group, phases, columns)),
  )
  const between = connected(columns.count, (n) => boundary[n] === 1, around)
    .filter((group) => group.length >= LEAST_BOUNDARY)
    .map((group) => regionOf({ kind: 'boundary', phase: null }, group, phases, columns))
  return [...groups, ...between]
}

/** The region that some columns make up. */
export function regionOf(
  kind: Pick<Region, 'kind' | 'phase'>,
  members: readonly number[],
  { offCentreX, offCentreY }: Phases,
  columns: Columns,
): Region {
  const { table, lattice, spacing } = columns
  const displacement = lattice.sublattices.flatMap(({ name }, s) => {
    const own = members.filter((n) => table.sublattice[n] === s && !Number.isNaN(offCentreX[n]))
    if (own.length === 0) return []
    const usual = (values: Float32Array) => median(own.map((n) => values[n]))
    return [{ sublattice: name, x: usual(offCentreX), y: usual(offCentreY) }]
  })
  return {
    ...kind,
    area: (members.length * area(lattice)) / lattice.sublattices.length,
    box: boxOf(
      members.map((n) => ({ x: table.x[n], y: table.y[n] })),
      { x: spacing / 2, y: spacing / 2 },
    ),
    columns: members.length,
    displacement,
    translation: null,
    burgers: null,
  }
}

/** The box around some points, with a margin to either side. */
export function boxOf(points: readonly Vector[], margin: Vector): Region['box'] {
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b))
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b))
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  return {
    left: least(xs) - margin.x,
    top: least(ys) - margin.y,
    right: most(xs) + margin.x,
    bottom: most(ys) + margin.y,
  }
}

/** A part of the picture that was masked. */
export function maskedRegion({ box, area: pixels }: MaskedArea): Region {
  return {
    kind: 'masked',
    phase: null,
    area: pixels,
    box,
    columns: 0,
    displacement: [],
    translation: null,
    burgers: null,
  }
}
