import { describe, expect, it, vi } from 'vitest'
import { Session } from '../../../../src/app/state/session'
import { seededResult, seedsOfShown } from '../../../../src/app/state/seeds'
import { seriesOf } from '../../../../src/app/state/series'
import { epochsBehind } from '../../../../src/app/state/state'
import { DeviceError, InputError, ModelError } from '../../../../src/errors'
import type { Micrograph } from '../../../../src/io/micrograph'
import type {
  Asked,
  DetectionResult,
  Detector,
  FileContents,
  JudgedResult,
  LatticeDescription,
  OpenedMicrograph,
  OpeningAsked,
  SeededSearch,
  SeedsAsked,
  SeriesResult,
  TrainOptions,
  TrainSummary,
} from '../../../../src/session/detector'
import { outcomeOf } from '../../../../src/app/state/files'
import { openingOf, writeOpening } from '../../../../src/session/opening'
import { readRegion } from '../../../../src/session/request'
import { result, searchedWithout, series, unperiodic } from '../../../support/result'

const adapter = result().circumstances.adapter!
const lattice: LatticeDescription = {
  verdict: 'periodic',
  lengthsPx: [16, 16],
  lengthsAngstrom: null,
  angleDeg: 90,
  sublattices: [],
  distortionPx: 0,
  fitting: [],
  remarks: [],
  crystal: null,
}

/** A detector whose training goes on exactly as far as the test says. */
class Puppet implements Detector {
  calls: string[] = []
  failure: Error | null = null
  /** Of the micrographs that it opens, px. */
  side = 2
  training: TrainOptions | null = null
  /** What is found in every micrograph, and what is answered to a judgement; the former when there is no latter. */
  found: DetectionResult = result()
  judgements: Asked[] = []
  #judged: ((judged: JudgedResult) => void)[] = []
  #finish: (summary: TrainSummary) => void = () => {}

  async adapter() {
    if (this.failure) throw this.failure
    return adapter
  }

  /** Whether files are never read to their ends, and which one is being read so. */
  hangs = false
  opening: string | null = null

  async open(bytes: Uint8Array, name: string, asked: OpeningAsked = {}): Promise<OpenedMicrograph> {
    const opening = new URLSearchParams(writeOpening(openingOf(asked))).toString()
    this.calls.push(`open ${name} ${bytes.length} ${opening}`.trim())
    if (this.failure) throw this.failure
    if (this.hangs) {
      this.opening = name
      const { signal } = asked
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))
    }
    return { ...micrograph(name, this.side), contents: contents(asked) }
  }

  async openSample(seed: number): Promise<Micrograph> {
    this.calls.push(`sample ${seed}`)
    return micrograph(`sample ${seed}`, this.side)
  }

  async findLattice(_options: Asked = {}): Promise<LatticeDescription> {
    const { found } = this
    return found.verdict === 'periodic'
      ? lattice
      : { verdict: found.verdict, reason: found.reason, explained: null, remarks: [] }
  }

  train(options: TrainOptions): Promise<TrainSummary> {
    this.training = options
    return new Promise((resolve, reject) => {
      this.#finish = resolve
      options.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error))
    })
  }

  epoch(epoch: number, loss: number): void {
    const patch = new Float32Array(4)
    this.training?.onEpoch?.({ epoch, epochs: 5, loss, size: 2, input: patch, prediction: patch })
    this.training?.onProgress?.({ stage: 'train', done: epoch, total: 5, elapsed: epoch, message: `Epoch ${epoch}` })
  }

  finish(): void {
    this.#finish({
      preset: 'fast',
      seed: 1,
      epochs: 5,
      region: null,
      patches: 10,
      loss: 0.5,
      trainSeconds: 61,
      adapter,
    })
  }

  async pause(): Promise<void> {
    this.calls.push('pause')
  }

  async resume(): Promise<void> {
    this.calls.push('resume')
  }

  async step(): Promise<void> {
    this.calls.push('step')
  }

  async detect(): Promise<DetectionResult> {
    if (this.failure) throw this.failure
    return this.found
  }

  judge(options: Asked = {}): Promise<JudgedResult> {
    this.judgements.push(options)
    return new Promise((resolve) => this.#judged.push(resolve))
  }

  /** Answers the oldest question. */
  answer(findings = result().result.findings): void {
    const options = this.judgements[this.judgements.length - this.#judged.length]
    const { pictures: _, ...judged } = result({ findings, rate: options.rate })
    judged.asked.crystal = options.crystal ?? null
    this.#judged.shift()?.(judged)
  }

  async addBulk(): Promise<void> {
    throw new Error('the page gives one micrograph at a time')
  }

  /** What each other seed finds; it waits until an abort where there is nothing. */
  seeded: SeededSearch[] | null = []

  async detectSeeds({ seeds, seed, onSeed, signal }: SeedsAsked): Promise<SeededSearch[]> {
    this.calls.push(`detect seeds ${seeds} from ${seed}`)
    for (let number = 2; number <= seeds; number++) onSeed?.(number)
    if (this.seeded) return this.seeded
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))
  }

  async detectSeries(): Promise<SeriesResult> {
    this.calls.push('detect series')
    return series()
  }

  async readFrame(_bytes: Uint8Array, frame: number): Promise<Micrograph> {
    this.calls.push(`frame ${frame}`)
    return micrograph(`frame ${frame}`, this.side)
  }

  async detectByRule(): Promise<never> {
    throw new Error('the page searches by columns')
  }

  async judgePatches(): Promise<never> {
    throw new Error('the page opens no stacks')
  }

  async saveModel(): Promise<Uint8Array> {
    return Uint8Array.of(1, 2, 3)
  }

  async loadModel(_bytes: Uint8Array, name: string): Promise<TrainSummary> {
    if (this.failure) throw this.failure
    this.calls.push(`load ${name}`)
    return { preset: 'paper', seed: 9, epochs: 200, region: null, patches: 10, loss: 0.5, trainSeconds: 61, adapter }
  }

  async close(): Promise<void> {}
}

