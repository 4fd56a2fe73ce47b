import { InputError, LacunaError } from '../errors'
import { requireUsable } from '../io/check'
import type { Micrograph } from '../io/micrograph'
import { readInput } from '../io/read'
import type { Engine } from '../kernels'
import { adapterSummary } from '../kernels'
import { Random } from '../nn'
import type { LongCall } from '../progress'
import { throwIfAborted } from '../progress'
import type { BulkModel, BulkPatches } from '../stem/bulk-model'
import { learn } from '../stem/bulk-model'
import { CALIBRATION_CROPS, randomCrops, TRAINING_CROPS, withoutPedestal } from '../stem/crops'
import { detectField } from '../stem/detect'
import { decodeModel, encodeModel } from '../stem/model-file'
import { presetNamed } from '../stem/presets'
import { sampleMicrograph } from '../stem/simulate/sample'
import type { AdapterSummary, DetectionResult, Detector, TrainOptions, TrainSummary } from './detector'
import { Gate } from './gate'

/** The detector in the thread that makes it. `openEngine` is called once, when the adapter is first needed. */
export class LocalDetector implements Detector {
  private engine: Promise<Engine> | undefined
  private micrograph: Micrograph | null = null
  private model: BulkModel | null = null
  private busy = false
  private readonly gate = new Gate()

  constructor(private readonly openEngine: () => Promise<Engine>) {}

  async adapter(): Promise<AdapterSummary> {
    return adapterSummary((await this.device()).info)
  }

  async open(bytes: Uint8Array, name: string): Promise<Micrograph> {
    const input = await readInput(bytes, name)
    if (input.kind === 'stack') {
      throw new InputError('stack', name, 'a stack of patches, not one micrograph; give it to the lacuna command')
    }
    this.micrograph = input.micrograph
    return input.micrograph
  }

  openSample(seed: number): Promise<Micrograph> {
    const { micrograph } = sampleMicrograph(seed)
    this.micrograph = micrograph
    return Promise.resolve(micrograph)
  }

  train({ preset: presetName, seed, epochs, ...call }: TrainOptions): Promise<TrainSummary> {
    return this.exclusively(async () => {
      const preset = presetNamed(presetName)
      const patches = micrographPatches(this.opened(), preset.patch, seed)
      const engine = await this.device()
      this.gate.open()
      const model = await learn(engine, patches, preset, {
        seed,
        ...(epochs !== undefined && { epochs }),
        gate: this.gate.passage,
        ...call,
      })
      this.replaceModel(model)
      throwIfAborted(call.signal)
      return trainSummary(model)
    })
  }

  pause(): Promise<void> {
    this.gate.close()
    return Promise.resolve()
  }

  resume(): Promise<void> {
    this.gate.open()
    return Promise.resolve()
  }

  step(): Promise<void> {
    this.gate.step()
    return Promise.resolve()
  }

  detect(call: LongCall = {}): Promise<DetectionResult> {
    return this.exclusively(async () => {
      const micrograph = this.opened()
      const model = this.trained()
      return detectMicrograph(await this.device(), model, micrograph, call)
    })
  }

  saveModel(): Promise<Uint8Array> {
    return encodeModel(this.trained())
  }

  async loadModel(bytes: Uint8Array, name: string): Promise<TrainSummary> {
    const model = decodeModel(await this.device(), bytes, name)
    this.replaceModel(model)
    return trainSummary(model)
  }

  async close(): Promise<void> {
    const engine = await this.engine?.catch(() => undefined)
    engine?.close()
    this.engine = undefined
  }

  private device(): Promise<Engine> {
    this.engine ??= this.openEngine()
    return this.engine
  }

  private opened(): Micrograph {
    if (!this.micrograph) throw new LacunaError('nothing-open', 'open a micrograph first')
    return this.micrograph
  }

  private trained(): BulkModel {
    if (!this.model) throw new LacunaError('no-model', 'train a model or load one first')
    return this.model
  }

  private replaceModel(model: BulkModel): void {
    this.model?.vae.release()
    this.model = model
  }

  /** Training and detection share the device and the model: one at a time. */
  private async exclusively<T>(work: () => Promise<T>): Promise<T> {
    if (this.busy) throw new LacunaError('busy', 'wait for the running work to end, or cancel it')
    this.busy = true
    try {
      return await work()
    } finally {
      this.busy = false
      this.gate.open()
    }
  }
}

/** Random crops of one micrograph: what a model of `size`-pixel patches learns from and is calibrated on. */
export function micrographPatches(micrograph: Micrograph, size: number, seed: number): BulkPatches {
  requireUsable(micrograph, size)
  const random = new Random(seed)
  const flat = withoutPedestal(micrograph)
  return {
    source: micrograph.name,
    training: randomCrops(flat, size, TRAINING_CROPS, random),
    calibration: randomCrops(flat, size, CALIBRATION_CROPS, random),
    contaminated: true,
  }
}

/** What `model` does not explain of a micrograph, with all that a picture or a file of it says. */
export async function detectMicrograph(
  engine: Engine,
  model: BulkModel,
  micrograph: Micrograph,
  call: LongCall = {},
): Promise<DetectionResult> {
  requireUsable(micrograph, model.vae.preset.patch)
  const { field, detections } = await detectField(engine, model, micrograph, call)
  const { name, pixelSize } = micrograph
  const { bulkNearMaximum, region, rule } = model
  return { name, pixelSize, ...field, bulkNearMaximum, region, rule, detections, adapter: adapterSummary(engine.info) }
}

export function trainSummary({ vae, training }: BulkModel): TrainSummary {
  const { seed, epochs, patches, loss, trainSeconds, adapter } = training
  return { preset: vae.preset.name, seed, epochs, patches, loss, trainSeconds, adapter }
}
