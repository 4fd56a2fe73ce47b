import type { Engine } from '../../src/kernels'
import { gatherRows, openDevice } from '../../src/kernels'
import { Adam, backward, compile, Tensor } from '../../src/nn'
import { compilePredictor } from '../../src/stem/predict'
import { Vae } from '../../src/stem/vae'
import { version } from '../../src/version'
import type { MemoryResult } from '../result'
import type { Workload } from '../workload'
import { BATCHES } from '../workload'
import type { Implementation, Trainer } from './trainer'

/** Lacuna itself, through the same calls as `trainVae`: only the noise comes with the workload instead of a generator. */
export class Lacuna implements Implementation {
  readonly name = 'lacuna'
  private opening: Promise<Engine> | undefined

  constructor(
    private readonly gpu: GPU,
    readonly cpuMs: Implementation['cpuMs'],
  ) {}

  versions(): Record<string, string> {
    return { lacuna: version }
  }

  engine(): Promise<Engine> {
    return (this.opening ??= openDevice(this.gpu))
  }

  async create(workload: Workload): Promise<LacunaTrainer> {
    return LacunaTrainer.open(await this.engine(), workload)
  }

  close(): void {
    void this.opening?.then((engine) => engine.close())
  }
}

export class LacunaTrainer implements Trainer {
  private predictor: ReturnType<typeof compilePredictor> | undefined

  private constructor(
    private readonly engine: Engine,
    private readonly workload: Workload,
    private readonly vae: Vae,
    private readonly step: Awaited<ReturnType<typeof compile<{ loss: Tensor }>>>,
    private readonly release: () => void,
  ) {}

  static async open(engine: Engine, workload: Workload): Promise<LacunaTrainer> {
    const vae = new Vae(workload.preset, 0)
    vae.loadStateDict(workload.weights)
    vae.to(engine)
    const { build, release } = trainingStep(engine, vae, workload)
    const step = await compile(engine, build)
    return new LacunaTrainer(engine, workload, vae, step, release)
  }

  async steps(count: number): Promise<number> {
    for (let i = 0; i < count; i++) this.step.run()
    return (await this.step.read('loss'))[0]
  }

  async predict(): Promise<number> {
    const { batch, patch } = this.workload.preset
    const predictor = await (this.predictor ??= compilePredictor(this.engine, this.vae))
    const { prediction } = await predictor.map('predict', batch, [this.workload.images.subarray(0, batch * patch ** 2)])
    return prediction.length
  }

  memory(): Omit<MemoryResult, 'preset'> {
    const { bytes, buffers, pipelines } = this.engine.memory()
    return { total: bytes, buffers, pipelines, parameters: 4 * this.vae.parameterCount(), ...this.step.memory }
  }

  async close(): Promise<void> {
    this.step.free()
    ;(await this.predictor)?.free()
    this.release()
    this.vae.release()
  }
}

/** What records a training step on `workload`, and what frees all that the step works on besides the model. */
export function trainingStep(engine: Engine, vae: Vae, { preset, images, noise }: Workload) {
  const { batch, patch, latent, learningRate: lr, epsilon: eps } = preset
  const optimiser = new Adam(vae.parameters(), { lr, eps })
  const order = engine.upload(Uint32Array.from({ length: BATCHES * batch }, (_, i) => i))
  const data = { images: engine.upload(images), noise: engine.upload(noise) }
  let done = 0
  const build = (): { loss: Tensor } => {
    const position = engine.hostValues(1, () => Uint32Array.of((done++ % BATCHES) * batch))
    const x = gatherRows(engine, data.images, order, position, [batch, patch * patch])
    const e = gatherRows(engine, data.noise, order, position, [batch, latent])
    const loss = vae.loss(new Tensor(engine, x, [batch, patch, patch, 1]), new Tensor(engine, e, [batch, latent]))
    backward(loss)
    optimiser.step()
    return { loss }
  }
  const release = () => {
    optimiser.release()
    for (const storage of [order, data.images, data.noise]) engine.release(storage)
  }
  return { build, release }
}