function micrograph(name: string, side: number): Micrograph {
  return { data: new Float32Array(side * side), width: side, height: side, pixelSize: null, name, metadata: {} }
}

/** Of a file of one series of four frames, of one scan. */
function contents({ frames = null }: OpeningAsked): FileContents {
  const entry = { number: 1, title: 'HAADF', width: 2, height: 2, pixelSize: null, thumbnail: null }
  const range = frames && frames !== 'all' ? frames : { first: 1, last: 4 }
  const shifts = Array.from({ length: range.last - range.first + 1 }, (_, n) => ({ x: n, y: 0 }))
  return {
    images: [{ ...entry, frames: 4, oneScan: true }],
    taken: { image: 0, ...range },
    drift: shifts.length > 1 ? shifts : null,
  }
}

function start() {
  const puppet = new Puppet()
  const session = new Session(puppet)
  return { puppet, session, state: () => session.store.state }
}

async function trained() {
  const parts = start()
  await parts.session.openSample()
  const training = parts.session.train()
  await Promise.resolve()
  parts.puppet.epoch(1, 2)
  parts.puppet.finish()
  await training
  return parts
}

describe('opening', () => {
  it('the crystal of a sample is the run’s as long as the sample is open', async () => {
    const { session, state } = start()
    await session.openSample('Si [110]')
    expect(state().run.crystal).toBe('Si [110]')
    await session.openFile(new File(['x'], 'a.png'), { anew: true })
    expect(state().run.crystal).toBeNull()
  })

  it('a sample labels it as simulated, a file does not', async () => {
    const { session, state } = start()
    await session.openSample()
    expect(state()).toMatchObject({ simulated: true, activity: 'idle', micrograph: { name: 'sample 1' } })
    await session.openFile(new File(['abc'], 'a.png'))
    expect(state()).toMatchObject({ simulated: false, micrograph: { name: 'a.png' }, problem: null })
  })

  it('a bad file says so in its own words and keeps what was open', async () => {
    const { puppet, session, state } = start()
    await session.openSample()
    puppet.failure = new InputError('truncated', 'b.png', 'ends early; copy it again')
    await expect(session.openFile(new File(['abc'], 'b.png'))).rejects.toBe(puppet.failure)
    expect(state()).toMatchObject({
      micrograph: { name: 'sample 1' },
      problem: { code: 'truncated', message: 'b.png: ends early; copy it again' },
      announcement: 'b.png: ends early; copy it again',
      activity: 'idle',
    })
    session.dismiss()
    expect(state().problem).toBeNull()
  })

  it('a file that has gone is an error of that file', async () => {
    const { session, state } = start()
    const gone = { name: 'c.png', arrayBuffer: () => Promise.reject(new Error('NotFoundError')) } as unknown as File
    await expect(session.openFile(gone)).rejects.toBeInstanceOf(InputError)
    expect(state().problem).toMatchObject({ code: 'unreadable' })
    expect(state().problem?.message).toMatch(/^c\.png: /)
  })

  it('two files opens them one after the other, and the last one stays', async () => {
    const { session, state } = start()
    await Promise.all([session.openFile(new File(['a'], 'a.png')), session.openFile(new File(['b'], 'b.png'))])
    expect(state()).toMatchObject({ micrograph: { name: 'b.png' }, activity: 'idle' })
  })

  it('that hangs is ended by a cancel, and by opening another', async () => {
    const { puppet, session, state } = start()
    for (const end of [() => session.cancel(), () => session.openFile(new File(['b'], 'b.png'))]) {
      puppet.hangs = true
      const hung = session.openFile(new File(['a'], 'a.png'))
      await vi.waitFor(() => expect(puppet.opening).not.toBeNull())
      puppet.hangs = false
      await Promise.all([expect(hung).rejects.toThrow(), end()])
      puppet.opening = null
    }
    expect(state()).toMatchObject({ micrograph: { name: 'b.png' }, activity: 'idle', problem: null })
  })

  it('while training ends the training first', async () => {
    const { puppet, session, state } = start()
    await session.openSample()
    const training = session.train()
    await Promise.resolve()
    puppet.epoch(1, 2)
    await Promise.all([expect(training).rejects.toThrow(), session.openFile(new File(['a'], 'a.png'))])
    expect(puppet.training?.signal?.aborted).toBe(true)
    expect(state()).toMatchObject({ activity: 'idle', micrograph: { name: 'a.png' }, model: { origin: 'cancelled' } })
  })
})

