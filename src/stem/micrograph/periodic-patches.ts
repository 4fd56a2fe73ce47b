import type { Micrograph } from '../../io/micrograph'
import { Random } from '../../nn'
import type { BulkPatches } from '../model-file/bulk-model'
import { CALIBRATION_CROPS, TRAINING_CROPS } from '../patch/crops'
import type { Lattice } from '../lattice/lattice'
import type { Rectangle } from '../patch/rectangle'
import type { TrainedOn } from './trained-on'
import { trainedOn } from './trained-on'
import type { Sampler } from './sampler'
import { regionSampler } from './view'

interface Learned {
  /** The lattice that the sampler lays this one on; left out, the micrograph's own. */
  learned?: TrainedOn | null
  /** What the crops lie in, with all of their pixels; left out, the whole micrograph. Takes the micrograph's own sampler. */
  region?: Rectangle | null
}

/**
 * Random crops of a periodic micrograph as `sampler` shows it, for a model that this and other micrographs of the crystal can
 * be searched by. Throws an InputError where the region cannot be learned from.
 */
export function periodicPatches(
  micrograph: Micrograph,
  lattice: Lattice,
  sampler: Sampler,
  size: number,
  seed: number,
  { learned = null, region = null }: Learned = {},
): BulkPatches {
  const random = new Random(seed)
  const shown = region ? regionSampler(micrograph, lattice, sampler, region, size) : sampler
  return {
    source: micrograph.name,
    training: shown.randomPatches(size, TRAINING_CROPS, random),
    calibration: shown.randomPatches(size, CALIBRATION_CROPS, random),
    contaminated: true,
    region,
    trainedOn: learned ?? trainedOn(lattice, sampler.frame, sampler.pedestal),
  }
}
