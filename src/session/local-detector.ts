import { InputError, LacunaError } from '../errors'
import type { Micrograph } from '../io/micrograph'
import { readInput } from '../io/read'
import type { Engine } from '../kernels'
import { adapterSummary } from '../kernels'
import type { LongCall } from '../progress'
import { adapterLost, throwIfAborted } from '../progress'
import type { BulkModel } from '../stem/model-file/bulk-model'
import type { Projection } from '../stem/crystal/projection'
import { readProjection } from '../stem/crystal/projection'
import type { FieldEvidence } from '../stem/micrograph/detect'
import { judgeField, measureColumns } from '../stem/micrograph/detect'
import { learnField } from '../stem/micrograph/learn'
import { RATE, requireRate } from '../stem/micrograph/rate'
import type { JudgedMicrograph } from '../stem/micrograph/search'
import { judgedAs } from '../stem/micrograph/search'
import { matchedSampler, ownSampler, requireLattice, requireRoom } from '../stem/micrograph/view'
import type { Lattice } from '../stem/lattice/lattice'
import { recognise } from '../stem/lattice/match-crystal'
import { decodeModel, encodeModel } from '../stem/model-file/model-file'
import { presetNamed } from '../stem/model/presets'
import { sampleMicrograph } from '../stem/simulate/sample'
import type {
  AdapterSummary,
  DetectionResult,
  DetectOptions,
  Detector,
  JudgedResult,
  LatticeDescription,
  LatticeOptions,
  TrainOptions,
  TrainSummary,
} from './detector'
import { describeLattice } from './files/lattice'
import type { Circumstances, Request } from './files/record'
import { detectionRecords } from './files/record'
import { Device } from './device'
import { Gate } from './gate'
import { sha256, Subject } from './subject'
import { trainSummary } from './train-summary'

/** A model, and where it is from. */
interface HeldModel {
  model: BulkModel
  /** That it is on. */
  engine: Engine
  /** Its file, from which it is taken to another device when that one is lost. */
  bytes: Uint8Array
  /** What messages call it: its file, or the micrograph it was trained on. */
  source: string
  /** The micrograph that it was trained on here. */
  home: Micrograph | null
}

/** What the latest detection has measured: enough to judge it again. */
interface Measured {
  micrograph: Micrograph
  lattice: Lattice
  evidence: FieldEvidence
  seconds: JudgedMicrograph['seconds']
  request: Omit<Request, 'rate' | 'crystal'>
  adapter: AdapterSummary
}

interface Judgement {
  rate: number
  crystal: string | null
  projection: Projection | null
}

/** The detector in the thread that makes it. `openEngine` is called when the adapter is first needed, and when it was lost. */
export class LocalDetector implements Detector {
  private readonly device: Device
  private subject: Subject | null = null
  private held: HeldModel | null = null
  private measured: Measured | null = null
  private busy = false
  private readonly gate = new Gate()

  constructor(openEngine: () => Promise<Engine>) {
    this.device = new Device(openEngine)
  }

  async adapter(): Promise<AdapterSummary> {
    return adapterSummary((await this.device.engine()).info)
  }

  async open(bytes: Uint8Array, name: string): Promise<Micrograph> {
    const input = await readInput(bytes, name)
    if (input.kind === 'stack') {
      throw new InputError('stack', name, 'a stack of patches, not one micrograph; give it to the lacuna command')
    }
    return this.take(new Subject(input.micrograph, await sha256(bytes)))
  }

  openSample(seed: number): Promise<Micrograph> {
    return Promise.resolve(this.take(new Subject(sampleMicrograph(seed).micrograph, null)))
  }

  async findLattice({ crystal = null, ...call }: LatticeOptions = {}): Promise<LatticeDescription> {
    const projection = projectionOf(crystal)
    const subject = this.opened()
    const { found } = await subject.lattice(call)
    return describeLattice(found, projection, subject.micrograph.pixelSize)
  }