describe('a model that is loaded', () => {
  it('while the lattice is looked for waits until it is found', async () => {
    const { puppet, session, state } = start()
    let tell = () => {}
    vi.spyOn(puppet, 'findLattice').mockImplementation(
      ({ signal } = {}) =>
        new Promise((resolve, reject) => {
          tell = () => resolve(lattice)
          signal?.addEventListener('abort', () => reject(signal.reason as Error))
        }),
    )
    const opening = session.openFile(new File(['x'], 'a.png'))
    await vi.waitFor(() => expect(state().activity).toBe('surveying'))
    const loading = session.loadModel(new File(['x'], 'm.safetensors'))
    tell()
    await Promise.all([opening, loading])
    expect(state()).toMatchObject({ activity: 'idle', lattice, model: { from: 'm.safetensors' }, problem: null })
  })
})

describe('a file that is opened in another way', () => {
  const file = new File(['abc'], 'a.emd')
  const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

  it('is read again as it is asked, searched again if it was searched, and keeps its drift', async () => {
    const { puppet, session, state } = start()
    await session.openFile(file)
    expect(state()).toMatchObject({ contents: { taken: { first: 1, last: 4 } }, drift: { first: 1 } })
    await session.loadModel(new File(['x'], 'm.safetensors'))
    await session.detect()
    const before = state().result
    session.setRun({ frames: { first: 3, last: 3 }, pixelSize: { x: 0.2, y: 0.2 } })
    await settled()
    expect(puppet.calls.filter((call) => call.startsWith('open'))).toEqual([
      'open a.emd 3',
      'open a.emd 3 frames=3&pixel-size=0.2',
    ])
    expect(state().result).toEqual(before)
    expect(state()).toMatchObject({ activity: 'idle', contents: { taken: { first: 3, last: 3 }, drift: null } })
    expect(state().drift?.shifts).toHaveLength(4)
  })

  it('is searched in the end when frames are chosen faster than they are searched', async () => {
    const { session, state } = start()
    await session.openFile(file)
    await session.loadModel(new File(['x'], 'm.safetensors'))
    await session.detect()
    for (const first of [1, 2, 3]) {
      session.setRun({ frames: { first, last: first } })
      await Promise.resolve()
    }
    await settled()
    expect(state()).toMatchObject({ activity: 'idle', contents: { taken: { first: 3, last: 3 } }, problem: null })
    expect(state().result?.verdict).toBe('periodic')
  })

  it('is not searched where it was not, and another rate reads nothing again', async () => {
    const { puppet, session, state } = start()
    await session.openFile(file)
    session.setRun({ rate: 0.05 })
    session.setRun({ image: 'HAADF' })
    await settled()
    expect(puppet.calls.filter((call) => call.startsWith('open'))).toHaveLength(2)
    expect(state().result).toBeNull()
  })

  it('leaves what was chosen for it behind when the user opens another', async () => {
    const { puppet, session, state } = start()
    await session.openFile(file)
    session.setRun({ crystal: 'SrTiO3 [001]', pixelSize: { x: 0.2, y: 0.2 } })
    await settled()
    puppet.failure = new InputError('truncated', 'b.emd', 'ends early')
    await expect(session.openFile(new File(['b'], 'b.emd'), { anew: true })).rejects.toBe(puppet.failure)
    expect(state().run).toMatchObject({ crystal: 'SrTiO3 [001]', pixelSize: { x: 0.2, y: 0.2 } })
    puppet.failure = null
    await session.openFile(new File(['c'], 'c.emd'), { anew: true })
    expect(puppet.calls.at(-1)).toBe('open c.emd 1')
    expect(state().run).toMatchObject({ crystal: null, pixelSize: null })
  })
})

