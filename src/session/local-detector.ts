import { InputError, LacunaError, withinMemory } from '../errors'
import { requireUsable } from '../io/check'
import type { Micrograph, PatchStack } from '../io/micrograph'
import type { Engine } from '../kernels'
import { adapterSummary } from '../kernels'
import type { LongCall } from '../progress'
import { adapterLost, throwIfAborted } from '../progress'
import { gatherEvidence } from '../stem/micrograph/evidence'
import { matchedView, ownView, requireRoom } from '../stem/micrograph/view'
import type { Bulk } from '../stem/model-file/bulk-model'
import { judgeOf, makeModel } from '../stem/model-file/bulk-model'
import { presetNamed } from '../stem/model/presets'
import type { Checkpoint } from '../stem/model/train'
import { micrographPatches } from '../stem/patch/micrograph-patches'
import { usablePatches } from '../stem/patch/usable-patches'
import { sampleMicrograph } from '../stem/simulate/sample'
import { bulkOf, bulkOfInput, joined } from './bulk'
import type {
  AdapterSummary,
  Asked,
  BulkAsked,
  DetectionResult,
  Detector,
  JudgedResult,
  LatticeDescription,
  OpenedMicrograph,
  PaperResult,
  PatchesResult,
  PatchOptions,
  SeededSearch,
  SeedsAsked,
  SeriesResult,
  TrainOptions,
  TrainSummary,
} from './detector'
import { Device } from './device'
import { describeLattice } from './files/lattice'
import { Gate } from './gate'
import { HeldModel } from './held-model'
import type { Measured } from './judged'
import { judged, searched } from './judged'
import type { OpeningAsked } from './opening'
import { DEFAULT_OPENING, openingOf } from './opening'
import type { Reading } from './reading/reading'
import { readingHere } from './reading/reading'
import type { ForeignModel } from './recorded'
import { projectionOf, recordedRequest, sha256 } from './recorded'
import type { DetectRequest } from './request'
import { completed, learnAlike, MOST_SEEDS } from './request'
import { Subject } from './subject'

/**
 * The detector in the thread that makes it. `openEngine` is called when the adapter is first needed, and when it was lost; `reading`
 * says in which thread files are read.
 */
export class LocalDetector implements Detector {
  readonly #device: Device
  readonly #reading: Reading
  readonly #gate = new Gate()
  #subject: Subject | null = null
  /** What the next training learns from, if not from the open micrograph. */
  #bulk: Bulk[] = []
  #held: HeldModel | null = null
  #measured: Measured | null = null
  /** The latest training of the open micrograph, where it was cancelled. */
  #unfinished: Unfinished | null = null
  #busy = false

  constructor(openEngine: () => Promise<Engine>, reading = readingHere) {
    this.#device = new Device(openEngine)
    this.#reading = reading
  }

  async adapter(): Promise<AdapterSummary> {
    return adapterSummary((await this.#device.engine()).info)
  }

  async open(bytes: Uint8Array, name: string, options: OpeningAsked = {}): Promise<OpenedMicrograph> {
    const begun = performance.now()
    const input = await this.#reading.open(bytes, name, options)
    if (input.kind === 'stack') {
      throw new InputError('stack', name, 'a stack of patches, not one micrograph; give it to the lacuna command')
    }
    const seconds = (performance.now() - begun) / 1000
    const source = { sha256: await sha256(bytes), opening: openingOf(options) }
    const { micrograph, contents } = input
    return { ...this.#take(new Subject(micrograph, source, seconds, contents)), contents }
  }

  async openSample(seed: number, crystal: string | null = null): Promise<Micrograph> {
    const { micrograph } = sampleMicrograph(seed, projectionOf(crystal) ?? undefined)
    return Promise.resolve(this.take(micrograph))
  }

  /** Opens a micrograph that the caller holds already. */
  take(micrograph: Micrograph): Micrograph {
    return this.#take(new Subject(micrograph, { sha256: null, opening: DEFAULT_OPENING }, null))
  }

  async findLattice(options: Asked = {}): Promise<LatticeDescription> {
    const { request, call } = asked(options)
    const subject = this.#opened()
    return withinMemory(async () => {
      const surveyed = await subject.surveyed(request.contrast, call)
      return describeLattice(surveyed, projectionOf(request.crystal), surveyed.ordered?.explained)
    })
  }

  async addBulk(bytes: Uint8Array, name: string, { ofLattice = false, ...options }: BulkAsked = {}): Promise<void> {
    const { request, call } = asked(options)
    const learned = this.#bulk.find(({ trainedOn }) => trainedOn)?.trainedOn ?? null
    const input = await this.#reading.open(bytes, name, { ...openingOf(options), ...call })
    const bulk = await bulkOfInput(input, request, learned, call)
    if (ofLattice && !bulk.trainedOn) {
      throw new InputError(
        'not-periodic',
        name,
        'it shows no lattice, or too few cells of one, to learn from; leave it out',
      )
    }
    this.#bulk.push(bulk)
  }

  train(options: TrainOptions = {}): Promise<TrainSummary> {
    return this.#exclusively(() => this.#trained(options))
  }

  pause(): Promise<void> {
    this.#gate.close()
    return Promise.resolve()
  }

  resume(): Promise<void> {
    this.#gate.open()
    return Promise.resolve()
  }

  step(): Promise<void> {
    this.#gate.step()
    return Promise.resolve()
  }

  detect(options: Asked = {}): Promise<DetectionResult> {
    return this.#exclusively(() => this.#detected(options))
  }

  detectSeeds({ seeds, onSeed, ...options }: SeedsAsked): Promise<SeededSearch[]> {
    return this.#exclusively(() =>
      this.#aside(async () => {
        const last = checkedSeeds(seeds)
        const { request, call } = asked(options)
        const { found } = await this.#opened().surveyed(request.contrast, call)
        const searches: SeededSearch[] = []
        for (let number = 2; number <= last; number++) {
          const each = { ...request, seed: request.seed + number - 1, ...call }
          onSeed?.(number)
          if (found.verdict === 'periodic') await this.#trained(each)
          const { detections } = await this.#detected(each)
          searches.push({ seed: each.seed, detections: detections ?? [] })
        }
        return searches
      }),
    )
  }

