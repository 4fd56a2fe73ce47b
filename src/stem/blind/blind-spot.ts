import type { Engine } from '../../kernels'
import type { Noise } from '../../nn'
import { functional as F, Random, Tensor } from '../../nn'
import type { LongCall } from '../../progress'
import type { BlindPreset } from './vae'
import { BLIND, BlindVae, COMPONENTS } from './vae'
import { Chunked } from '../model/chunked'
import { train } from '../model/train'
import type { Lessons } from './lessons'
import { mirrored } from './lessons'
import type { Columns } from '../micrograph/columns'
import type { Opinion } from '../micrograph/opinion'
import { noOpinion } from '../micrograph/opinion'
import { CROP } from '../micrograph/site-crops'

/** Each column is predicted by a model that learned from those of the other folds. */
const FOLDS = 2

export interface BlindOptions extends LongCall {
  seed: number
  preset?: BlindPreset
}

/**
 * What blind-spot VAEs, trained on this very micrograph, say of every column's targets; NaN of columns without a lesson. No column is
 * predicted by a model that learned from it. Reports the stage `train`.
 */
export async function blindOpinion(
  engine: Engine,
  lessons: Lessons,
  { table, count }: Columns,
  { seed, preset = BLIND, ...call }: BlindOptions,
): Promise<Opinion> {
  const random = new Random(seed)
  const order = random.permutation(lessons.columns.length)
  const opinion = noOpinion(count)
  for (const { prediction } of opinion) prediction.fill(NaN)
  for (let fold = 0; fold < FOLDS; fold++) {
    const isOther = (k: number) => order[k] % FOLDS === fold
    const vae = new BlindVae(preset, { side: CROP.side, width: 2 * lessons.width }, seed).to(engine)
    const mask = Tensor.from(engine, lessons.mask, [CROP.side, CROP.side, 1])
    try {
      await teach(engine, { vae, mask, seed }, withoutOthers(lessons, isOther), call)
      const stats = await predictStats(engine, { vae, mask }, lessons, call)
      lessons.columns.forEach((n, k) => {
        if (!isOther(k)) return
        const s = table.sublattice[n]
        for (let c = 0; c < COMPONENTS; c++) {
          const at = 2 * lessons.width * k + COMPONENTS * s + c
          opinion[c].prediction[n] = lessons.spreads[s][c] * stats[at]
          opinion[c].inflation[n] = Math.exp(stats[at + lessons.width])
        }
      })
    } finally {
      mask[Symbol.dispose]()
      vae.release()
    }
  }
  return opinion
}

/** What a model is taught: the lessons that are not left for testing it. */
function withoutOthers(
  { columns, crops, targets, weights, width }: Lessons,
  isOther: (k: number) => boolean,
): Pick<Lessons, 'crops' | 'targets' | 'weights'> & { count: number; width: number } {
  const own = columns.flatMap((_, k) => (isOther(k) ? [] : [k]))
  const part = (data: Float32Array, length: number) => {
    const out = new Float32Array(own.length * length)
    own.forEach((k, at) => out.set(data.subarray(k * length, (k + 1) * length), at * length))
    return out
  }
  return {
    count: own.length,
    width,
    crops: part(crops, CROP.pixels),
    targets: part(targets, width),
    weights: part(weights, width),
  }
}

async function teach(
  engine: Engine,
  { vae, mask, seed }: { vae: BlindVae; mask: Tensor; seed: number },
  { count, width, crops, targets, weights }: ReturnType<typeof withoutOthers>,
  call: LongCall,
): Promise<void> {
  const { batch, latent, epochs, learningRate, epsilon, beta } = vae.preset
  const random = new Random(seed)
  const learner = {
    model: vae,
    sets: [
      { data: crops, shape: [count, CROP.side, CROP.side] },
      { data: targets, shape: [count, width] },
      { data: weights, shape: [count, width] },
    ],
    batch,
    learningRate,
    epsilon,
    // The negative evidence lower bound of the columns' deviations; a weight of 0 masks those of other sublattices.
    loss: ([x, target, weight]: readonly Tensor[], noise: Noise) => {
      const { said, kl } = vae.forward({ crops: x, mask, noise: noise.normal([batch, latent]) })
      return F.add(F.heteroscedasticLoss(said, target, weight), F.scale(kl, beta))
    },
    examples: () => [...mirrored(crops, targets, random), weights],
  }
  await train(engine, learner, { seed, epochs, ...call })
}

/** [mean | logvar] of every lesson, at the posterior mean. */
async function predictStats(
  engine: Engine,
  { vae, mask }: { vae: BlindVae; mask: Tensor },
  { crops, columns }: Lessons,
  call: LongCall,
): Promise<Float32Array> {
  const { batch, latent } = vae.preset
  const step = await Chunked.compile(engine, [batch, CROP.side, CROP.side], 1, (x) => {
    const noise = new Tensor(engine, engine.constant(new Float32Array(batch * latent)), [batch, latent])
    return { out: vae.forward({ crops: x, mask, noise }).said }
  })
  try {
    return (await step.map('predict', columns.length, [crops], call)).out
  } finally {
    step.free()
  }
}
