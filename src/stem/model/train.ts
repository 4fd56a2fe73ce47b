import { TrainingError } from '../../errors'
import { storeAt } from '../../kernels'
import type { Engine } from '../../kernels'
import type { CompiledStep, Dataset, LRScheduler, Module, OptimizerState, Tensor } from '../../nn'
import { Adam, backward, compile, DataLoader, Noise } from '../../nn'
import type { LongCall } from '../../progress'
import { throwIfAborted, untilAborted } from '../../progress'
import type { Examples } from './augment'
import { Pace } from './pace'
import type { PatchSet } from '../patch/patches'
import type { Vae } from './vae'

/** What is trained, and how: a model, the sets that its batches come from, and its loss on a batch. */
export interface Learner {
  model: Module
  sets: readonly Dataset[]
  batch: number
  learningRate: number
  /** Adam's ε. */
  epsilon: number
  loss: (batch: readonly Tensor[], noise: Noise) => Tensor
  /** By which the learning rate changes from epoch to epoch; when left out, it stays. */
  schedule?: (optimiser: Adam) => LRScheduler
  /** Makes each epoch's sets, as many examples as before; when left out, they stay. */
  examples?: () => readonly Float32Array[]
}

interface RunOptions extends LongCall {
  seed: number
  epochs: number
  /** Awaited between steps: a caller pauses the run by not resolving it. */
  gate?: () => Promise<void> | undefined
  /** Called after each epoch with the mean loss of its steps. */
  onEpoch?: (epoch: number, loss: number) => void | Promise<void>
  /** Called after that with all that it takes to go on from there. */
  onCheckpoint?: (checkpoint: Checkpoint) => void
  /** Where to go on: the other options, `examples` too, are to be as they were when that run began. */
  from?: Checkpoint
}

export interface TrainOptions extends RunOptions {
  /** Makes each epoch's inputs and targets, as many as there are patches; when left out, the patches are both. */
  examples?: () => Examples
}

/** A training at the end of an epoch. */
export interface Checkpoint {
  losses: number[]
  optimiser: OptimizerState
}

export interface TrainResult {
  /** Mean loss of each epoch. */
  losses: number[]
  seconds: number
}

/** Trains `vae` (on its engine already) on preprocessed patches: see `train`. */
export function trainVae(
  engine: Engine,
  vae: Vae,
  patches: PatchSet,
  { examples, ...options }: TrainOptions,
): Promise<TrainResult> {
  const { batch, learningRate, epsilon, latent, patch } = vae.preset
  const images = { data: patches.data, shape: [patches.count, patch, patch, 1] }
  const learner: Learner = {
    model: vae,
    sets: examples ? [images, images] : [images],
    batch,
    learningRate,
    epsilon,
    loss: ([x, target], noise) => vae.loss(x, noise.normal([batch, latent]), target),
  }
  const made =
    examples &&
    (() => {
      const { inputs, targets } = examples()
      return [inputs, targets]
    })
  return train(engine, { ...learner, ...(made && { examples: made }) }, options)
}

/**
 * Trains a model (on its engine already) with Adam. Each epoch visits the examples in a new random order; its last batch is
 * filled up from the start of that order. On abort the model keeps what it has learned, and the signal's reason is thrown. When
 * a loss or a weight is no longer finite, the model goes back to the end of the epoch before, and a TrainingError is thrown.
 * Same seed and adapter, same bits.
 */
export async function train(
  engine: Engine,
  { model, sets, batch, learningRate: lr, epsilon: eps, loss: lossOf, schedule, examples }: Learner,
  { seed, epochs, gate, onEpoch, onCheckpoint, from, onProgress, signal }: RunOptions,
): Promise<TrainResult> {
  const started = performance.now()
  const optimiser = new Adam(model.parameters(), { lr, eps })
  if (from) optimiser.load(from.optimiser)
  const rate = schedule?.(optimiser)
  let good = from?.optimiser ?? (await optimiser.state())
  const losses = [...(from?.losses ?? [])]
  const past = losses.length
  const loader = new DataLoader(engine, sets, { batchSize: batch, seed })
  const steps = loader.length
  const noise = new Noise(engine, seed, past * steps)
  const history = engine.allocate(steps)
  const build = () => {
    const loss = lossOf(loader.batch(), noise)
    backward(loss)
    optimiser.step()
    const index = engine.hostValues(1, () => Uint32Array.of(loader.position))
    storeAt(engine, loss.storage, index, history)
    return { loss }
  }
  const pace = new Pace()
  let step: CompiledStep<{ loss: Tensor }> | undefined
  try {
    step = await compile(engine, build)
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const made = examples?.()
      if (epoch > 1) rate?.step()
      // Drawn all the same: what follows is as it would have been.
      if (epoch <= past) {
        loader.skipEpoch()
        continue
      }
      made?.forEach((data, set) => loader.replace(set, data))
      pace.begin()
      for (const i of loader.epoch()) {
        const closed = gate?.()
        if (closed) await untilAborted(closed, signal)
        throwIfAborted(signal)
        step.run()
        await pace.submitted(engine.device.queue)
        const done = (epoch - 1) * steps + i + 1
        const elapsed = (performance.now() - started) / 1000
        const last = losses.at(-1)
        const message = `epoch ${epoch} of ${epochs}` + (last === undefined ? '' : `, loss ${last.toFixed(1)}`)
        onProgress?.({ stage: 'train', done, total: epochs * steps, elapsed, message })
      }
      const loss = mean(await engine.read(history))
      const state = await optimiser.state()
      const diverged = divergence(epoch, loss, state)
      if (diverged) {
        optimiser.load(good)
        throw diverged
      }
      good = state
      losses.push(loss)
      await onEpoch?.(epoch, loss)
      onCheckpoint?.({ losses: [...losses], optimiser: state })
    }
  } finally {
    step?.free()
    optimiser.release()
    loader.release()
    engine.release(history)
  }
  return { losses, seconds: (performance.now() - started) / 1000 }
}

function divergence(epoch: number, loss: number, { models: [[weights]] }: OptimizerState): TrainingError | null {
  if (!Number.isFinite(loss)) return new TrainingError(`the loss of epoch ${epoch}`)
  return weights.every(Number.isFinite) ? null : new TrainingError(`a weight after epoch ${epoch}`)
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
