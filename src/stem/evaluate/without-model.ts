import type { Micrograph } from '../../io/micrograph'
import { findLattice } from '../lattice/find'
import { Columns } from '../micrograph/columns'
import type { Detection } from '../micrograph/detections'
import { describeDetections } from '../micrograph/detections'
import { measuredAlone } from '../micrograph/evidence'
import { judgeColumns } from '../micrograph/judge'

/** What is found in a micrograph without a model, at each of the rates; null where it has no lattice. */
export async function searchedAt(micrograph: Micrograph, rates: readonly number[]): Promise<Detection[][] | null> {
  const lattice = await findLattice(micrograph)
  if (lattice.verdict !== 'periodic') return null
  const columns = new Columns(lattice)
  const measures = measuredAlone(micrograph, lattice)
  const found: Detection[][] = []
  for (const rate of rates) {
    const judged = await judgeColumns(measures, columns, micrograph, { rate })
    const which = Array.from(judged.scored.found.keys()).filter((n) => judged.scored.found[n])
    found.push(describeDetections(judged, micrograph, columns, { which, named: false }))
  }
  return found
}
