import type { Engine } from '../../kernels'
import { Random, Tensor } from '../../nn'
import type { LongCall } from '../../progress'
import { BLIND, BlindVae, COMPONENTS } from '../model/blind-vae'
import { Chunked } from '../model/chunked'
import { train } from '../model/train'
import { robustSpread } from '../math/robust'
import type { Columns } from './columns'
import type { Deviations } from './deviations'
import type { Opinion } from './opinion'
import { noOpinion } from './opinion'
import type { SiteCrops } from './site-crops'
import { SIDE } from './site-crops'

/** Each column is predicted by a model that learned from those of the other folds. */
const FOLDS = Number(process.env.V_FOLDS ?? 2)
/** Targets beyond so many robust standard deviations count as these. */
const CLIP = 3.5

/** Columns as the model learns them: crops, deviations in standard deviations in the places of their sublattices, and 1 for these places. */
interface Lessons {
  /** Entries of the columns. */
  columns: number[]
  fold: Uint8Array
  crops: Float32Array
  width: number
  targets: Float32Array
  weights: Float32Array
}

/**
 * What a blind-spot VAE, trained on this very micrograph, says of the `targets` of every column; of none whose crop the edge cuts (NaN).
 * No column is predicted by a model that learned from it.
 */
export async function blindOpinion(
  engine: Engine,
  crops: readonly SiteCrops[],
  targets: Deviations,
  columns: Columns,
  { seed, ...call }: LongCall & { seed: number },
): Promise<{ opinion: Opinion; seconds: number }> {
  const begun = performance.now()
  const spreads = columns.lattice.sublattices.map((_, s) => {
    const { from, to } = columns.of(s)
    return targets.map((values) => robustSpread(values.subarray(from, to)))
  })
  const lessons = lessonsOf(crops, targets, { columns, spreads, seed })
  const mask = together(crops)
  const opinion = noOpinion(columns.count)
  for (const { prediction } of opinion) prediction.fill(NaN)
  for (let fold = 0; fold < FOLDS; fold++) {
    const vae = new BlindVae(BLIND, { side: SIDE, sublattices: crops.length }, seed).to(engine)
    try {
      await teach(engine, vae, { lessons, mask, taught: (n) => lessons.fold[n] !== fold }, { seed, ...call })
      const stats = await foretell(engine, vae, lessons, mask)
      lessons.columns.forEach((n, k) => {
        if (lessons.fold[k] !== fold) return
        const s = columns.table.sublattice[n]
        for (let c = 0; c < COMPONENTS; c++) {
          const at = 2 * vae.width * k + COMPONENTS * s + c
          opinion[c].prediction[n] = spreads[s][c] * stats[at]
          opinion[c].inflation[n] = Math.exp(stats[at + vae.width])
        }
      })
    } finally {
      vae.release()
    }
  }
  return { opinion, seconds: (performance.now() - begun) / 1000 }
}

function lessonsOf(
  crops: readonly SiteCrops[],
  targets: Deviations,
  { columns, spreads, seed }: { columns: Columns; spreads: readonly (readonly number[])[]; seed: number },
): Lessons {
  const pixels = SIDE * SIDE
  const random = new Random(seed)
  const known = crops.flatMap(({ whole }, s) => {
    const { from } = columns.of(s)
    return Array.from(whole.keys()).flatMap((k) =>
      whole[k] && targets.every((values) => !Number.isNaN(values[from + k])) ? [{ s, k, n: from + k }] : [],
    )
  })
  const { mean, spread } = scaleOf(crops)
  const width = COMPONENTS * crops.length
  const order = random.permutation(known.length)
  const lessons: Lessons = {
    columns: known.map(({ n }) => n),
    fold: Uint8Array.from(known, (_, k) => order[k] % FOLDS),
    crops: new Float32Array(known.length * pixels),
    width,
    targets: new Float32Array(known.length * width),
    weights: new Float32Array(known.length * width),
  }
  known.forEach(({ s, k, n }, at) => {
    for (let p = 0; p < pixels; p++) lessons.crops[at * pixels + p] = (crops[s].data[k * pixels + p] - mean) / spread
    targets.forEach((values, c) => {
      const place = at * width + COMPONENTS * s + c
      lessons.targets[place] = Math.min(Math.max(values[n] / spreads[s][c], -CLIP), CLIP)
      lessons.weights[place] = 1
    })
  })
  return lessons
}