describe('several files', () => {
  const [first, second] = ['a.png', 'b.png'].map((name) => new File(['x'], name))

  it('are listed with what came of each, until another file is opened', async () => {
    const { session, state } = start()
    session.list([first, second])
    await session.openFile(first)
    await session.loadModel(new File(['x'], 'm.safetensors'))
    await session.detect()
    expect(state().files.map(({ outcome }) => outcome)).toEqual([null, null])
    await session.openFile(second)
    expect(state().file).toBe(second)
    expect(state().files).toMatchObject([
      { file: first, outcome: null, kept: { result: { detections: { length: 2 } } } },
      { file: second, outcome: null, kept: null },
    ])
    await session.openFile(first)
    expect(outcomeOf(state().files[0].kept!.result)).toBe('2 detections')
    await session.openSample()
    expect([state().files.map(({ file }) => file), state().file]).toEqual([[first, second], null])
    await session.openFile(new File(['x'], 'other.png'))
    expect(state().files).toEqual([])
  })

  it('show again what was found in each and said of it, without a search; another rate takes one', async () => {
    const { puppet, session, state } = start()
    session.list([first, second])
    await session.openFile(first)
    await session.loadModel(new File(['x'], 'm.safetensors'))
    const found = await session.detect()
    session.reviewing.say({ detection: 0 }, { verdict: 'accepted' })
    await session.openFile(second)
    expect(state().review.now).toEqual([])
    expect(state().result).toBeNull()
    const searches = vi.spyOn(puppet, 'detect')
    await session.openFile(first)
    expect(state()).toMatchObject({ result: found, restored: true })
    expect(state().review.now).toMatchObject([{ verdict: 'accepted' }])
    expect(searches).not.toHaveBeenCalled()
    session.setRun({ rate: 0.02 })
    await vi.waitFor(() => expect(searches).toHaveBeenCalledTimes(1))
    await vi.waitFor(() => expect(state().restored).toBe(false))
  })

  it('are searched one after the other, past one that fails, and told in a table', async () => {
    const { puppet, session, state } = start()
    const bad = new File(['x'], 'bad.png')
    session.list([first, bad, second])
    await session.loadModel(new File(['x'], 'm.safetensors'))
    const open = puppet.open.bind(puppet)
    puppet.open = (bytes, name, asked) =>
      name === 'bad.png' ? Promise.reject(new InputError('truncated', name, 'it ends early')) : open(bytes, name, asked)
    const seen: string[] = []
    session.store.subscribe(() => {
      const { batch } = state()
      const told = batch && `${batch.done} of ${batch.total} ${batch.name}`
      if (told && seen.at(-1) !== told) seen.push(told)
    })
    await session.detectAll()
    expect(seen).toEqual(['0 of 3 a.png', '1 of 3 bad.png', '2 of 3 b.png'])
    expect(state().batch).toBeNull()
    expect(state().announcement).toBe('All 3 micrographs are searched.')
    const rows = session.summary()
    expect(rows.map(({ result: one }) => one?.verdict ?? null)).toEqual(['periodic', null, 'periodic'])
    expect(rows[1].problem).toBe('bad.png: it ends early')
  })

  it('are no longer searched when that is cancelled', async () => {
    const { puppet, session, state } = start()
    session.list([first, second])
    puppet.hangs = true
    const all = session.detectAll()
    await vi.waitFor(() => expect(puppet.opening).toBe('a.png'))
    await Promise.all([session.cancel(), expect(all).rejects.toThrow()])
    expect(state()).toMatchObject({ batch: null, activity: 'idle' })
    expect(puppet.opening).toBe('a.png')
  })

  it('stay when one of them cannot be read, which is told', async () => {
    const { puppet, session, state } = start()
    session.list([first, second])
    await session.openFile(first)
    puppet.failure = new InputError('truncated', 'b.png', 'it ends early')
    await expect(session.openFile(second)).rejects.toBe(puppet.failure)
    expect(state().file).toBe(first)
    expect(state().files[1].outcome).toBe('cannot be read')
  })

  it('are no list where there is but one', () => {
    const { session, state } = start()
    session.list([first])
    expect(state().files).toEqual([])
  })
})

describe('the region to learn from', () => {
  it('is said, handed to the training, which ends its drawing, and kept with a model that was cancelled', async () => {
    const { puppet, session, state } = start()
    await session.openSample()
    session.setDrawing(true)
    session.setRun({ region: { x: 0, y: 1, width: 2, height: 1 } })
    expect(state()).toMatchObject({ drawing: true, announcement: 'Learns from x 0, y 1, 2 × 1 px.' })
    const training = session.train()
    await Promise.resolve()
    expect(state().drawing).toBe(false)
    const region = { x: 0, y: 1, width: 2, height: 1 }
    expect(puppet.training).toMatchObject({ region })
    puppet.epoch(1, 2)
    await Promise.all([expect(training).rejects.toThrow(), session.cancel()])
    expect(state().model).toMatchObject({ origin: 'cancelled', region })
  })

  it('goes with its micrograph when one is opened that it does not lie in, and that is said', async () => {
    const { puppet, session, state } = start()
    await session.openSample()
    session.setRun({ region: { x: 0, y: 0, width: 2, height: 2 } })
    await session.openFile(new File(['a'], 'a.png'))
    expect(state().run.region).toEqual({ x: 0, y: 0, width: 2, height: 2 })
    puppet.side = 1
    const said: string[] = []
    session.store.subscribe(() => said.push(state().announcement))
    await session.openFile(new File(['b'], 'b.png'))
    expect(state().run.region).toBeNull()
    expect(said).toContainEqual(expect.stringMatching(/^Opened b\.png, .* The region to learn from does not lie in it/))
  })

  it('is refused where it is none, and the run stays as it is', () => {
    const { session, state } = start()
    session.setRun(() => ({ region: readRegion('1,2,3') }))
    expect(state()).toMatchObject({ run: { region: null }, problem: { code: 'bad-region' } })
  })
})

