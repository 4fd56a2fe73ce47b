import type { AdapterSummary } from '../kernels'
import type { LongCall } from '../progress'
import type { MaskedArea } from '../stem/clean/clean'
import type { Lattice } from '../stem/lattice/lattice'
import { recognise } from '../stem/lattice/match-crystal'
import type { Evidence } from '../stem/micrograph/evidence'
import type { JudgedMicrograph } from '../stem/micrograph/judge-micrograph'
import { judgeMicrograph, searchMicrograph } from '../stem/micrograph/judge-micrograph'
import { maskedRegion } from '../stem/micrograph/regions'
import type { SquarePixels } from '../stem/micrograph/square-pixels'
import type { RecordedRequest } from './files/circumstances'
import { detectionRecords } from './files/record'
import type { JudgedResult, PeriodicResult } from './files/result'
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
export async function judged(measured: Measured, asked: DetectRequest, call: LongCall): Promise<JudgedResult> {
  return told(measured, await judgedBy(judgeMicrograph, measured, asked, call), asked)
}

/** The same for the first time, with what was expected drawn. */
export async function searched(measured: Measured, asked: DetectRequest, call: LongCall): Promise<PeriodicResult> {
  const { pictures, ...found } = await judgedBy(searchMicrograph, measured, asked, call)
  return { ...(await told(measured, found, asked)), pictures: measured.square.pictures(pictures) }
}

function judgedBy<T>(
  judge: (...args: Parameters<typeof judgeMicrograph>) => Promise<T>,
  { square: { micrograph }, lattice, evidence }: Measured,
  { rate, crystal }: DetectRequest,
  call: LongCall,
): Promise<T> {
  const recognised = recognise(lattice, projectionOf(crystal), micrograph.pixelSize)
  return judge(evidence, micrograph, recognised, { rate, ...call })
}

/** On the micrograph's own pixels, with how it came about. */
async function told(
  { square, request, adapter, seconds, masked, remarks }: Measured,
  onSquare: JudgedMicrograph,
  asked: DetectRequest,
): Promise<JudgedResult> {
  const { rate } = asked
  const { own } = square
  const { result, ...found } = square.judged(onSquare)
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
    circumstances: { request: recorded, crystal: projectionOf(asked.crystal), adapter, seconds, remarks },
    detections: detectionRecords({ ...found, result }, result.findings, own.pixelSize),
    asked: { rate, crystal: asked.crystal, thickness: asked.thickness },
  }
}