/** Mean and standard deviation of all pixels. */
function scaleOf(crops: readonly SiteCrops[]): { mean: number; spread: number } {
  let [count, sum, squares] = [0, 0, 0]
  for (const { data } of crops) {
    for (const value of data) {
      count++
      sum += value
      squares += value * value
    }
  }
  const mean = sum / count
  return { mean, spread: Math.sqrt(squares / count - mean ** 2) }
}

/** What no model may see: the blind spots of all sublattices. */
function together(crops: readonly SiteCrops[]): Float32Array {
  return Float32Array.from(crops[0].mask, (_, p) => (crops.every(({ mask }) => mask[p]) ? 1 : 0))
}

async function teach(
  engine: Engine,
  vae: BlindVae,
  { lessons, mask, taught }: { lessons: Lessons; mask: Float32Array; taught: (n: number) => boolean },
  { seed, ...call }: LongCall & { seed: number },
): Promise<void> {
  const { batch, latent, epochs, learningRate, epsilon } = vae.preset
  const { width } = lessons
  const own = lessons.columns.flatMap((_, k) => (taught(k) ? [k] : []))
  const part = (data: Float32Array, length: number) => {
    const out = new Float32Array(own.length * length)
    own.forEach((k, at) => out.set(data.subarray(k * length, (k + 1) * length), at * length))
    return out
  }
  const crops = part(lessons.crops, SIDE * SIDE)
  const [targets, weights] = [part(lessons.targets, width), part(lessons.weights, width)]
  const random = new Random(seed)
  const seen = Tensor.from(engine, mask, [SIDE, SIDE, 1])
  try {
    await train(
      engine,
      {
        model: vae,
        sets: [
          { data: crops, shape: [own.length, SIDE, SIDE] },
          { data: targets, shape: [own.length, width] },
          { data: weights, shape: [own.length, width] },
        ],
        batch,
        learningRate,
        epsilon,
        loss: ([x, target, weight], noise) =>
          vae.loss({ crops: x, mask: seen, noise: noise.normal([batch, latent]) }, target, weight),
        examples: () => [...mirrored(crops, targets, random), weights],
      },
      { seed, epochs, ...call },
    )
  } finally {
    seen[Symbol.dispose]()
  }
}

/** Each crop in one of its four mirror images, and what the mirror makes of the column's displacement. */
function mirrored(crops: Float32Array, targets: Float32Array, random: Random): [Float32Array, Float32Array] {
  const out: [Float32Array, Float32Array] = [new Float32Array(crops.length), targets.slice()]
  const pixels = SIDE * SIDE
  const width = (targets.length * pixels) / crops.length
  for (let n = 0; n * pixels < crops.length; n++) {
    const view = random.integer(4)
    const [flipX, flipY] = [view & 1, view & 2]
    for (let y = 0; y < SIDE; y++) {
      const from = n * pixels + (flipY ? SIDE - 1 - y : y) * SIDE
      const to = n * pixels + y * SIDE
      for (let x = 0; x < SIDE; x++) out[0][to + x] = crops[from + (flipX ? SIDE - 1 - x : x)]
    }
    for (let at = n * width; at < (n + 1) * width; at += COMPONENTS) {
      if (flipX) out[1][at + 1] *= -1
      if (flipY) out[1][at + 2] *= -1
    }
  }
  return out
}

/** [mean | logvar] of every lesson, at the posterior mean. */
async function foretell(
  engine: Engine,
  vae: BlindVae,
  { crops, columns }: Lessons,
  mask: Float32Array,
): Promise<Float32Array> {
  const { batch, latent } = vae.preset
  const seen = Tensor.from(engine, mask, [SIDE, SIDE, 1])
  const step = await Chunked.compile(engine, [batch, SIDE, SIDE], 1, (x) => {
    const noise = new Tensor(engine, engine.constant(new Float32Array(batch * latent)), [batch, latent])
    return { out: vae.forward({ crops: x, mask: seen, noise }).stats }
  })
  try {
    const { out } = await step.map('predict', columns.length, [crops])
    return out
  } finally {
    step.free()
    seen[Symbol.dispose]()
  }
}