describe('training', () => {
  it('collects the loss curve and ends with a model that can be used and saved', async () => {
    const { session, state } = await trained()
    expect(state()).toMatchObject({
      losses: [2],
      activity: 'idle',
      progress: null,
      model: { origin: 'trained', from: 'sample 1', epochs: 5, loss: 0.5 },
      announcement: 'Training finished after 5 epochs, 1:01.',
    })
    expect(await session.saveModel()).toEqual(Uint8Array.of(1, 2, 3))
  })

  it('passes the run on, and leaves the epochs to the preset where none are given', async () => {
    const { puppet, session } = start()
    await session.openSample()
    session.setRun({ preset: 'paper', seed: 42 })
    void session.train()
    await Promise.resolve()
    expect(puppet.training).toMatchObject({ preset: 'paper', seed: 42, epochs: null })
  })

  it('can be paused and resumed, each only in its turn', async () => {
    const { puppet, session, state } = start()
    await session.openSample()
    await session.pause()
    void session.train()
    await Promise.resolve()
    await session.resume()
    await session.step()
    await session.pause()
    expect(state().activity).toBe('paused')
    await session.step()
    await session.resume()
    expect(state().activity).toBe('training')
    expect(puppet.calls).toEqual(['sample 1', 'pause', 'step', 'resume'])
  })

  it('that is cancelled keeps what was learned, and hears no late report', async () => {
    const { puppet, session, state } = start()
    await session.openSample()
    const training = session.train()
    await Promise.resolve()
    puppet.epoch(1, 2)
    puppet.epoch(2, 1.5)
    await Promise.all([expect(training).rejects.toMatchObject({ name: 'AbortError' }), session.cancel()])
    puppet.epoch(3, 1)
    expect(state()).toMatchObject({
      activity: 'idle',
      losses: [2, 1.5],
      model: { origin: 'cancelled', epochs: 2, loss: 1.5, trainSeconds: null },
      problem: null,
      announcement: 'Cancelled.',
    })
  })

  /** Cancelled after two epochs. */
  async function unfinished(open: (session: Session) => Promise<unknown>) {
    const parts = start()
    await open(parts.session)
    const training = parts.session.train()
    await Promise.resolve()
    parts.puppet.epoch(1, 2)
    parts.puppet.epoch(2, 1.5)
    await Promise.all([expect(training).rejects.toMatchObject({ name: 'AbortError' }), parts.session.cancel()])
    return parts
  }

  it('that was cancelled goes on, also when it is cancelled again at once', async () => {
    const { puppet, session, state } = await unfinished((session) => session.openSample())
    const onwards = session.train(undefined, { further: true })
    await Promise.resolve()
    expect(puppet.training).toMatchObject({ further: true })
    expect(state()).toMatchObject({ losses: [2, 1.5], model: null })
    await Promise.all([expect(onwards).rejects.toThrow(), session.cancel()])
    expect(epochsBehind(state())).toBe(2)
    const rest = session.train(undefined, { further: true })
    await Promise.resolve()
    puppet.epoch(3, 1)
    puppet.finish()
    await rest
    expect(state().losses).toEqual([2, 1.5, 1])
    expect(epochsBehind(state())).toBe(0)
  })

  it('that was cancelled goes on by the same run alone', async () => {
    const { puppet, session, state } = await unfinished((session) => session.openSample())
    session.setRun({ seed: 2 })
    expect(epochsBehind(state())).toBe(0)
    session.setRun({ seed: 1, epochs: 9, rate: 0.1 })
    expect(epochsBehind(state())).toBe(2)
    session.setRun({ preset: 'paper' })
    const training = session.train(undefined, { further: true })
    await Promise.resolve()
    expect(puppet.training).toMatchObject({ further: false })
    expect(state().losses).toEqual([])
    await Promise.all([expect(training).rejects.toThrow(), session.cancel()])
    // Nothing was learned, and what was learned before is gone.
    session.setRun({ preset: 'fast' })
    expect(epochsBehind(state())).toBe(0)
  })

  it('that was cancelled goes with its micrograph, also where the next one has the same name, and stays where none can be opened', async () => {
    const file = new File(['a'], 'a.npy')
    const { puppet, session, state } = await unfinished((session) => session.openFile(file))
    puppet.failure = new InputError('bad-format', 'b.npy', 'no format that Lacuna reads')
    await expect(session.openFile(new File(['b'], 'b.npy'))).rejects.toThrow()
    expect(epochsBehind(state())).toBe(2)
    puppet.failure = null
    await session.openFile(new File(['c'], 'a.npy'))
    expect(state().model).toMatchObject({ origin: 'cancelled', from: 'a.npy' })
    expect(epochsBehind(state())).toBe(0)
  })

  it('that was cancelled is over once a model was loaded', async () => {
    const { session, state } = await unfinished((session) => session.openSample())
    await session.loadModel(new File(['m'], 'm.safetensors'))
    expect(epochsBehind(state())).toBe(0)
  })

  it('that is cancelled before anything was learned leaves no model', async () => {
    const { session, state } = start()
    await session.openSample()
    const training = session.train()
    await Promise.resolve()
    await Promise.all([expect(training).rejects.toThrow(), session.cancel()])
    expect(state().model).toBeNull()
  })

  it('ends at its caller’s signal with the signal’s reason, and only once', async () => {
    const { session, state } = start()
    await session.openSample()
    const controller = new AbortController()
    const training = session.train(controller.signal)
    await Promise.resolve()
    await expect(session.train()).rejects.toMatchObject({ code: 'busy' })
    controller.abort('enough')
    await expect(training).rejects.toBe('enough')
    expect(state()).toMatchObject({ activity: 'idle', problem: null, announcement: 'Cancelled.' })
  })

  it('that fails shows why', async () => {
    const { puppet, session, state } = start()
    await session.openSample()
    puppet.train = () => Promise.reject(new DeviceError('device-lost', 'the adapter was lost: train again'))
    await expect(session.train()).rejects.toBeInstanceOf(DeviceError)
    expect(state()).toMatchObject({ activity: 'idle', model: null, problem: { code: 'device-lost' } })
  })

  it('speaks at each quarter, not at each report', async () => {
    const { puppet, session } = start()
    await session.openSample()
    void session.train()
    await Promise.resolve()
    const said = new Set<string>()
    session.store.subscribe(() => said.add(session.store.state.announcement))
    for (let epoch = 1; epoch <= 5; epoch++) puppet.epoch(epoch, 1)
    expect([...said].filter((text) => text.includes('%'))).toEqual(['Epoch 2, 25 %', 'Epoch 3, 50 %', 'Epoch 4, 75 %'])
  })
})

