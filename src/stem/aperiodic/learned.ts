import type { AdapterSummary, Engine } from '../../kernels'
import { adapterSummary } from '../../kernels'
import type { Adam, LRScheduler, Noise } from '../../nn'
import { CosineAnnealingLR, functional as F, LinearLR, Random, SequentialLR, Tensor } from '../../nn'
import type { LongCall } from '../../progress'
import { counter } from '../../progress'
import type { BlindPreset } from '../blind/vae'
import { BlindVae } from '../blind/vae'
import type { Plane } from '../lattice/spectrum'
import { Chunked } from '../model/chunked'
import { train } from '../model/train'
import { HIDDEN, REACH, SEEN, SIDE } from './surroundings'
import type { Tile } from './tiles'
import { tilesOf } from './tiles'
import { cropsAt, TurnedCrops } from './turned-crops'

/** Of either. */
const USUAL = { beta: 0.002, batch: 64, learningRate: 5e-3, epsilon: 1e-8 }
/**
 * How a picture's surroundings are learned; β in mean squares of the picture's own variance. A GPU takes what finds most. That is eleven times the work,
 * for which nobody would wait on a software adapter.
 */
export const LEARNING: Record<AdapterSummary['kind'], BlindPreset> = {
  hardware: { ...USUAL, encoder: [32, 64, 64], latent: 64, hidden: 256, epochs: 84 },
  software: { ...USUAL, encoder: [16, 32, 32], latent: 40, hidden: 128, epochs: 28 },
}
/** Crops of an epoch. */
const CROPS = 4800
/** Tiles of two folds, as the fields of a chessboard: those of one are told by a model that has learned from the other. */
const FOLDS = 2
/** Turned crops reach a little further. */
const MARGIN = REACH + 1
/** Of all that a crop hides, only the middle is predicted: the rest is too near to what is shown. */
const MIDDLE = HIDDEN.findIndex(({ x, y }) => x === 0 && y === 0)

interface Teaching extends LongCall {
  seed: number
  /** Of the adapter's kind, unless it is given. */
  preset?: BlindPreset
}

/**
 * Blind-spot VAEs of one picture, each of which has learned from some of its tiles and tells the others what surroundings have in their middle.
 * They see what linear least squares see, and turn with the crystal: columns of small grains, or of a quasicrystal.
 */
export class LearnedSurroundings {
  readonly #engine: Engine
  readonly #models: readonly BlindVae[]
  readonly #mask: Tensor
  /** By which values are measured. */
  readonly #mean: number
  readonly #deviation: number

  private constructor(engine: Engine, { data }: Plane, { seed, preset }: Teaching) {
    this.#engine = engine
    this.#mean = data.reduce((sum, value) => sum + value, 0) / data.length
    this.#deviation = Math.sqrt(data.reduce((sum, value) => sum + (value - this.#mean) ** 2, 0) / data.length)
    const shape = { side: SIDE, width: HIDDEN.length }
    const learning = preset ?? LEARNING[adapterSummary(engine.info).kind]
    this.#models = Array.from({ length: FOLDS }, () => new BlindVae(learning, shape, seed).to(engine))
    const mask = new Float32Array(SIDE ** 2)
    for (const { x, y } of SEEN) mask[(y + REACH) * SIDE + x + REACH] = 1
    this.#mask = Tensor.from(engine, mask, [SIDE, SIDE, 1])
  }

  /** Teaches each fold's model. Reports the stage `train`. */
  static async of(engine: Engine, picture: Plane, teaching: Teaching): Promise<LearnedSurroundings> {
    const learned = new LearnedSurroundings(engine, picture, teaching)
    const { seed, preset: _, ...call } = teaching
    const begun = performance.now()
    try {
      for (let fold = 0; fold < FOLDS; fold++) {
        await learned.#teach(fold, picture, { seed, ...partOf(call, fold, begun) })
      }
    } catch (error) {
      learned.release()
      throw error
    }
    return learned
  }

