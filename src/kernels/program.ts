import type { Call } from './call'
import { planArena } from './plan'
import type { DeviceResources } from './resources'
import type { Storage } from './storage'
import { aligned } from './storage'

interface Dispatch {
  pipeline: GPUComputePipeline
  group: GPUBindGroup
  workgroups: readonly [number, number, number]
}

/** Calls with their pipelines, bind groups and memory made once, to be run any number of times. */
export class Program {
  readonly #resources: DeviceResources
  readonly #dispatches: Dispatch[]
  readonly #arena: Arena

  private constructor(
    resources: DeviceResources,
    dispatches: Dispatch[],
    arena: Arena,
    /** Bytes of the arena, and the fewest that any plan could have needed. */
    readonly memory: { arena: number; peak: number },
  ) {
    this.#resources = resources
    this.#dispatches = dispatches
    this.#arena = arena
  }

  /**
   * Gives every result of `calls` that has no place yet one in a common arena, where those in `keep` stay until the
   * program is freed and the others only as long as a call still reads them.
   */
  static async build(resources: DeviceResources, calls: readonly Call[], keep: Iterable<Storage>): Promise<Program> {
    const kept = new Set([...keep].map((storage) => storage.root))
    const { arena, memory } = placeTransients(resources, calls, kept)
    const dispatches = await Promise.all(
      calls.map(async ({ kernel, bindings, workgroups }): Promise<Dispatch> => {
        const numbers = [...bindings.keys()]
        const pipeline = await resources.pipelines.compile(kernel, numbers)
        const group = resources.device.createBindGroup({
          layout: resources.pipelines.layout(numbers),
          entries: [...bindings].map(([binding, storage]) => ({
            binding,
            // Whole vec4s: a length that is not a multiple of 4 is padded inside its aligned place.
            resource: { ...storage.location, size: Math.ceil(storage.words / 4) * 16 },
          })),
        })
        return { pipeline, group, workgroups }
      }),
    ).catch((error: unknown) => {
      freeArena(resources, arena)
      throw error
    })
    for (const storage of arena.storages) if (!kept.has(storage)) storage.displace()
    return new Program(resources, dispatches, arena, memory)
  }

  /** Encodes one pass and submits it; does not wait. */
  run(): void {
    const encoder = this.#resources.device.createCommandEncoder()
    const pass = encoder.beginComputePass()
    for (const { pipeline, group, workgroups } of this.#dispatches) {
      pass.setPipeline(pipeline)
      pass.setBindGroup(0, group)
      pass.dispatchWorkgroups(...workgroups)
    }
    pass.end()
    this.#resources.device.queue.submit([encoder.finish()])
  }

  free(): void {
    freeArena(this.#resources, this.#arena)
  }
}

/** The buffer of a program's results, and the storages that have their place in it. */
interface Arena {
  buffer: GPUBuffer | null
  storages: Storage[]
}

function freeArena(resources: DeviceResources, { buffer, storages }: Arena): void {
  if (buffer) resources.freeBuffer(buffer)
  for (const storage of storages) storage.displace()
}

function placeTransients(
  resources: DeviceResources,
  calls: readonly Call[],
  keep: ReadonlySet<Storage>,
): { arena: Arena; memory: Program['memory'] } {
  const lifetimes = new Map<Storage, { words: number; first: number; last: number }>()
  calls.forEach(({ bindings }, index) => {
    for (const storage of bindings.values()) {
      const root = storage.root
      // What lost its place gets no new one, empty as it would be: binding it fails.
      if (root.placed || root.displaced) continue
      const lifetime = lifetimes.get(root)
      if (lifetime) lifetime.last = index
      else lifetimes.set(root, { words: aligned(root.words), first: index, last: index })
    }
  })
  for (const root of keep) {
    const lifetime = lifetimes.get(root)
    if (lifetime) lifetime.last = calls.length
  }
  const plan = planArena([...lifetimes.values()])
  const memory = { arena: plan.size * 4, peak: plan.peak * 4 }
  const storages = [...lifetimes.keys()]
  if (storages.length === 0) return { arena: { buffer: null, storages }, memory }
  const buffer = resources.createBuffer(plan.size)
  storages.forEach((storage, index) => storage.place(buffer, plan.offsets[index] * 4))
  return { arena: { buffer, storages }, memory }
}
