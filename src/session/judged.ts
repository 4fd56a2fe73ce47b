import type { AdapterSummary } from '../kernels'
import type { LongCall } from '../progress'
import type { MaskedArea } from '../stem/clean/clean'
import type { Lattice } from '../stem/lattice/lattice'
import { recognise } from '../stem/lattice/match-crystal'
import type { Evidence } from '../stem/micrograph/evidence'
import { judgeMicrograph } from '../stem/micrograph/judge-micrograph'
import { maskedRegion } from '../stem/micrograph/regions'
import type { SquarePixels } from '../stem/micrograph/square-pixels'
import type { RecordedRequest } from './files/circumstances'
import { detectionRecords } from './files/record'
import type { JudgedResult } from './files/result'
import { projectionOf, recordedCrystal } from './recorded'
import type { DetectRequest } from './request'

/** What the latest detection has measured: enough to judge it again. */
export interface Measured {
  square: SquarePixels
  /** On square pixels, as is the evidence. */
  lattice: Lattice
  evidence: Evidence
  /** How it came about; the rate and the crystal are those of the judgement. */
  request: RecordedRequest
  adapter: AdapterSummary
  seconds: Record<string, number>
  masked: readonly MaskedArea[]
  remarks: readonly string[]
}

/** What has been measured, judged at the asked rate and by the asked crystal's names. */
export async function judged(
  { square, lattice, evidence, request, adapter, seconds, masked, remarks }: Measured,
  asked: DetectRequest,
  call: LongCall,
): Promise<JudgedResult> {
  const { rate } = asked
  const crystal = projectionOf(asked.crystal)
  const { micrograph, own } = square
  const recognised = recognise(lattice, crystal, micrograph.pixelSize)
  const { result, ...found } = square.judged(await judgeMicrograph(evidence, micrograph, recognised, { rate, ...call }))
  const recorded = {
    ...request,
    rate,
    crystal: await recordedCrystal(asked.crystal),
    thickness: asked.thickness ?? undefined,
  }
  const regions = [...masked.map(maskedRegion), ...result.regions]
  return {
    ...found,
    result: { ...result, regions },
    name: own.name,
    circumstances: { request: recorded, crystal, adapter, seconds, remarks },
    detections: detectionRecords({ ...found, result }, result.findings, own.pixelSize),
    asked: { rate, crystal: asked.crystal, thickness: asked.thickness },
  }
}