  detectSeries(bytes: Uint8Array, options: Asked = {}): Promise<SeriesResult> {
    return this.#exclusively(async () => {
      const { request, call } = asked(options)
      const sum = this.#result()
      const { contents } = this.#opened()
      const read = await this.#framesOf(bytes, call)
      // What follows a series is loaded with the first.
      const { searchSeries } = await import('./series')
      return searchSeries({ sum, contents, read }, request, call)
    })
  }

  async readFrame(bytes: Uint8Array, frame: number, { signal }: LongCall = {}): Promise<Micrograph> {
    const read = await this.#framesOf(bytes, signal ? { signal } : {})
    return read(frame)
  }

  async judge(options: Asked = {}): Promise<JudgedResult> {
    const { request, call } = asked(options)
    const measured = this.#result()
    return withinMemory(() => judged(measured, request, call))
  }

  detectByRule(options: Asked = {}): Promise<PaperResult> {
    return this.#exclusively(async () => {
      const { request, call } = asked(options)
      const { micrograph } = this.#opened()
      const { name, pixelSize } = micrograph
      // One that was trained on a micrograph before is of no use for another, nor is one at the lattice's scale for this rule.
      if (!this.#held || this.#held.home) {
        const { patch } = presetNamed(request.preset)
        const patches = micrographPatches(micrograph, patch, request.seed)
        await this.#learn({ patches, trainedOn: null }, request, call, micrograph)
        throwIfAborted(call.signal)
      }
      const held = this.#model()
      held.requireOwnScale()
      const { vae, paper, training } = held.on(await this.#device.engine())
      requireUsable(micrograph, vae.preset.patch)
      // Few ask for the paper's rule, or for patches: what judges by them is loaded with the first.
      const { searchByRule } = await import('../stem/paper/micrograph')
      const found = await searchByRule(held.engine, { vae, paper }, micrograph, call)
      const { seed, epochs } = training
      const adapter = adapterSummary(held.engine.info)
      return { name, pixelSize, ...found, ...paper, adapter, preset: vae.preset.name, seed, epochs }
    })
  }

  judgePatches(stack: PatchStack, { score = 'lacuna', pixelSize = null, ...options }: PatchOptions = {}) {
    return this.#exclusively(async (): Promise<PatchesResult> => {
      const { request, call } = asked(options)
      const held = this.#model()
      const engine = await this.#device.engine()
      const model = held.on(engine)
      const patches = usablePatches(stack, model.vae.preset.patch)
      const about = { name: stack.name, patches: patches.count, pixelSize }
      if (score === 'paper') {
        const { scorePatchesByRule } = await import('../stem/paper/score-patches')
        return { ...about, remark: null, ...(await scorePatchesByRule(engine, model, patches, call)) }
      }
      const { scorePatches } = await import('../stem/patch-detector/score-patches')
      const { tooLittleBulk } = await import('../stem/patch-detector/too-little-bulk')
      const { rate } = request
      const judge = judgeOf(model, held.source)
      const remark = tooLittleBulk(judge, rate)
      return { ...about, remark, ...(await scorePatches(engine, judge, patches, { rate, ...call })) }
    })
  }

  saveModel(): Promise<Uint8Array> {
    return Promise.resolve().then(() => this.#model().bytes.slice())
  }

  async loadModel(bytes: Uint8Array, name: string, { ofPatches = false } = {}): Promise<TrainSummary> {
    const held = HeldModel.fromFile(await this.#device.engine(), bytes, name)
    if (!ofPatches) held.requireLattice()
    this.#hold(held)
    return held.summary()
  }

  close(): Promise<void> {
    return this.#device.close()
  }

  async #trained({ onEpoch, further = false, ...options }: TrainOptions): Promise<TrainSummary> {
    const { request, call } = asked(options)
    const added = this.#bulk
    this.#bulk = []
    const home = added.length > 0 ? null : await this.#opened().periodic(request.contrast, call)
    const bulk = home ? bulkOf(home.square, home.lattice, request) : joined(added)
    const from = further && home ? this.#checkpointOf(request, home.square.own) : null
    await this.#learn(bulk, request, { ...call, ...(onEpoch && { onEpoch }), from }, home?.square.own ?? null)
    throwIfAborted(call.signal)
    return this.#model().summary()
  }

  async #detected(options: Asked): Promise<DetectionResult> {
    const { request, call } = asked(options)
    const subject = this.#opened()
    const lattice = await subject.surveyed(request.contrast, call)
    const { square, masked, remarks } = lattice
    const micrograph = square.own
    const seconds = {
      ...(subject.readSeconds !== null && { read: subject.readSeconds }),
      lattice: lattice.seconds,
    }
    if (lattice.found.verdict === 'not periodic') {
      // No model looks at it: one of another micrograph makes no difference.
      const recorded = await recordedRequest(
        request,
        subject.source,
        await this.#foreign(this.#held?.home ?? micrograph),
      )
      const crystal = projectionOf(request.crystal)
      const circumstances = { request: recorded, crystal, adapter: null, seconds, remarks }
      const { rate, thickness } = request
      const asked = { rate, crystal: request.crystal, thickness }
      const unperiodic = { ...lattice.found, name: micrograph.name, circumstances, asked }
      if (!lattice.ordered) return { ...unperiodic, surroundings: null, detections: null, pictures: null }
      // Few micrographs have such: what judges them is loaded with the first.
      const { judgedWithoutLattice } = await import('./without-lattice')
      const begun = performance.now()
      const { seed } = request
      const by = { rate, seed, device: this.#device, ...call }
      const { remark, adapter, ...judgement } = await judgedWithoutLattice(lattice.ordered, square, by)
      return {
        ...unperiodic,
        ...judgement,
        circumstances: {
          ...circumstances,
          adapter,
          seconds: { ...seconds, judge: (performance.now() - begun) / 1000 },
          remarks: [...remarks, remark],
        },
      }
    }
    const held = this.#model()
    const { training, vae } = held.model
    const own = held.home === micrograph
    const view = own
      ? ownView(square.micrograph, lattice.found)
      : matchedView(square.micrograph, lattice.found, held.requireLattice(), held.source)
    requireRoom(view, vae.preset.patch)
    const evidence = await this.#device.through(
      async (engine) => gatherEvidence(engine, held.on(engine).vae, view, { seed: training.seed, ...call }),
      () => call.onProgress?.(adapterLost('the micrograph is searched again, on a new one')),
    )
    const { seed, epochs, region } = training
    const trained = own ? { ...request, preset: vae.preset.name, seed, epochs, region } : request
    this.#measured = {
      square,
      lattice: lattice.found,
      evidence,
      seconds: { ...seconds, train: own ? training.trainSeconds : 0 },
      request: await recordedRequest(trained, subject.source, await this.#foreign(micrograph)),
      adapter: adapterSummary(held.engine.info),
      masked,
      remarks,
    }
    return searched(this.#measured, request, call)
  }

  /** Work with models of its own: after it, the model and what it has measured are those that were before. */
  async #aside<T>(work: () => Promise<T>): Promise<T> {
    const [held, measured, unfinished] = [this.#held, this.#measured, this.#unfinished]
    this.#held = null
    try {
      return await work()
    } finally {
      const own = this.#held as HeldModel | null
      own?.release()
      this.#held = held
      this.#measured = measured
      this.#unfinished = unfinished
    }
  }

  #take(subject: Subject): Micrograph {
    this.#subject = subject
    this.#measured = null
    this.#unfinished = null
    return subject.micrograph
  }

  #opened(): Subject {
    if (!this.#subject) throw new LacunaError('nothing-open', 'open a micrograph first')
    return this.#subject
  }

  /** Reads single frames of the open series from the bytes of its file. */
  async #framesOf(bytes: Uint8Array, { signal }: LongCall): Promise<(frame: number) => Promise<Micrograph>> {
    const { micrograph, source, contents } = this.#opened()
    const { name } = micrograph
    if (!contents || (await sha256(bytes)) !== source.sha256) {
      const cause = 'these are not the bytes of the file that is open; open that file first'
      throw new LacunaError('another-file', `${name}: ${cause}`)
    }
    const image = String(contents.images[contents.taken.image].number)
    return async (frame) => {
      const opening = { ...source.opening, image, frames: { first: frame, last: frame } }
      const input = await this.#reading.open(bytes, name, { ...opening, ...(signal && { signal }) })
      if (input.kind === 'stack') throw new InputError('stack', name, 'a stack of patches has no frames')
      return input.micrograph
    }
  }

  #result(): Measured {
    if (!this.#measured) throw new LacunaError('no-result', 'detect first: there is nothing to judge')
    return this.#measured
  }

  #model(): HeldModel {
    if (!this.#held) throw new LacunaError('no-model', 'train a model or load one first')
    return this.#held
  }

  #hold(held: HeldModel): void {
    this.#held?.release()
    this.#held = held
  }

  /** The model, where it was not trained on this micrograph, as files name it. */
  async #foreign(micrograph: Micrograph): Promise<ForeignModel | null> {
    if (!this.#held || this.#held.home === micrograph) return null
    return { sha256: await sha256(this.#held.bytes), seed: this.#held.model.training.seed }
  }

  /** Trains and keeps a model; `home` is the micrograph that it is of. */
  async #learn(
    bulk: Bulk,
    request: DetectRequest,
    { from = null, ...call }: Omit<TrainOptions, keyof DetectRequest | 'further'> & { from?: Checkpoint | null },
    home: Micrograph | null,
  ): Promise<void> {
    const { preset, seed, epochs } = request
    const engine = await this.#device.engine()
    this.#gate.open()
    let diverged: LacunaError | null = null
    let held: HeldModel | null = null
    let latest = from
    await makeModel(engine, bulk, presetNamed(preset), {
      seed,
      ...(epochs !== null && { epochs }),
      gate: this.#gate.passage,
      reopen: () => this.#device.insteadOf(engine),
      secure: async (on, model) => void (held = await HeldModel.trained(on, model, home)),
      onDivergence: (error) => (diverged = error),
      ...(from && { from }),
      onCheckpoint: (checkpoint) => (latest = checkpoint),
      ...call,
    })
    this.#hold(held!)
    this.#unfinished = call.signal?.aborted && latest && home ? { home, request, checkpoint: latest } : null
    // As on abort: the model is kept, and the promise rejects.
    if (diverged) throw diverged as LacunaError
  }

  /** Where a training of this micrograph that was cancelled can go on, if it was asked for alike. */
  #checkpointOf(request: DetectRequest, home: Micrograph): Checkpoint | null {
    const before = this.#unfinished
    return before?.home === home && learnAlike(before.request, request) ? before.checkpoint : null
  }

  /** Training and detection share the device and the model: one at a time. */
  async #exclusively<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy) throw new LacunaError('busy', 'wait for the running work to end, or cancel it')
    this.#busy = true
    try {
      return await withinMemory(work)
    } finally {
      this.#busy = false
      this.#gate.open()
    }
  }
}

/** A training that was cancelled: of what, as what, and how far it was. */
interface Unfinished {
  home: Micrograph
  request: DetectRequest
  checkpoint: Checkpoint
}

/** What is asked, whole and checked, and how the call is ended and reported. */
function asked({ signal, onProgress, ...request }: Asked): { request: DetectRequest; call: LongCall } {
  return { request: completed(request), call: { ...(signal && { signal }), ...(onProgress && { onProgress }) } }
}

function checkedSeeds(seeds: number): number {
  if (Number.isInteger(seeds) && seeds >= 2 && seeds <= MOST_SEEDS) return seeds
  throw new InputError('bad-seeds', '', `seeds ${seeds}: give a whole number from 2 to ${MOST_SEEDS}`)
}
