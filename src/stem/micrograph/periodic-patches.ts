import { Random } from '../../nn'
import type { BulkPatches } from '../patch/bulk-patches'
import { CALIBRATION_CROPS, TRAINING_CROPS } from '../patch/crops'
import type { Rectangle } from '../math/rectangle'
import type { View } from './view'
import { regionOfView } from './view'

export interface PeriodicPatchesOptions {
  /** Side of a patch, px. */
  size: number
  seed: number
  /** What the crops lie in, with all of their pixels; null for the whole micrograph. Takes the micrograph's own view. */
  region: Rectangle | null
}

/**
 * Random crops of a periodic micrograph as a view shows it, for a model that this and other micrographs of the crystal can
 * be searched by. Throws an InputError where the region cannot be learned from.
 */
export function periodicPatches(view: View, { size, seed, region }: PeriodicPatchesOptions): BulkPatches {
  const random = new Random(seed)
  const shown = region ? regionOfView(view, region, size) : view.sampler
  return {
    source: view.micrograph.name,
    training: shown.randomPatches(size, TRAINING_CROPS, random),
    calibration: shown.randomPatches(size, CALIBRATION_CROPS, random),
    contaminated: true,
    region,
  }
}
