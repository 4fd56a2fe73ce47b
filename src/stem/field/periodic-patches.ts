import type { Micrograph } from '../../io/micrograph'
import { Random } from '../../nn'
import type { LongCall } from '../../progress'
import type { BulkPatches } from '../bulk-model'
import { CALIBRATION_CROPS, TRAINING_CROPS } from '../crops'
import { findLattice } from '../lattice/find'
import type { TrainedOn } from './trained-on'
import { trainedOn } from './trained-on'
import { matchedSampler, ownSampler } from './view'

/**
 * Random crops of a periodic micrograph, for a model that other micrographs of the crystal can be searched by: in a frame of
 * its own or, where `learned` is given, as the micrograph before it. Null where it is not periodic, or too small for its frame.
 */
export async function periodicPatches(
  micrograph: Micrograph,
  size: number,
  seed: number,
  learned: TrainedOn | null,
  source: string,
  call: LongCall,
): Promise<BulkPatches | null> {
  const lattice = await findLattice(micrograph, call)
  if (lattice.verdict === 'not periodic') return null
  const sampler = learned ? matchedSampler(micrograph, lattice, learned, source) : ownSampler(micrograph, lattice)
  if (Math.min(sampler.frame.width, sampler.frame.height) < size) return null
  const random = new Random(seed)
  return {
    source: micrograph.name,
    training: sampler.randomPatches(size, TRAINING_CROPS, random),
    calibration: sampler.randomPatches(size, CALIBRATION_CROPS, random),
    contaminated: true,
    trainedOn: learned ?? trainedOn(lattice, sampler.frame, sampler.pedestal),
  }
}
