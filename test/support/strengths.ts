import { GALLERY } from '../../src/stem/crystal/gallery'
import { projectionLabel, visibleColumns } from '../../src/stem/crystal/projection'
import { findLattice } from '../../src/stem/lattice/find'
import { describeDetections } from '../../src/stem/micrograph/detections'
import { simulateMicrograph } from '../../src/stem/simulate/micrograph'
import { periodic } from './lattice'
import { judgeWithoutModel } from './micrograph'

const SIZE = 512
/** Of each sublattice in a micrograph. */
const COUNT = 3

/** How the stated strengths of columns that lost atoms compare with the truth; % of the column. */
export interface Strengths {
  crystal: string
  columns: number
  mean: number
  rms: number
  /** Parts of the columns whose error is within one and two of the stated standard deviations. */
  within: [one: number, two: number]
}

/** By simulated micrographs of all of Lacuna's crystals, in which columns lost this part of their atoms. */
export async function strengths(part: number, seeds: readonly number[]): Promise<Strengths[]> {
  const found: Strengths[] = []
  for (const crystal of Object.values(GALLERY)) {
    const defects = [...new Set(visibleColumns(crystal).map(({ name }) => name))].map((sublattice) => {
      return { sublattice, kind: 'vacancy' as const, count: COUNT, strength: part }
    })
    const errors: { error: number; stated: number }[] = []
    for (const seed of seeds) {
      const { micrograph, truth } = simulateMicrograph({ seed, width: SIZE, height: SIZE, crystal, defects })
      const judged = await judgeWithoutModel(micrograph, periodic(await findLattice(micrograph)))
      const { columns } = judged
      const which = truth.defects.map(({ x, y }) => nearest(columns.table, x, y))
      for (const { column, strength, strengthError } of describeDetections(judged, micrograph, columns, {
        which,
        named: false,
      })) {
        const { signal } = truth.defects[which.indexOf(column)]
        errors.push({ error: strength - 100 * signal, stated: strengthError })
      }
    }
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const share = (times: number) => mean(errors.map(({ error, stated }) => (Math.abs(error) < times * stated ? 1 : 0)))
    found.push({
      crystal: projectionLabel(crystal),
      columns: errors.length,
      mean: mean(errors.map(({ error }) => error)),
      rms: Math.sqrt(mean(errors.map(({ error }) => error ** 2))),
      within: [share(1), share(2)],
    })
  }
  return found
}

function nearest({ x, y }: { x: Float64Array; y: Float64Array }, px: number, py: number): number {
  const distances = Array.from(x, (_, n) => Math.hypot(x[n] - px, y[n] - py))
  return distances.indexOf(Math.min(...distances))
}
