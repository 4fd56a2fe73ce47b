import type { Engine } from '../../kernels'
import { Random } from '../../nn'
import type { LongCall } from '../../progress'
import { augmenter } from '../augment'
import { PERTURBATION } from '../bulk-model'
import { TRAINING_CROPS } from '../crops'
import { preprocess } from '../predict'
import type { Preset } from '../presets'
import { trainVae } from '../train'
import { Vae } from '../vae'
import type { Sampler } from './sampler'

/** A model of the micrograph itself: defects of a few percent of its columns are too rare and too varied to be learned. */
export async function learnField(
  engine: Engine,
  sampler: Sampler,
  preset: Preset,
  { seed, epochs = preset.epochs, ...call }: LongCall & { seed: number; epochs?: number },
): Promise<Vae> {
  const random = new Random(seed)
  const crops = await preprocess(engine, sampler.randomPatches(preset.patch, TRAINING_CROPS, random), preset)
  const vae = new Vae(preset, seed).to(engine)
  await trainVae(engine, vae, crops, { seed, epochs, examples: augmenter(crops, PERTURBATION, random), ...call })
  return vae
}
