import type { Call } from './call'
import type { Accesses } from './operands'
import { BUFFER, linesOf, readsOf, TEXELS } from './operands'
import type { Lifetime } from './plan'
import { planArena, planObjects } from './plan'
import type { DeviceResources } from './resources'
import type { Storage } from './storage'
import { aligned } from './storage'

/** The buffer and the textures of a program's results, and the storages that have their places there. */
export interface Arena {
  buffer: GPUBuffer | null
  textures: GPUTexture[]
  storages: Storage[]
  /** The last call that reads a result from its texture, which is another's from then on. */
  texturedUntil: ReadonlyMap<Storage, number>
  /** Bytes of it all, and the fewest that its live results need at once. */
  memory: { arena: number; peak: number }
}

export function freeArena(resources: DeviceResources, { buffer, textures, storages }: Arena): void {
  if (buffer) resources.freeBuffer(buffer)
  for (const texture of textures) resources.freeTexture(texture)
  for (const storage of storages) storage.displace()
}

/**
 * Gives every result of `calls` that has no place yet one in a common arena, where those in `keep` stay until the
 * arena is freed and the others only as long as a call still reads them; and a texture, if that is how they are read.
 */
export function placeTransients(resources: DeviceResources, calls: readonly Call[], keep: ReadonlySet<Storage>): Arena {
  const { buffered, textured } = lifetimesOf(resources, calls)
  for (const root of keep) {
    for (const lifetime of [buffered.get(root), textured.get(root)]) if (lifetime) lifetime.last = calls.length
  }
  const inBuffer = planArena([...buffered.values()])
  const inTextures = planObjects([...textured.values()])
  const memory = {
    arena: 4 * (inBuffer.size + inTextures.sizes.reduce((sum, words) => sum + words, 0)),
    peak: 4 * (inBuffer.peak + inTextures.peak),
  }
  const storages = [...buffered.keys()]
  const texturedUntil = new Map(Array.from(textured, ([root, { last }]) => [root, last]))
  if (storages.length === 0) return { buffer: null, textures: [], storages, texturedUntil, memory }
  const buffer = resources.createBuffer(inBuffer.size)
  const textures = inTextures.sizes.map((words) => resources.createTexture(linesOf(words)))
  storages.forEach((storage, i) => storage.place(buffer, inBuffer.offsets[i] * 4))
  const inOrder = [...textured.keys()]
  inOrder.forEach((storage, i) => storage.mirrorIn(textures[inTextures.objects[i]]))
  return { buffer, textures, storages, texturedUntil, memory }
}

/** When the results of `calls` that have no place yet are needed in a buffer, and when in a texture. */
function lifetimesOf(resources: DeviceResources, calls: readonly Call[]) {
  const buffered = new Map<Storage, Lifetime>()
  const textured = new Map<Storage, Lifetime>()
  calls.forEach(({ kernel, bindings }, index) => {
    const reads = readsOf(kernel.source, kernel.constants)
    for (const [binding, { root }] of bindings) {
      // What lost its place gets no new one, empty as it would be: binding it fails.
      if (root.placed || root.displaced) continue
      const lifetime = buffered.get(root)
      // The first call that binds a result is the one that makes it.
      if (!lifetime) buffered.set(root, { words: aligned(root.words), first: index, last: index })
      else if (reads.get(binding)?.isWide && canMirror(resources, root)) {
        const words = 4 * TEXELS * linesOf(root.words)
        textured.set(root, { words, first: lifetime.first, last: index })
      } else lifetime.last = index
    }
  })
  return { buffered, textured }
}

function canMirror({ textures, device }: DeviceResources, storage: Storage): boolean {
  return textures && linesOf(storage.words) <= device.limits.maxTextureDimension2D
}

/** Gives what `calls` read and has long had its place, such as weights, a texture beside its buffer. */
export function mirrorOperands(resources: DeviceResources, calls: readonly Call[]): void {
  if (!resources.textures) return
  const encoder = resources.device.createCommandEncoder()
  for (const { kernel, bindings } of calls) {
    const reads = readsOf(kernel.source, kernel.constants)
    for (const [binding, { root }] of bindings) {
      if (!root.placed || root.texture || !reads.get(binding)?.isWide || !canMirror(resources, root)) continue
      root.mirrorIn(resources.createTexture(linesOf(root.words)))
      updateMirror(encoder, mirrorOf(root)!)
    }
  }
  resources.device.queue.submit([encoder.finish()])
}

/** The two places of a root storage's numbers. */
export interface Mirror {
  buffer: GPUBuffer
  offset: number
  texture: GPUTexture
  texels: number
}

export function mirrorOf(storage: Storage): Mirror | null {
  if (!storage.texture) return null
  const { texture } = storage.texture
  return { ...storage.location, texture, texels: Math.ceil(storage.words / 4) }
}

/** Makes the texture what the buffer is. */
export function updateMirror(encoder: GPUCommandEncoder, { buffer, offset, texture, texels }: Mirror): void {
  const bytesPerRow = 16 * TEXELS
  const whole = Math.floor(texels / TEXELS)
  if (whole > 0) encoder.copyBufferToTexture({ buffer, offset, bytesPerRow }, { texture }, [TEXELS, whole])
  const rest = texels - whole * TEXELS
  const from = { buffer, offset: offset + whole * bytesPerRow, bytesPerRow }
  if (rest > 0) encoder.copyBufferToTexture(from, { texture, origin: [0, whole] }, [rest, 1])
}

/** How a call reaches what is bound to it, and the root storages among it that it may change. */
export function accessesOf({ kernel, bindings }: Call): { accesses: Accesses; changed: Storage[] } {
  const reads = readsOf(kernel.source, kernel.constants)
  const operands = [...bindings]
  return {
    accesses: new Map(
      operands.map(([binding, { texture }]) => [
        binding,
        texture && reads.get(binding)?.isWide ? { isTexture: true, start: texture.start } : BUFFER,
      ]),
    ),
    changed: operands.flatMap(([binding, { root }]) => (reads.has(binding) ? [] : [root])),
  }
}
