import type { Alike } from './alike'
import type { ColumnTable } from './columns'
import type { Detection } from './detections'
import type { Detectable } from './detectable'
import { withCovered } from './detectable'
import type { Deviations } from './deviations'
import type { JudgedColumns } from './judge'
import type { Leak } from './leak'
import type { LocalStrain } from './local-strain'
import type { Region } from './regions'
import type { Found, Scored } from './score'
import type { Weights } from './stack'

/** The columns of one lattice of a micrograph, judged; entry n of every array belongs to column n. */
export interface JudgedGrain {
  columns: ColumnTable
  /** 0 for columns that were not judged: cut by the edge, between two phases, or part of a region. */
  judged: Uint8Array
  /** 1 for places side by side at which there is no column. */
  hole: Uint8Array
  scored: Pick<Scored & Found, 'score' | 'pValue' | 'qValue' | 'scatter' | 'threshold'>
  /** Point defects, the surest first. */
  findings: Detection[]
  /** Findings that look alike, the most first; none where there are few. */
  alike: Alike[]
  /** The most unusual columns where none was found: that is no detection. */
  unusual: Detection[]
  /** What would have been found. */
  detectable: Detectable
  regions: Region[]
  leak: readonly Leak[]
  /** How much each predictor counted, by sublattice. */
  weights: readonly Weights[]
  /** By which columns are off their places, px of the micrograph: see `columnDisplacements`. */
  displacement: JudgedColumns['displacement']
  strain: LocalStrain
}

/** All grains' columns in one table, one grain after the other; their findings, and what is alike among those, the surest and the most first. */
export function joined(grains: readonly JudgedGrain[]): JudgedGrain {
  const [only] = grains
  if (grains.length === 1) return only
  const offset = grains.map((_, g) => grains.slice(0, g).reduce((sum, { columns }) => sum + columns.count, 0))
  const all = <T extends Float32Array | Float64Array | Uint8Array | Int32Array>(of: (grain: JudgedGrain) => T): T => {
    const values = grains.map(of)
    const out = new (values[0].constructor as new (length: number) => T)(
      values.reduce((n, { length }) => n + length, 0),
    )
    values.forEach((some, g) => out.set(some, offset[g]))
    return out
  }
  const local = (c: 0 | 1 | 2) => all(({ scored }): Deviations[0] => scored.scatter.local[c])
  const shifted = (of: (grain: JudgedGrain) => Detection[]) =>
    grains.flatMap((grain, g) => of(grain).map((one) => ({ ...one, column: one.column + offset[g] })))
  const findings = shifted(({ findings: own }) => own)
  const surest = Array.from(findings.keys()).sort((m, n) => findings[n].score - findings[m].score)
  const entry = new Map(surest.map((from, to) => [from, to]))
  const before = (g: number) => grains.slice(0, g).reduce((sum, { findings: own }) => sum + own.length, 0)
  return {
    columns: joinedTable(grains.map(({ columns }) => columns)),
    judged: all(({ judged }) => judged),
    hole: all(({ hole }) => hole),
    scored: {
      score: all(({ scored }) => scored.score),
      pValue: all(({ scored }) => scored.pValue),
      qValue: all(({ scored }) => scored.qValue),
      scatter: {
        usual: grains.flatMap(({ scored }) => scored.scatter.usual),
        local: [local(0), local(1), local(2)],
      },
      threshold: Math.min(...grains.map(({ scored }) => scored.threshold)),
    },
    findings: surest.map((n) => findings[n]),
    alike: grains
      .flatMap(({ alike }, g) =>
        alike.map((group) => ({ ...group, members: group.members.map((n) => entry.get(n + before(g))!) })),
      )
      .sort((p, q) => q.members.length - p.members.length),
    unusual: shifted(({ unusual }) => unusual).sort((p, q) => p.pValue - q.pValue),
    detectable: withCovered({
      deficit: all(({ detectable }) => detectable.deficit),
      excess: all(({ detectable }) => detectable.excess),
      shift: all(({ detectable }) => detectable.shift),
    }),
    regions: grains.flatMap(({ regions }) => regions),
    leak: grains.flatMap(({ leak }) => leak),
    weights: grains.flatMap(({ weights }) => weights),
    displacement: { x: all((grain) => offCentre(grain, 'x')), y: all((grain) => offCentre(grain, 'y')) },
    strain: {
      exx: all(({ strain }) => strain.exx),
      eyy: all(({ strain }) => strain.eyy),
      exy: all(({ strain }) => strain.exy),
      rotation: all(({ strain }) => strain.rotation),
    },
  }
}

/** Beside other grains, those of one sublattice have no centres that columns could be off. */
function offCentre({ columns: { start }, displacement }: JudgedGrain, axis: 'x' | 'y'): Float32Array {
  return start.length > 2 ? displacement[axis] : displacement[axis].map(() => NaN)
}

/** Sublattices are counted on from grain to grain. */
function joinedTable(tables: readonly ColumnTable[]): ColumnTable {
  const count = tables.reduce((sum, table) => sum + table.count, 0)
  const joint: ColumnTable = {
    count,
    sublattice: new Uint8Array(count),
    i: new Int32Array(count),
    j: new Int32Array(count),
    x: new Float64Array(count),
    y: new Float64Array(count),
    start: [0],
  }
  for (const table of tables) {
    const [from, sublattices] = [joint.start[joint.start.length - 1], joint.start.length - 1]
    joint.sublattice.set(
      table.sublattice.map((s) => s + sublattices),
      from,
    )
    for (const key of ['i', 'j', 'x', 'y'] as const) joint[key].set(table[key], from)
    joint.start.push(...table.start.slice(1).map((start) => start + from))
  }
  return joint
}
