import type { Call, Variant } from './call'
import type { DeviceResources } from './resources'

/** Keeps the winners between sessions: IndexedDB in a browser, a file in Node. */
export interface TuningStore {
  load(): Promise<Record<string, string>>
  save(winners: Record<string, string>): Promise<void>
}

/** Seconds that measuring may take on a first start; what is not reached in time keeps its first variant. */
const BUDGET = 3
/** Runs of a variant that are timed together, after one that compiles and warms it. */
const RUNS = 5

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

  /** The same calls, each as its fastest variant. */
  async choose(resources: DeviceResources, calls: readonly Call[]): Promise<Call[]> {
    const open = calls.filter(({ alternatives }) => alternatives.length > 0)
    if (open.length === 0) return [...calls]
    this.#winners ??= (await this.#store?.load()) ?? {}
    const deadline = performance.now() + BUDGET * 1000
    let measured = false
    for (const call of open.sort((a, b) => threads(b) - threads(a))) {
      const key = keyOf(resources, call)
      if (key in this.#winners || this.#unmeasured.has(key)) continue
      if (performance.now() > deadline) {
        this.#unmeasured.add(key)
        continue
      }
      this.#winners[key] = (await fastest(resources, call)).kernel.label
      measured = true
    }
    if (measured) await this.#store?.save(this.#winners)
    const winners = this.#winners
    return calls.map((call) => {
      const winner = winners[keyOf(resources, call)]
      const variant = call.alternatives.find(({ kernel }) => kernel.label === winner)
      return variant ? { ...call, ...variant } : call
    })
  }
}

function threads({ workgroups: [x, y, z] }: Variant): number {
  return x * y * z
}

/** The adapter and everything that shapes the call; tiles are what the variants differ in, and labels name them. */
function keyOf({ info }: DeviceResources, { kernel, alternatives }: Call): string {
  const labels = [kernel, ...alternatives.map((variant) => variant.kernel)].map(({ label }) => label)
  const adapter = [info.vendor, info.architecture, info.device, info.description].join('/')
  return JSON.stringify([adapter, labels, kernel.constants])
}

async function fastest(resources: DeviceResources, call: Call): Promise<Variant> {
  const numbers = [...call.bindings.keys()]
  const buffers = [...call.bindings].map(([binding, { words }]) => {
    const buffer = resources.createBuffer(Math.ceil(words / 4) * 4)
    return { binding, resource: { buffer } }
  })
  const group = resources.device.createBindGroup({ layout: resources.pipelines.layout(numbers), entries: buffers })
  try {
    let best: Variant = call
    let shortest = Infinity
    for (const variant of [call, ...call.alternatives]) {
      const pipeline = await resources.pipelines.compile(variant.kernel, numbers)
      const time = async (runs: number) => {
        const started = performance.now()
        const encoder = resources.device.createCommandEncoder()
        const pass = encoder.beginComputePass()
        pass.setPipeline(pipeline)
        pass.setBindGroup(0, group)
        for (let run = 0; run < runs; run++) pass.dispatchWorkgroups(...variant.workgroups)
        pass.end()
        resources.device.queue.submit([encoder.finish()])
        await resources.device.queue.onSubmittedWorkDone()
        return performance.now() - started
      }
      await time(1)
      const elapsed = Math.min(await time(RUNS), await time(RUNS))
      if (elapsed < shortest) [best, shortest] = [variant, elapsed]
    }
    return best
  } finally {
    for (const { resource } of buffers) resources.freeBuffer(resource.buffer)
  }
}
