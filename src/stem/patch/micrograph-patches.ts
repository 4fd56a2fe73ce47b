import { requireUsable } from '../../io/check'
import type { Micrograph } from '../../io/micrograph'
import { Random } from '../../nn'
import type { BulkPatches } from './bulk-patches'
import { CALIBRATION_CROPS, randomCrops, TRAINING_CROPS, withoutPedestal } from './crops'
import type { Rectangle } from '../math/rectangle'
import { cropped } from '../math/rectangle'

/** Random crops of one micrograph, or of a region of it: what a model of `size`-pixel patches learns from and is calibrated on. */
export function micrographPatches(
  micrograph: Micrograph,
  size: number,
  seed: number,
  region: Rectangle | null = null,
): BulkPatches {
  const shown = (whole: Micrograph) => (region ? cropped(whole, region) : whole)
  requireUsable(shown(micrograph), size)
  const random = new Random(seed)
  const flat = shown(withoutPedestal(micrograph))
  return {
    source: micrograph.name,
    training: randomCrops(flat, size, TRAINING_CROPS, random),
    calibration: randomCrops(flat, size, CALIBRATION_CROPS, random),
    contaminated: true,
    region,
  }
}
