import type { Call } from './call'
import type { Arena, Mirror } from './placement'
import { accessesOf, freeArena, mirrorOf, mirrorOperands, placeTransients, updateMirror } from './placement'
import type { DeviceResources } from './resources'
import type { Storage } from './storage'

interface Dispatch {
  pipeline: GPUComputePipeline
  group: GPUBindGroup
  workgroups: readonly [number, number, number]
  /** What it may change and others read from textures. */
  mirrors: readonly Mirror[]
  /** What else it may change: another program may yet read it from a texture. */
  unmirrored: readonly Storage[]
}

/** Calls with their pipelines, bind groups and memory made once, to be run any number of times. */
export class Program {
  readonly #resources: DeviceResources
  readonly #dispatches: Dispatch[]
  readonly #arena: Arena

  private constructor(resources: DeviceResources, dispatches: Dispatch[], arena: Arena) {
    this.#resources = resources
    this.#dispatches = dispatches
    this.#arena = arena
  }

  /** Places the results of `calls` (see `placeTransients`) and compiles the kernels for where their operands lie. */
  static async build(resources: DeviceResources, calls: readonly Call[], keep: Iterable<Storage>): Promise<Program> {
    const kept = new Set([...keep].map((storage) => storage.root))
    mirrorOperands(resources, calls)
    const arena = placeTransients(resources, calls, kept)
    const dispatches = await Promise.all(
      calls.map((call, index) => {
        // A copy that nobody is to read may no longer be made: the texture is then another result's.
        const isReadLater = (root: Storage) => (arena.texturedUntil.get(root) ?? Infinity) > index
        return prepare(resources, call, isReadLater)
      }),
    ).catch((error: unknown) => {
      freeArena(resources, arena)
      throw error
    })
    for (const storage of arena.storages) if (!kept.has(storage)) storage.displace()
    return new Program(resources, dispatches, arena)
  }

  get memory(): Arena['memory'] {
    return this.#arena.memory
  }

  /** Encodes and submits it all; does not wait. */
  run(): void {
    const encoder = this.#resources.device.createCommandEncoder()
    let pass = encoder.beginComputePass()
    for (const { pipeline, group, workgroups, mirrors, unmirrored } of this.#dispatches) {
      encode(pass, { pipeline, group, workgroups })
      const changed = [...mirrors, ...unmirrored.flatMap((storage) => mirrorOf(storage) ?? [])]
      if (changed.length === 0) continue
      pass.end()
      for (const each of changed) updateMirror(encoder, each)
      pass = encoder.beginComputePass()
    }
    pass.end()
    this.#resources.device.queue.submit([encoder.finish()])
  }

  /** Encodes it so many times into a pass, to be timed: what others read from textures is not brought up to date. */
  repeat(pass: GPUComputePassEncoder, times: number): void {
    for (let i = 0; i < times; i++) {
      for (const dispatch of this.#dispatches) encode(pass, dispatch)
    }
  }

  free(): void {
    freeArena(this.#resources, this.#arena)
  }
}

function encode(
  pass: GPUComputePassEncoder,
  { pipeline, group, workgroups }: Pick<Dispatch, 'pipeline' | 'group' | 'workgroups'>,
): void {
  pass.setPipeline(pipeline)
  pass.setBindGroup(0, group)
  pass.dispatchWorkgroups(...workgroups)
}

async function prepare(
  { device, pipelines }: DeviceResources,
  call: Call,
  isReadLater: (root: Storage) => boolean,
): Promise<Dispatch> {
  const { accesses, changed: all } = accessesOf(call)
  const changed = all.filter(isReadLater)
  const mirrors = changed.flatMap((storage) => mirrorOf(storage) ?? [])
  const unmirrored = changed.filter((storage) => !storage.texture)
  const entries = [...call.bindings].map(([binding, storage]): GPUBindGroupEntry => {
    if (accesses.get(binding)!.isTexture) return { binding, resource: storage.texture!.texture.createView() }
    // Whole vec4s: a length that is not a multiple of 4 is padded inside its aligned place.
    return { binding, resource: { ...storage.location, size: Math.ceil(storage.words / 4) * 16 } }
  })
  const pipeline = await pipelines.compile(call.kernel, accesses)
  const group = device.createBindGroup({ layout: pipelines.layout(accesses), entries })
  return {
    pipeline,
    group,
    workgroups: call.workgroups,
    mirrors,
    unmirrored,
  }
}