describe('detection', () => {
  it('needs a model', async () => {
    const { session, state } = start()
    await expect(session.detect()).rejects.toMatchObject({ code: 'nothing-open' })
    await session.openSample()
    await expect(session.detect()).rejects.toMatchObject({ code: 'no-model' })
    expect(state().result).toBeNull()
  })

  it('shows the result, which goes when another file is opened, while the model stays', async () => {
    const { session, state } = await trained()
    await session.detect()
    session.select(1)
    expect(state()).toMatchObject({
      selected: 1,
      announcement: '2 detections at a false discovery rate of 1 %, listed in the table.',
    })
    expect(state().result?.detections).toHaveLength(2)
    await session.openFile(new File(['a'], 'a.png'))
    expect(state()).toMatchObject({ result: null, selected: null, model: { origin: 'trained' } })
  })
})

describe('a micrograph that is not periodic', () => {
  it('has that verdict as soon as it is open, and no detections whatever is done', async () => {
    const { puppet, session, state } = start()
    puppet.found = unperiodic()
    await session.openSample()
    expect(state()).toMatchObject({
      lattice: { verdict: 'not periodic' },
      result: { verdict: 'not periodic', detections: null },
      announcement: 'sample 1 is not periodic: no two peaks span a lattice.',
    })
    expect(await session.detect()).toBe(puppet.found)
    puppet.train = () => Promise.reject(new InputError('not-periodic', 'a.png', 'not periodic'))
    await expect(session.train()).rejects.toMatchObject({ code: 'not-periodic' })
    expect(state()).toMatchObject({ problem: { code: 'not-periodic' }, result: { verdict: 'not periodic' } })
  })
})

describe('a micrograph without a lattice that was searched', () => {
  it('is reviewed as any other, and judged again with the chosen column still chosen', async () => {
    const { puppet, session, state } = start()
    puppet.found = searchedWithout()
    await session.openSample()
    session.select(0)
    session.reviewing.say({ detection: 0 }, { verdict: 'accepted' })
    expect(state()).toMatchObject({ review: { now: [{ verdict: 'accepted' }] }, announcement: 'Detection 1 accepted.' })
    puppet.found = { ...searchedWithout(), asked: { rate: 0.1, crystal: null, thickness: null } }
    session.setRun({ rate: 0.1 })
    await new Promise((resolve) => setTimeout(resolve))
    expect(state().result?.asked.rate).toBe(0.1)
    expect(state()).toMatchObject({ selected: 0, review: { now: [{ verdict: 'accepted' }] } })
  })
})

