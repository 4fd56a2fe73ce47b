import readSpeed from '../../shaders/read_speed.wgsl?raw'
import type { Call, Variant } from './call'
import type { Accesses } from './operands'
import { linesOf, readsOf } from './operands'
import type { DeviceResources } from './resources'
import { Stopwatch } from './stopwatch'

/**
 * Keeps the winners between sessions: IndexedDB in a browser, a file in Node. It may reject, or hold nonsense: that costs a few
 * seconds of measuring on the next start and nothing else.
 */
export interface TuningStore {
  load(): Promise<Record<string, string>>
  /** Adds these to what is kept; what another has kept meanwhile stays. */
  save(winners: Record<string, string>): Promise<void>
}

/** Seconds that measuring may take on a first start; what is not reached in time keeps its first variant. */
const BUDGET = 3
/**
 * Samples of every variant, of which the shortest counts. Timed from outside, each is long beside a round trip to the
 * adapter (half a millisecond); by the adapter's own timestamps, beside the tenth of a millisecond to which they are rounded.
 */
const SAMPLES = { count: 5, ms: 10 }
const EXACT_SAMPLES = { count: 3, ms: 4 }
/** Runs of a variant that are timed together, at most. */
const MOST_RUNS = 1000

/**
 * What the adapter's reads are timed with: so many words, read by so many threads. A software adapter
 * takes milliseconds for it, and starts no later for so short a sample; a GPU, on which it would be noise, gains nothing
 * from textures in any case.
 */
const READS = { WORDS: 2 ** 18, THREADS: 2 ** 10, ROUNDS: 8 }
/** Many short samples: one of them is undisturbed, whatever else the machine does. */
const READS_SAMPLES = { count: 12, ms: 0.5 }

/** Textures have to be faster by this factor before they are used: they are the less usual way. */
const CLEARLY = 1.2

/**
 * Chooses among the variants of a call by timing them on this adapter, the calls with the most threads first. Which
 * variants a call has is its operation's affair; one that is certain of its choice offers no alternatives, and costs
 * nothing here. All variants of a call compute the same numbers up to the order of their sums.
 */
export class Tuner {
  #winners: Record<string, string> | undefined
  /** Calls that the budget did not reach: they keep their first variant until the next start, so that bits repeat. */
  readonly #unmeasured = new Set<string>()
  readonly #store: TuningStore | undefined

  constructor(store?: TuningStore) {
    this.#store = store
  }

