import type { PatchSet } from './patches'
import type { Rectangle } from '../math/rectangle'

/** Raw patches of bulk, [count, size, size]: some to learn from, others to see how bulk scatters about the prediction. */
export interface BulkPatches {
  /** What the patches are of: names of files. */
  source: string
  training: PatchSet
  calibration: PatchSet
  /** The patches come from the micrograph to be searched, so some of them hold defects. */
  contaminated: boolean
  /** Part of the micrograph that they lie in; null for all of it. */
  region: Rectangle | null
}
