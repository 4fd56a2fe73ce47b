import type { LongCall } from '../progress'
import type { PeriodicResult } from '../session/detector'
import type { SeedsRecord } from '../session/files/seeds'
import { seedsRecord } from '../session/files/seeds'
import type { LocalDetector } from '../session/local-detector'
import type { DetectRequest } from '../session/request'

/** Trains and searches the micrograph that is open again, once for each seed up to `last`, and tells what all searches agree on. */
export async function withOtherSeeds(
  detector: LocalDetector,
  first: PeriodicResult,
  { last, ...asked }: DetectRequest & LongCall & { last: number },
): Promise<SeedsRecord> {
  const searches = [{ seed: asked.seed, detections: first.detections }]
  for (let seed = asked.seed + 1; seed <= last; seed++) {
    const request = { ...asked, seed }
    await detector.train(request)
    const { detections } = await detector.detect(request)
    searches.push({ seed, detections: detections ?? [] })
  }
  return seedsRecord({ name: first.name, sha256: first.circumstances.request.sha256 }, searches)
}
