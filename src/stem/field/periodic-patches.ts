import type { Micrograph } from '../../io/micrograph'
import { Random } from '../../nn'
import type { BulkPatches } from '../bulk-model'
import { CALIBRATION_CROPS, TRAINING_CROPS } from '../crops'
import type { Lattice } from '../lattice/lattice'
import type { TrainedOn } from './trained-on'
import { trainedOn } from './trained-on'
import type { Sampler } from './sampler'

/**
 * Random crops of a periodic micrograph as `sampler` shows it, for a model that this and other micrographs of the crystal can
 * be searched by: the lattice it sees is that of `learned` or, where that is null, the micrograph's own.
 */
export function periodicPatches(
  micrograph: Micrograph,
  lattice: Lattice,
  sampler: Sampler,
  size: number,
  seed: number,
  learned: TrainedOn | null = null,
): BulkPatches {
  const random = new Random(seed)
  return {
    source: micrograph.name,
    training: sampler.randomPatches(size, TRAINING_CROPS, random),
    calibration: sampler.randomPatches(size, CALIBRATION_CROPS, random),
    contaminated: true,
    trainedOn: learned ?? trainedOn(lattice, sampler.frame, sampler.pedestal),
  }
}
