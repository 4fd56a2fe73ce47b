import type { Micrograph } from '../io/micrograph'
import type { AdapterSummary } from '../kernels'
import type { LongCall } from '../progress'
import type { Lattice } from '../stem/lattice/lattice'
import { recognise } from '../stem/lattice/match-crystal'
import type { Evidence } from '../stem/micrograph/evidence'
import { judgeMicrograph } from '../stem/micrograph/judge-micrograph'
import type { RecordedRequest } from './files/circumstances'
import { detectionRecords } from './files/record'
import type { JudgedResult } from './files/result'
import { projectionOf, recordedCrystal } from './recorded'
import type { DetectRequest } from './request'

/** What the latest detection has measured: enough to judge it again. */
export interface Measured {
  micrograph: Micrograph
  lattice: Lattice
  evidence: Evidence
  /** How it came about; the rate and the crystal are those of the judgement. */
  request: RecordedRequest
  adapter: AdapterSummary
  seconds: Record<string, number>
}

/** What has been measured, judged at the asked rate and by the asked crystal's names. */
export async function judged(
  { micrograph, lattice, evidence, request, adapter, seconds }: Measured,
  asked: DetectRequest,
  call: LongCall,
): Promise<JudgedResult> {
  const { rate } = asked
  const crystal = projectionOf(asked.crystal)
  const recognised = recognise(lattice, crystal, micrograph.pixelSize)
  const found = await judgeMicrograph(evidence, micrograph, recognised, { rate, ...call })
  const recorded = { ...request, rate, crystal: await recordedCrystal(asked.crystal) }
  return {
    ...found,
    name: micrograph.name,
    circumstances: { request: recorded, crystal, adapter, seconds },
    detections: detectionRecords(found, found.result.findings, micrograph.pixelSize),
    asked: { rate, crystal: asked.crystal },
  }
}