describe('searches from other seeds', () => {
  it('tell how many find each detection, until another result is shown', async () => {
    const { puppet, session, state } = await trained()
    await session.detect()
    const { detections } = result()
    puppet.seeded = [
      { seed: 2, detections },
      { seed: 3, detections: detections.slice(1) },
    ]
    const searching = session.seeds.detect(3)
    await Promise.resolve()
    expect(state().activity).toBe('detecting')
    const record = await searching
    expect(record.seeds).toEqual([1, 2, 3])
    expect(puppet.calls.at(-1)).toBe('detect seeds 3 from 1')
    expect(seedsOfShown(state())!.byDetection.map(({ foundIn }) => foundIn)).toEqual([2, 3])
    expect(state()).toMatchObject({
      activity: 'idle',
      seeding: null,
      announcement: 'Columns found with any of 3 seeds: 2; with each: 1.',
    })
    puppet.found = result()
    await session.detect()
    expect(seedsOfShown(state())).toBeNull()
  })

  it('can be cancelled, and leave the result', async () => {
    const { puppet, session, state } = await trained()
    await session.detect()
    puppet.seeded = null
    const searching = session.seeds.detect(2)
    await new Promise((resolve) => setTimeout(resolve))
    expect(state().seeding).toEqual({ number: 2, of: 2 })
    await Promise.all([expect(searching).rejects.toThrow(), session.cancel()])
    expect(state()).toMatchObject({ seeding: null, seeds: null, problem: null, announcement: 'Cancelled.' })
    expect(state().result).toBe(puppet.found)
  })

  it('are none where every seed gives the same, or a model came from elsewhere', () => {
    const [found, without] = [result(), searchedWithout()]
    expect(seededResult({ result: found, restored: false })).toBe(found)
    expect(seededResult({ result: found, restored: true })).toBeNull()
    expect(seededResult({ result: unperiodic(), restored: false })).toBeNull()
    expect(seededResult({ result: without, restored: false })).toBeNull()
    without.surroundings.weights = { linear: 0.4, vae: 0.6 }
    expect(seededResult({ result: without, restored: false })).toBe(without)
    found.circumstances.request.model = 'ab'.repeat(32)
    expect(seededResult({ result: found, restored: false })).toBeNull()
  })
})

describe('another false discovery rate', () => {
  const settled = () => new Promise((resolve) => setTimeout(resolve))

  it('judges the result again, and keeps the pictures and the chosen column', async () => {
    const { puppet, session, state } = await trained()
    await session.detect()
    const { pictures } = puppet.found as { pictures?: unknown }
    session.select(1)
    session.setRun({ rate: 0.1 })
    await settled()
    puppet.answer([result().result.findings[1]])
    await settled()
    expect(puppet.judgements).toMatchObject([{ rate: 0.1, crystal: null }])
    expect(state()).toMatchObject({ selected: 0, result: { detections: [{ kind: 'displacement' }] } })
    expect((state().result as { pictures?: unknown }).pictures).toBe(pictures)
    expect(state().announcement).toBe('1 detection at a false discovery rate of 10 %, listed in the table.')
  })

  it('asked for many times at once is answered for the first and the last', async () => {
    const { puppet, session, state } = await trained()
    await session.detect()
    for (const rate of [0.02, 0.03, 0.04, 0.05]) session.setRun({ rate })
    await settled()
    puppet.answer()
    await settled()
    puppet.answer()
    await settled()
    expect(puppet.judgements.map(({ rate }) => rate)).toEqual([0.02, 0.05])
    expect(state().result?.circumstances.request.rate).toBe(0.05)
  })

  it('that comes too late for its result is dropped', async () => {
    const { puppet, session, state } = await trained()
    await session.detect()
    session.setRun({ rate: 0.1 })
    await settled()
    await session.openFile(new File(['a'], 'a.png'))
    puppet.answer()
    await settled()
    expect(state()).toMatchObject({ result: null, micrograph: { name: 'a.png' }, problem: null })
  })
})

