import { gatherRows, storeAt } from '../../kernels'
import type { Engine } from '../../kernels'
import type { AdamState, CompiledStep } from '../../nn'
import { Adam, backward, compile, Noise, Random, Tensor } from '../../nn'
import type { LongCall } from '../../progress'
import { throwIfAborted, untilAborted } from '../../progress'
import type { Examples } from './augment'
import { Pace } from './pace'
import type { PatchSet } from '../patch/patches'
import type { Vae } from './vae'

export interface TrainOptions extends LongCall {
  seed: number
  epochs: number
  /** Awaited between steps: a caller pauses the run by not resolving it. */
  gate?: () => Promise<void> | undefined
  /** Makes each epoch's inputs and targets, as many as there are patches; when left out, the patches are both. */
  examples?: () => Examples
  /** Called after each epoch with the mean loss of its steps. */
  onEpoch?: (epoch: number, loss: number) => void | Promise<void>
  /** Called after that with all that it takes to go on from there. */
  onCheckpoint?: (checkpoint: Checkpoint) => void
  /** Where to go on: the other options, `examples` too, are to be as they were when that run began. */
  from?: Checkpoint
}

/** A training at the end of an epoch. */
export interface Checkpoint {
  losses: number[]
  optimiser: AdamState
}

export interface TrainResult {
  /** Mean loss of each epoch. */
  losses: number[]
  seconds: number
}

/**
 * Trains `vae` (on its engine already) on preprocessed patches with Adam. Each epoch visits the patches in a new random
 * order; its last batch is filled up from the start of that order. On abort the model keeps what it has learned, and
 * the signal's reason is thrown. Same seed and adapter, same bits.
 */
export async function trainVae(
  engine: Engine,
  vae: Vae,
  patches: PatchSet,
  { seed, epochs, gate, examples, onEpoch, onCheckpoint, from, onProgress, signal }: TrainOptions,
): Promise<TrainResult> {
  const started = performance.now()
  const { batch, learningRate: lr, epsilon: eps, latent, patch } = vae.preset
  const steps = Math.ceil(patches.count / batch)
  const optimiser = new Adam(vae.parameters(), { lr, eps })
  if (from) optimiser.load(from.optimiser)
  const losses = [...(from?.losses ?? [])]
  const past = losses.length
  let done = past * steps
  const noise = new Noise(engine, seed, done)
  const data = engine.upload(patches.data)
  const wanted = examples ? engine.upload(patches.data) : data
  const order = engine.upload(new Uint32Array(steps * batch))
  const history = engine.allocate(steps)
  const build = () => {
    const position = engine.hostValues(1, () => Uint32Array.of((done % steps) * batch))
    const rows = gatherRows(engine, data, order, position, [batch, patch * patch])
    const x = new Tensor(engine, rows, [batch, patch, patch, 1])
    const target = examples
      ? new Tensor(engine, gatherRows(engine, wanted, order, position, [batch, patch * patch]), [
          batch,
          patch,
          patch,
          1,
        ])
      : x
    const loss = vae.loss(x, noise.normal([batch, latent]), target)
    backward(loss)
    optimiser.step()
    storeAt(
      engine,
      loss.storage,
      engine.hostValues(1, () => Uint32Array.of(done % steps)),
      history,
    )
    return { loss }
  }
  const pace = new Pace()
  let step: CompiledStep<{ loss: Tensor }> | undefined
  try {
    step = await compile(engine, build)
    const random = new Random(seed)
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const visits = shuffled(random, patches.count, steps * batch)
      const made = examples?.()
      // Drawn all the same: what follows is as it would have been.
      if (epoch <= past) continue
      engine.write(order, visits)
      if (made) {
        engine.write(data, made.inputs)
        engine.write(wanted, made.targets)
      }
      let ahead: Promise<number> | undefined
      let answered: number | undefined
      let submitted = 0
      for (let i = 0; i < steps; i++) {
        const closed = gate?.()
        if (closed) await untilAborted(closed, signal)
        throwIfAborted(signal)
        step.run()
        done++
        // One batch of steps runs while the next is encoded, and no more: a cancelled run stops within two of them.
        if (++submitted >= pace.steps) {
          const running = engine.device.queue.onSubmittedWorkDone().then(() => performance.now())
          const before = answered
          answered = await ahead
          if (before !== undefined && answered !== undefined) pace.answered(answered - before)
          ahead = running
          submitted = 0
        }
        const elapsed = (performance.now() - started) / 1000
        const last = losses.at(-1)
        const message = `epoch ${epoch} of ${epochs}` + (last === undefined ? '' : `, loss ${last.toFixed(1)}`)
        onProgress?.({ stage: 'train', done, total: epochs * steps, elapsed, message })
      }
      losses.push(mean(await engine.read(history)))
      await onEpoch?.(epoch, losses[losses.length - 1])
      onCheckpoint?.({ losses: [...losses], optimiser: await optimiser.state() })
    }
  } finally {
    step?.free()
    optimiser.release()
    for (const storage of new Set([data, wanted, order, history])) engine.release(storage)
  }
  return { losses, seconds: (performance.now() - started) / 1000 }
}

/** `length` indices below n: a random order, repeated from its start as often as it takes. */
function shuffled(random: Random, n: number, length: number): Uint32Array<ArrayBuffer> {
  const order = random.permutation(n)
  return Uint32Array.from({ length }, (_, i) => order[i % n])
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
