import type { Micrograph } from '../../io/micrograph'
import type { Engine } from '../../kernels'
import type { BulkModel, LearnOptions } from '../bulk-model'
import { learn } from '../bulk-model'
import type { Lattice } from '../lattice/lattice'
import type { Preset } from '../presets'
import { periodicPatches } from './periodic-patches'
import type { Sampler } from './sampler'

/**
 * A model of the micrograph itself: defects of a few percent of its columns are too rare and too varied to be learned. As with
 * `learn`, an abort ends it early and throws nothing.
 */
export function learnField(
  engine: Engine,
  micrograph: Micrograph,
  lattice: Lattice,
  sampler: Sampler,
  preset: Preset,
  options: LearnOptions,
): Promise<BulkModel> {
  return learn(engine, periodicPatches(micrograph, lattice, sampler, preset.patch, options.seed), preset, options)
}