  /** Whether kernels are to read vec4s from textures where they can: true where this adapter does so faster. */
  async prefersTextures(resources: DeviceResources): Promise<boolean> {
    if (!resources.language.has('readonly_and_readwrite_storage_textures')) return false
    const winners = (this.#winners ??= await this.#load())
    const key = JSON.stringify([adapterOf(resources), 'reads'])
    if (!(key in winners)) {
      const { WORDS, THREADS, ROUNDS } = READS
      const constants = { N4: WORDS / 4, THREADS, ROUNDS, WORKGROUP: 64 }
      const variant: Variant = {
        kernel: { label: 'read speed', source: readSpeed, constants },
        workgroups: [THREADS / 64, 1, 1],
      }
      const operands = [
        { binding: 0, words: WORDS },
        { binding: 1, words: 4 * THREADS },
      ]
      const ways = [false, true].map((textures) => ({ variant, operands, textures }))
      const [fromBuffers, fromTextures] = await timesOf(resources, ways, READS_SAMPLES)
      winners[key] = CLEARLY * fromTextures < fromBuffers ? 'textures' : 'buffers'
      await this.#save(winners)
    }
    return winners[key] === 'textures'
  }

  /** The same calls, each as its fastest variant. */
  async choose(resources: DeviceResources, calls: readonly Call[]): Promise<Call[]> {
    const open = calls.filter(({ alternatives }) => alternatives.length > 0)
    if (open.length === 0) return [...calls]
    const winners = (this.#winners ??= await this.#load())
    const unknown = new Map(
      open
        .map((call): [string, Call] => [keyOf(resources, call), call])
        .filter(([key]) => !(key in winners) && !this.#unmeasured.has(key)),
    )
    // All at once, on as many cores as there are; and a GPU that is kept busy from here on keeps its clock up.
    await Promise.all([...unknown.values()].map((call) => compileAll(resources, call)))
    const deadline = performance.now() + BUDGET * 1000
    let measured = false
    for (const [key, call] of [...unknown].sort(([, a], [, b]) => threads(b) - threads(a))) {
      if (performance.now() > deadline) {
        this.#unmeasured.add(key)
        continue
      }
      winners[key] = (await fastest(resources, call)).kernel.label
      measured = true
    }
    if (measured) await this.#save(winners)
    return calls.map((call) => {
      const winner = winners[keyOf(resources, call)]
      const variant = call.alternatives.find(({ kernel }) => kernel.label === winner)
      return variant ? { ...call, ...variant } : call
    })
  }

  async #save(winners: Record<string, string>): Promise<void> {
    await harmless(() => this.#store?.save(winners))
  }

  /** What was kept, without what can be no winner: the file or database is the user's, and older than this program. */
  async #load(): Promise<Record<string, string>> {
    const kept: unknown = await harmless(() => this.#store?.load())
    if (typeof kept !== 'object' || kept === null) return {}
    return Object.fromEntries(
      Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
  }
}

/** Stores are the platform's: some throw at once where others reject. */
async function harmless<T>(ask: () => Promise<T> | undefined): Promise<T | null> {
  try {
    return (await ask()) ?? null
  } catch {
    return null
  }
}

function threads({ workgroups: [x, y, z] }: Variant): number {
  return x * y * z
}

/** The adapter and everything that shapes the call; tiles are what the variants differ in, and labels name them. */
function keyOf(resources: DeviceResources, { kernel, alternatives }: Call): string {
  const labels = [kernel, ...alternatives.map((variant) => variant.kernel)].map(({ label }) => label)
  return JSON.stringify([adapterOf(resources), resources.textures, labels, kernel.constants])
}

function adapterOf({ info }: DeviceResources): string {
  return [info.vendor, info.architecture, info.device, info.description].join('/')
}

async function fastest(resources: DeviceResources, call: Call): Promise<Variant> {
  const candidates = candidatesOf(resources, call)
  const times = await timesOf(resources, candidates)
  return candidates[times.indexOf(Math.min(...times))].variant
}

async function compileAll(resources: DeviceResources, call: Call): Promise<void> {
  await Promise.all(
    candidatesOf(resources, call).map((each) => resources.pipelines.compile(each.variant.kernel, accessesOf(each))),
  )
}

function candidatesOf({ textures }: DeviceResources, call: Call): Candidate[] {
  const operands = [...call.bindings].map(([binding, { words }]) => ({ binding, words }))
  return [call, ...call.alternatives].map((variant) => ({ variant, operands, textures }))
}

/** What is timed: a variant over operands of so many words, which it reads from textures where it can if `textures`. */
interface Candidate {
  variant: Variant
  operands: readonly { binding: number; words: number }[]
  textures: boolean
}

function accessesOf({ variant, operands, textures }: Candidate): Accesses {
  const reads = readsOf(variant.kernel.source, variant.kernel.constants)
  return new Map(
    operands.map(({ binding }) => [binding, { isTexture: textures && reads.get(binding)?.isWide === true, start: 0 }]),
  )
}

/** ms of a run of each: the shortest of several samples, taken in turn, so that what else the machine does meets all alike. */
async function timesOf(
  resources: DeviceResources,
  candidates: readonly Candidate[],
  asked?: typeof SAMPLES,
): Promise<number[]> {
  // Samples that are asked for may be shorter than the adapter's own clock can tell.
  const watch = asked ? new Stopwatch(resources.device, false) : new Stopwatch(resources.device)
  const samples = asked ?? (watch.isExact ? EXACT_SAMPLES : SAMPLES)
  const trials: Trial[] = []
  try {
    for (const candidate of candidates) trials.push(await Trial.prepare(resources, watch, candidate, samples.ms))
    // As many of each: the round trip is then the same part of all.
    const runs = Math.max(...trials.map((trial) => trial.runs))
    const times = trials.map(() => Infinity)
    for (let sample = 0; sample < samples.count; sample++) {
      for (const [i, trial] of trials.entries()) times[i] = Math.min(times[i], await trial.time(runs))
    }
    return times
  } finally {
    for (const trial of trials) trial.free()
    watch.free()
  }
}

/** One of them, ready to run. */
class Trial {
  /** Runs that make a sample. */
  runs = 1
  readonly #held: (() => void)[] = []
  #pipeline!: GPUComputePipeline
  #group!: GPUBindGroup

  private constructor(
    readonly resources: DeviceResources,
    readonly watch: Stopwatch,
    readonly candidate: Candidate,
  ) {}

  static async prepare(
    resources: DeviceResources,
    watch: Stopwatch,
    candidate: Candidate,
    sampleMs: number,
  ): Promise<Trial> {
    const trial = new Trial(resources, watch, candidate)
    try {
      await trial.#open(sampleMs)
      return trial
    } catch (error) {
      trial.free()
      throw error
    }
  }

  async #open(sampleMs: number): Promise<void> {
    const { device, pipelines } = this.resources
    const { variant, operands } = this.candidate
    const accesses = accessesOf(this.candidate)
    const entries = operands.map(({ binding, words }): GPUBindGroupEntry => {
      const resource = accesses.get(binding)!.isTexture ? this.#texture(words) : { buffer: this.#buffer(words) }
      return { binding, resource }
    })
    this.#pipeline = await pipelines.compile(variant.kernel, accesses)
    this.#group = device.createBindGroup({ layout: pipelines.layout(accesses), entries })
    // The first run warms it.
    await this.#elapsed(1)
    for (let ms = 0; ms < sampleMs && this.runs < MOST_RUNS;) {
      ms = await this.#elapsed(this.runs)
      if (ms < sampleMs) this.runs = Math.min(MOST_RUNS, Math.ceil(this.runs * Math.min(10, (1.2 * sampleMs) / ms)))
    }
  }

  #buffer(words: number): GPUBuffer {
    const buffer = this.resources.createBuffer(Math.ceil(words / 4) * 4)
    this.#held.push(() => {
      this.resources.freeBuffer(buffer)
    })
    return buffer
  }

  #texture(words: number): GPUTextureView {
    const texture = this.resources.createTexture(linesOf(words))
    this.#held.push(() => {
      this.resources.freeTexture(texture)
    })
    return texture.createView()
  }

  /** ms of one of so many runs. */
  async time(runs: number): Promise<number> {
    return (await this.#elapsed(runs)) / runs
  }

  #elapsed(runs: number): Promise<number> {
    return this.watch.time((pass) => {
      pass.setPipeline(this.#pipeline)
      pass.setBindGroup(0, this.#group)
      for (let run = 0; run < runs; run++) pass.dispatchWorkgroups(...this.candidate.variant.workgroups)
    })
  }

  free(): void {
    for (const free of this.#held) free()
  }
}
