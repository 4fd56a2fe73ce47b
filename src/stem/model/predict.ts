import type { Engine } from '../../kernels'
import { gaussianBlur, normalise } from '../../kernels'
import { Tensor } from '../../nn'
import type { LongCall } from '../../progress'
import { Chunked } from './chunked'
import type { PatchSet } from '../patch/patches'
import type { Preset } from './presets'
import type { Vae } from './vae'

/** Patches that one run of an image kernel takes. */
export const CHUNK = 100

/** The paper's preprocessing: Gaussian blur, then each patch divided by its maximum. */
export async function preprocess(
  engine: Engine,
  patches: PatchSet,
  preset: Preset,
  call?: LongCall,
): Promise<PatchSet> {
  const shape = [CHUNK, patches.size, patches.size] as const
  const step = await Chunked.compile(engine, shape, 1, (raw) => {
    const blurred = gaussianBlur(engine, raw.storage, shape, { sigma: preset.blur })
    return { out: new Tensor(engine, normalise(engine, blurred, shape), shape) }
  })
  try {
    const { out } = await step.map('preprocess', patches.count, [patches.data], call)
    return { ...patches, data: out }
  } finally {
    step.free()
  }
}

/** Predictions of preprocessed patches at the posterior mean, [count, size, size]. */
export async function predict(engine: Engine, vae: Vae, patches: PatchSet, call?: LongCall): Promise<Float32Array> {
  const step = await compilePredictor(engine, vae)
  try {
    const { prediction } = await step.map('predict', patches.count, [patches.data], call)
    return prediction
  } finally {
    step.free()
  }
}

/** Compiled for the preset's batch, so that the kernels are those of training and are not compiled twice. */
export function compilePredictor(engine: Engine, vae: Vae): Promise<Chunked<{ prediction: Tensor }>> {
  const { batch, patch, latent } = vae.preset
  return Chunked.compile(engine, [batch, patch, patch], 1, (x) => {
    const image = new Tensor(engine, x.storage, [batch, patch, patch, 1])
    const zeros = new Tensor(engine, engine.constant(new Float32Array(batch * latent)), [batch, latent])
    return { prediction: vae.predict(image, zeros) }
  })
}