  async #teach(fold: number, picture: Plane, { seed, ...call }: LongCall & { seed: number }): Promise<void> {
    const model = this.#models[fold]
    const { batch, latent, beta, epochs, learningRate, epsilon } = model.preset
    const turned = new TurnedCrops(this.#scaled(picture))
    const taught = tilesOf(picture, MARGIN).filter((tile) => foldOf(tile) !== fold)
    const places = placesIn(taught, picture.width)
    const random = new Random(seed)
    const drawn = () => {
      const some = Uint32Array.from({ length: CROPS }, () => places[random.integer(places.length)])
      const { crops, targets } = turned.about(some, random)
      return [crops, targets] as const
    }
    const [crops, targets] = drawn()
    const learner = {
      model,
      sets: [
        { data: crops, shape: [CROPS, SIDE, SIDE] },
        { data: targets, shape: [CROPS, HIDDEN.length] },
      ],
      batch,
      learningRate,
      epsilon,
      loss: ([crops, target]: readonly Tensor[], noise: Noise) => {
        const { said, kl } = model.forward({ crops, mask: this.#mask, noise: noise.normal([batch, latent]) })
        return F.add(F.mseLoss(said, target), F.scale(kl, beta))
      },
      schedule: (optimiser: Adam) => upAndDown(optimiser, epochs),
      examples: drawn,
    }
    await train(this.#engine, learner, { seed, epochs, ...call })
  }

  /** What the surroundings of each pixel say of it; NaN at the edge, where no crop is whole. Reports the stage `predict`. */
  async predict(picture: Plane, call: LongCall = {}): Promise<Float32Array> {
    const scaled = this.#scaled(picture)
    const out = new Float32Array(picture.data.length).fill(NaN)
    const tiles = tilesOf(picture, REACH)
    const advance = counter('predict', 'tile', tiles.length, call)
    for (const [fold, model] of this.#models.entries()) {
      const { batch, latent } = model.preset
      const step = await Chunked.compile(this.#engine, [batch, SIDE, SIDE], 1, (crops) => {
        const noise = new Tensor(this.#engine, this.#engine.constant(new Float32Array(batch * latent)), [batch, latent])
        return { said: model.forward({ crops, mask: this.#mask, noise }).said }
      })
      try {
        for (const tile of tiles.filter((one) => foldOf(one) === fold)) {
          const places = placesIn([tile], picture.width)
          const { said } = await step.map('predict', places.length, [cropsAt(scaled, places)])
          places.forEach((at, n) => (out[at] = this.#mean + this.#deviation * said[HIDDEN.length * n + MIDDLE]))
          await advance()
        }
      } finally {
        step.free()
      }
    }
    return out
  }

  release(): void {
    for (const model of this.#models) model.release()
    this.#mask[Symbol.dispose]()
  }

  #scaled(picture: Plane): Plane {
    return { ...picture, data: picture.data.map((value) => (value - this.#mean) / this.#deviation) }
  }
}

/** The call of one of the trainings that are one, `begun` once, to whoever waits. */
function partOf({ onProgress, ...call }: LongCall, fold: number, begun: number): LongCall {
  if (!onProgress) return call
  return {
    ...call,
    onProgress: ({ stage, done, total, message }) =>
      onProgress({
        stage,
        done: fold * total + done,
        total: FOLDS * total,
        elapsed: (performance.now() - begun) / 1000,
        message: `model ${fold + 1} of ${FOLDS}, ${message}`,
      }),
  }
}

/** The learning rate: up to its most in a quarter of the epochs, then down to nothing. */
function upAndDown(optimiser: Adam, epochs: number): LRScheduler {
  const up = Math.round(epochs / 4)
  const [rising, falling] = [new LinearLR(optimiser, 0.1, 1, up), new CosineAnnealingLR(optimiser, epochs - up)]
  return new SequentialLR(optimiser, [rising, falling], [up])
}

function foldOf({ column, row }: Tile): number {
  return (column + row) % FOLDS
}

/** The pixels of some tiles. */
function placesIn(tiles: readonly Tile[], width: number): Uint32Array {
  const places: number[] = []
  for (const { left, right, top, bottom } of tiles) {
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) places.push(y * width + x)
  }
  return Uint32Array.from(places)
}
