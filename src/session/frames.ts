import { InputError, ModelError } from '../errors'
import type { LongCall } from '../progress'
import type { Detector, OpenedMicrograph } from './detector'
import type { FrameFound } from './files/frames'
import { micrographRecord } from './files/record'
import type { Opening } from './opening'
import type { DetectRequest } from './request'

/** A series as it was opened: summed, by its file. */
interface Series {
  bytes: Uint8Array
  name: string
  opening: Opening
  /** The sum of the frames that are to be searched. */
  sum: OpenedMicrograph
}

/**
 * Searches every frame of a series by itself, with the model that the detector holds. A frame that cannot be
 * searched (few electrons show no lattice) is reported with its reason. The last frame stays open.
 */
export async function searchFrames(
  detector: Detector,
  { bytes, name, opening, sum }: Series,
  asked: DetectRequest & LongCall,
): Promise<FrameFound[]> {
  const { images, taken } = sum.contents
  const image = String(images[taken.image].number)
  const found: FrameFound[] = []
  for (let frame = taken.first; frame <= taken.last; frame++) {
    const drift = sum.contents.drift![frame - taken.first]
    const one = { ...opening, image, frames: { first: frame, last: frame } }
    const micrograph = await detector.open(bytes, name, { ...one, ...callOf(asked) })
    try {
      const result = await detector.detect(asked)
      found.push({ frame, drift, record: micrographRecord(micrograph, result, result.circumstances), reason: null })
    } catch (error) {
      if (!(error instanceof InputError || error instanceof ModelError)) throw error
      found.push({ frame, drift, record: null, reason: error.message })
    }
  }
  return found
}

function callOf({ signal, onProgress }: LongCall): LongCall {
  return { ...(signal && { signal }), ...(onProgress && { onProgress }) }
}
