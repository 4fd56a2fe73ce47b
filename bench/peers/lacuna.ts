import type { Engine } from '../../src/kernels'
import { openDevice, Rows } from '../../src/kernels'
import type { CompiledStep } from '../../src/nn'
import { Adam, backward, compile, Tensor } from '../../src/nn'
import { compilePredictor } from '../../src/stem/model/predict'
import { Vae } from '../../src/stem/model/vae'
import { version } from '../../src/version'
import type { MemoryResult } from '../result'
import type { Workload } from '../workload'
import { BATCHES } from '../workload'
import type { Implementation, Trainer } from './trainer'

/** Lacuna itself, through the same calls as `trainVae`: only the noise comes with the workload instead of a generator. */
export class Lacuna implements Implementation {
  readonly name = 'lacuna'
  #opening: Promise<Engine> | undefined
  readonly #gpu: GPU

  constructor(
    gpu: GPU,
    readonly cpuMs: Implementation['cpuMs'],
  ) {
    this.#gpu = gpu
  }

  versions(): Record<string, string> {
    return { lacuna: version }
  }

  engine(): Promise<Engine> {
    return (this.#opening ??= openDevice(this.#gpu))
  }

  async create(workload: Workload): Promise<LacunaTrainer> {
    return LacunaTrainer.open(await this.engine(), workload)
  }

  close(): void {
    void this.#opening?.then((engine) => engine.close())
  }
}

/** The compiled step, and what frees the data that it reads. */
interface Training {
  step: CompiledStep<{ loss: Tensor }>
  release: () => void
}

export class LacunaTrainer implements Trainer {
  readonly #engine: Engine
  readonly #workload: Workload
  readonly #vae: Vae
  readonly #training: Training
  readonly #predictor: Predictor

  private constructor(engine: Engine, workload: Workload, vae: Vae, training: Training) {
    this.#engine = engine
    this.#workload = workload
    this.#vae = vae
    this.#training = training
    this.#predictor = new Predictor(engine, vae, workload)
  }

  static async open(engine: Engine, workload: Workload): Promise<LacunaTrainer> {
    const vae = new Vae(workload.preset, 0)
    vae.loadStateDict(workload.weights)
    vae.to(engine)
    const { build, release } = trainingStep(engine, vae, workload)
    return new LacunaTrainer(engine, workload, vae, { step: await compile(engine, build), release })
  }

  async steps(count: number): Promise<number> {
    for (let i = 0; i < count; i++) this.#training.step.run()
    return (await this.#training.step.read('loss'))[0]
  }

  async predict(): Promise<number> {
    return (await this.#predictor.predict()).length
  }

  /** The model as it is now, stored as f16; null where the adapter has no f16. */
  async half(): Promise<Predictor | null> {
    if (!this.#engine.device.features.has('shader-f16')) return null
    return new Predictor(this.#engine, await this.#vae.copy(this.#engine, 'f16'), this.#workload)
  }

  /** How far its predictions are from this one's. */
  async errorOf(other: Predictor): Promise<{ largest: number; rms: number }> {
    const [expected, actual] = [await this.#predictor.predict(), await other.predict()]
    const errors = expected.map((value, i) => Math.abs(value - actual[i]))
    const largest = errors.reduce((most, error) => Math.max(most, error), 0)
    return { largest, rms: Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length) }
  }

  memory(): Omit<MemoryResult, 'preset'> {
    const { bytes, buffers, pipelines } = this.#engine.memory()
    return {
      total: bytes,
      buffers,
      pipelines,
      parameters: 4 * this.#vae.parameterCount(),
      ...this.#training.step.memory,
    }
  }

  async close(): Promise<void> {
    this.#training.step.free()
    this.#training.release()
    await this.#predictor.close()
  }
}

/** A model that predicts the first batch of images; it is compiled when it first does, and freed with the predictor. */
export class Predictor {
  #compiled: ReturnType<typeof compilePredictor> | undefined
  readonly #engine: Engine
  readonly #vae: Vae
  readonly #workload: Workload

  constructor(engine: Engine, vae: Vae, workload: Workload) {
    this.#engine = engine
    this.#vae = vae
    this.#workload = workload
  }

  async predict(): Promise<Float32Array> {
    const { batch, patch } = this.#workload.preset
    const step = await (this.#compiled ??= compilePredictor(this.#engine, this.#vae))
    const { prediction } = await step.map('predict', batch, [this.#workload.images.subarray(0, batch * patch ** 2)])
    return prediction
  }

  async close(): Promise<void> {
    ;(await this.#compiled)?.free()
    this.#vae.release()
  }
}

/** What records a training step on `workload`, and what frees all that the step works on besides the model. */
export function trainingStep(engine: Engine, vae: Vae, { preset, images, noise }: Workload) {
  const { batch, patch, latent, learningRate: lr, epsilon: eps } = preset
  const optimiser = new Adam(vae.parameters(), { lr, eps })
  const order = engine.upload(Uint32Array.from({ length: BATCHES * batch }, (_, i) => i))
  const data = { images: new Rows(engine, images, patch * patch), noise: new Rows(engine, noise, latent) }
  let done = 0
  const build = (): { loss: Tensor } => {
    const position = engine.hostValues(1, () => Uint32Array.of((done++ % BATCHES) * batch))
    const x = data.images.gather(order, position, batch)
    const e = data.noise.gather(order, position, batch)
    const loss = vae.loss(new Tensor(engine, x, [batch, patch, patch, 1]), new Tensor(engine, e, [batch, latent]))
    backward(loss)
    optimiser.step()
    return { loss }
  }
  const release = () => {
    optimiser.release()
    engine.release(order)
    for (const rows of [data.images, data.noise]) rows.release()
  }
  return { build, release }
}