  train({ preset: presetName, seed, epochs, region, ...call }: TrainOptions): Promise<TrainSummary> {
    return this.exclusively(async () => {
      const preset = presetNamed(presetName)
      const subject = this.opened()
      const { micrograph } = subject
      const lattice = await subject.periodicLattice(call)
      const sampler = ownSampler(micrograph, lattice)
      requireRoom(micrograph, sampler.frame, preset.patch)
      let engine = await this.device.engine()
      this.gate.open()
      const model = await learnField(engine, micrograph, lattice, sampler, preset, {
        seed,
        ...(epochs !== undefined && { epochs }),
        region,
        gate: this.gate.passage,
        reopen: async () => (engine = await this.device.insteadOf(engine)),
        ...call,
      })
      const bytes = await encodeModel(model)
      const source = `the model of ${micrograph.name}`
      this.replaceModel({ model, engine, bytes, source, home: micrograph })
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

  detect({ rate, crystal, ...call }: DetectOptions = {}): Promise<DetectionResult> {
    return this.exclusively(async () => {
      const judgement = judgementOf({ rate, crystal })
      const subject = this.opened()
      const { micrograph } = subject
      const { found, seconds } = await subject.lattice(call)
      if (found.verdict === 'not periodic')
        return unperiodic(subject, { ...found, seconds: { lattice: seconds } }, judgement)
      const held = this.trained()
      const { model, source, home } = held
      const own = home === micrograph
      const sampler = own
        ? ownSampler(micrograph, found)
        : matchedSampler(micrograph, found, requireLattice(model.trainedOn, source), source)
      requireRoom(micrograph, sampler.frame, model.vae.preset.patch)
      const { seed, trainSeconds } = model.training
      const { pictures, ...evidence } = await this.device.through(
        async (engine) =>
          measureColumns(engine, this.modelOn(engine).vae, micrograph, found, sampler, {
            seed,
            prediction: true,
            ...call,
          }),
        () => call.onProgress?.(adapterLost('the micrograph is searched again, on a new one')),
      )
      this.measured = {
        micrograph,
        lattice: found,
        evidence,
        seconds: { lattice: seconds, train: own ? trainSeconds : 0 },
        request: await requestOf(subject, held),
        adapter: adapterSummary(held.engine.info),
      }
      return { ...(await judged(this.measured, judgement, call)), pictures }
    })
  }

  async judge({ rate, crystal, ...call }: DetectOptions = {}): Promise<JudgedResult> {
    if (!this.measured) throw new LacunaError('no-result', 'detect first: there is nothing to judge')
    return judged(this.measured, judgementOf({ rate, crystal }), call)
  }

  saveModel(): Promise<Uint8Array> {
    return Promise.resolve().then(() => this.trained().bytes.slice())
  }

  async loadModel(bytes: Uint8Array, name: string): Promise<TrainSummary> {
    const engine = await this.device.engine()
    const model = decodeModel(engine, bytes, name)
    try {
      requireLattice(model.trainedOn, name)
    } catch (error) {
      model.vae.release()
      throw error
    }
    this.replaceModel({ model, engine, bytes: bytes.slice(), source: name, home: null })
    return trainSummary(model)
  }

  close(): Promise<void> {
    return this.device.close()
  }

  private take(subject: Subject): Micrograph {
    this.subject = subject
    this.measured = null
    return subject.micrograph
  }

  private opened(): Subject {
    if (!this.subject) throw new LacunaError('nothing-open', 'open a micrograph first')
    return this.subject
  }

  private trained(): HeldModel {
    if (!this.held) throw new LacunaError('no-model', 'train a model or load one first')
    return this.held
  }

  /** The model, moved to this engine from its file if the one that it was on is lost. */
  private modelOn(engine: Engine): BulkModel {
    const held = this.trained()
    if (held.engine !== engine) this.held = { ...held, engine, model: decodeModel(engine, held.bytes, held.source) }
    return this.trained().model
  }

  private replaceModel(held: HeldModel): void {
    this.held?.model.vae.release()
    this.held = held
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

function projectionOf(crystal: string | null): Projection | null {
  return crystal === null ? null : readProjection(crystal)
}

function judgementOf({ rate = RATE.usual, crystal = null }: DetectOptions): Judgement {
  return { rate: requireRate(rate), crystal, projection: projectionOf(crystal) }
}

async function judged(
  { micrograph, lattice: found, evidence, seconds, request, adapter }: Measured,
  { rate, crystal, projection }: Judgement,
  call: LongCall,
): Promise<JudgedResult> {
  const recognised = recognise(found, projection, micrograph.pixelSize)
  const { lattice, named } = recognised
  const result = await judgeField(evidence, micrograph, lattice, { rate, named, ...call })
  const judged = judgedAs(recognised, result, evidence.scale, seconds)
  return {
    ...judged,
    name: micrograph.name,
    circumstances: { request: { ...request, rate, crystal }, crystal: projection, adapter, seconds: {} },
    detections: detectionRecords(judged, micrograph.pixelSize),
  }
}

function unperiodic(
  { micrograph: { name }, sha256 }: Subject,
  verdict: Omit<Extract<DetectionResult, { verdict: 'not periodic' }>, 'name' | 'circumstances' | 'detections'>,
  { rate, crystal, projection }: Judgement,
): DetectionResult {
  // No model has looked at it, so it makes no difference which there is.
  const request: Request = { sha256, model: null, seed: 1, epochs: null, region: null, rate, crystal }
  const circumstances: Circumstances = { request, crystal: projection, adapter: null, seconds: {} }
  return { ...verdict, name, circumstances, detections: null }
}

/** How the command line would be asked for the same. */
async function requestOf(
  { micrograph, sha256: file }: Subject,
  { model, home, bytes }: HeldModel,
): Promise<Omit<Request, 'rate' | 'crystal'>> {
  const { preset } = model.vae
  const { seed, epochs, region } = model.training
  const own = home === micrograph
  const foreign = own ? null : await sha256(bytes)
  const told = own && epochs !== preset.epochs ? epochs : null
  return { sha256: file, model: foreign ?? preset.name, seed, epochs: told, region: own ? region : null }
}