describe('the model that comes with the sample', () => {
  const address = 'data:,m'

  it('is loaded, and the sample is searched with it', async () => {
    const { puppet, session, state } = start()
    await session.probe()
    await session.openSample()
    await session.searchSample(address)
    expect(puppet.calls).toEqual(['sample 1', 'load unnamed'])
    expect(state()).toMatchObject({
      model: { origin: 'sample' },
      result: puppet.found,
      activity: 'idle',
      problem: null,
    })
  })

  it('leaves a model that there is, and what is not the sample, alone', async () => {
    const { puppet, session, state } = await trained()
    await session.probe()
    const before = puppet.calls.length
    await session.searchSample(address)
    expect(puppet.calls).toHaveLength(before)
    expect(state()).toMatchObject({ model: { origin: 'trained' }, result: null })
  })

  it('is nothing where nothing computes', async () => {
    const { puppet, session, state } = start()
    puppet.failure = new DeviceError('no-adapter', 'there is none')
    await session.probe()
    puppet.failure = null
    await session.openSample()
    await session.searchSample(address)
    expect(state()).toMatchObject({ model: null, result: null, problem: null })
  })

  it('goes when a file is opened, which is not searched with it', async () => {
    const { session, state } = start()
    await session.probe()
    await session.openSample()
    const searching = session.searchSample(address).catch(() => {})
    await session.openFile(new File(['a'], 'a.png'))
    await searching
    expect(state()).toMatchObject({ micrograph: { name: 'a.png' }, model: null, result: null, problem: null })
  })
})

describe('a model file', () => {
  it('replaces the model', async () => {
    const { session, state } = await trained()
    await session.loadModel(new File(['m'], 'm.safetensors'))
    expect(state()).toMatchObject({ model: { origin: 'loaded', from: 'm.safetensors', preset: 'paper' }, losses: [] })
  })

  it('that does not fit is refused and the old model kept', async () => {
    const { puppet, session, state } = await trained()
    puppet.failure = new ModelError('wrong-preset', 'm.safetensors', 'is of another preset')
    await expect(session.loadModel(new File(['m'], 'm.safetensors'))).rejects.toBe(puppet.failure)
    expect(state()).toMatchObject({ model: { origin: 'trained' }, problem: { code: 'wrong-preset' } })
  })
})

it('a run that cannot be is refused by name, and the old one kept', () => {
  const { session, state } = start()
  session.setRun({ seed: 7 })
  session.setRun({ seed: -1 })
  expect(state()).toMatchObject({ run: { seed: 7 }, problem: { code: 'bad-seed' } })
  session.setRun({ preset: 'slow' as 'fast' })
  expect(state()).toMatchObject({ run: { preset: 'fast' }, problem: { code: 'unknown-preset' } })
})

it('the adapter is asked for once, and why there is none is kept', async () => {
  const { puppet, session, state } = start()
  await session.probe()
  expect(state().gpu).toEqual({ kind: 'ready', adapter })
  puppet.failure = new DeviceError('no-adapter', 'no adapter: update the driver')
  await session.probe()
  expect(state().gpu).toMatchObject({ kind: 'none', problem: { code: 'no-adapter' } })
})

it('an error that is not Lacuna’s is not passed off as one', async () => {
  const { puppet, session, state } = await trained()
  puppet.failure = new TypeError('x is undefined')
  await expect(session.detect()).rejects.toBe(puppet.failure)
  expect(state().problem).toMatchObject({
    code: 'unexpected',
    message: 'Something unexpected went wrong: x is undefined',
  })
})

describe('the frames of a series', () => {
  async function searched() {
    const parts = start()
    await parts.session.openFile(new File(['x'], 'movie.tif'))
    const training = parts.session.train()
    await Promise.resolve()
    parts.puppet.epoch(1, 2)
    parts.puppet.finish()
    await training
    await parts.session.detect()
    await parts.session.series.detect()
    return parts
  }

  it('are shown with what was found in each, and the sum again when a detection of it is chosen', async () => {
    const { puppet, session, state } = await searched()
    expect(state()).toMatchObject({ announcement: '1 event in 3 frames.', series: { shown: null } })
    await session.series.show(1, 2)
    const { shown } = seriesOf(state())!
    expect(shown).toMatchObject({ index: 1, selected: 0, micrograph: { name: 'frame 2' }, at: { x: 17, y: 2 } })
    expect(shown!.found.detections.map(({ kind }) => kind)).toEqual(['vacancy'])
    session.series.select(null)
    expect(seriesOf(state())!.shown).toMatchObject({ index: 1, selected: null, at: null })
    session.select(1)
    expect(state()).toMatchObject({ selected: 1, series: { shown: null } })
    expect(puppet.calls.filter((call) => call.startsWith('frame'))).toEqual(['frame 2'])
  })

  it('are those of the sum that was searched: another result has none', async () => {
    const { puppet, session, state } = await searched()
    puppet.found = result()
    await session.detect()
    expect(seriesOf(state())).toBeNull()
    await session.series.show(1)
    expect(state().series?.shown).toBeNull()
  })

  it('that are asked for while another is read are shown instead of it', async () => {
    const { session, state } = await searched()
    await Promise.all([session.series.show(0), session.series.show(2)])
    expect(seriesOf(state())!.shown).toMatchObject({ index: 2, micrograph: { name: 'frame 3' } })
  })

  it('cannot be searched before their sum', async () => {
    const { session } = start()
    await session.openFile(new File(['x'], 'movie.tif'))
    await expect(session.series.detect()).rejects.toMatchObject({ code: 'no-result' })
  })
})
