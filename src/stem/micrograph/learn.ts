import type { Micrograph } from '../../io/micrograph'
import type { Engine } from '../../kernels'
import type { BulkModel, LearnOptions } from '../model-file/bulk-model'
import { learn } from '../model-file/bulk-model'
import type { Lattice } from '../lattice/lattice'
import type { Preset } from '../model/presets'
import type { Rectangle } from '../patch/rectangle'
import { periodicPatches } from './periodic-patches'
import type { Sampler } from './sampler'

/**
 * A model of the micrograph itself: defects of a few percent of its columns are too rare and too varied to be learned. As with
 * `learn`, an abort ends it early and throws nothing. Of a region, where one is given: the part that is known to be bulk. The
 * scale and the zero level stay those of the whole micrograph, which is what the model is for.
 */
export function learnField(
  engine: Engine,
  micrograph: Micrograph,
  lattice: Lattice,
  sampler: Sampler,
  preset: Preset,
  { region = null, ...options }: LearnOptions & { region?: Rectangle | null },
): Promise<BulkModel> {
  const patches = periodicPatches(micrograph, lattice, sampler, preset.patch, options.seed, { region })
  return learn(engine, patches, preset, options)
}
