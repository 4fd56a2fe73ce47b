import { beforeEach, describe, expect, it } from 'vitest'
import { DeviceError } from '../../src/errors'
import type { Engine } from '../../src/kernels'
import { openDevice, Storage } from '../../src/kernels'
import { openNodeDevice } from '../../src/kernels/node'
import { compile, functional as F, Tensor } from '../../src/nn'
import type { Preset } from '../../src/stem/model/presets'
import { PRESETS } from '../../src/stem/model/presets'
import { throughLoss } from '../../src/stem/model/through-loss'
import type { Checkpoint } from '../../src/stem/model/train'
import { trainVae } from '../../src/stem/model/train'
import { Vae } from '../../src/stem/model/vae'
import { collectGarbage } from '../support/memory'

/** A device of its own for each test: it will not be the same afterwards. */
let engine: Engine

beforeEach(async () => {
  engine = await openNodeDevice()
  return () => engine.close()
})

/** The error that a promise comes to; it fails the test if it comes to none, or to another kind. */
async function failure(promise: Promise<unknown>): Promise<DeviceError> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => error,
  )
  expect(outcome).toBeInstanceOf(DeviceError)
  return outcome as DeviceError
}

it('leaves nothing behind when it is closed: what keeps a device keeps its threads', async () => {
  const used = async () => {
    const own = await openNodeDevice()
    await F.square(Tensor.from(own, [1, 2], [2])).data()
    own.close()
    return new WeakRef(own.device)
  }
  const device = await used()
  const isGone = () => {
    collectGarbage()
    return device.deref() === undefined
  }
  await expect.poll(isGone, { timeout: 5000 }).toBe(true)
})

describe('a shader that does not compile', () => {
  const source = `
@group(0) @binding(0) var<storage, read_write> x: array<f32, N>;
@compute @workgroup_size(WORKGROUP)
fn main() {
  x[0] = 1u + 0.5f; // here
}`
  const recordBroken = (x: Tensor) => {
    engine.record({ label: 'broken', source, constants: { N: 2 } }, { 0: x.storage }, 2)
  }

  it('is named with its line and what is wrong there', async () => {
    const x = Tensor.from(engine, [1, 2], [2])
    recordBroken(x)
    const { code, message } = await failure(engine.flush())
    expect(code).toBe('shader')
    expect(message).toContain('the shader "broken"')
    expect(message).toMatch(/\d+:10 no matching overload/)
    expect(message).toContain('x[0] = 1u + 0.5f; // here')
  })

  it('fails the step that uses it, whole, and nothing else', async () => {
    const x = Tensor.from(engine, [1, 2], [2])
    const before = engine.memory()
    const build = () => {
      const y = F.square(x)
      recordBroken(x)
      return { y }
    }
    await failure(compile(engine, build))
    expect(engine.memory()).toMatchObject({ bytes: before.bytes, buffers: before.buffers })
    expect([...(await x.data())], 'the data are as they were').toEqual([1, 2])
    expect([...(await F.square(x).data())], 'the device still works').toEqual([1, 4])
  })

  it('fails those who wait for an eager result, not those who come after', async () => {
    const x = Tensor.from(engine, [1, 2], [2])
    const y = F.square(x)
    recordBroken(x)
    const outcomes = await Promise.all([failure(y.data()), failure(x.data())])
    expect(outcomes.map(({ code }) => code)).toEqual(['shader', 'shader'])
    expect([...(await x.data())]).toEqual([1, 2])
    await expect(y.data(), 'what was lost with the shader').rejects.toThrow('no values here')
  })
})

describe('a command that WebGPU refuses', () => {
  it('is reported by the next read, once', async () => {
    const x = Tensor.from(engine, [1, 2], [2])
    engine.device.queue.writeBuffer(x.storage.location.buffer, 1 << 20, new Float32Array(1))
    const { code, message } = await failure(x.data())
    expect(code).toBe('gpu')
    expect(message).toContain('the adapter refused a command')
    expect([...(await x.data())]).toEqual([1, 2])
  })

  it('does not happen to data that are too long: they are refused before', () => {
    const x = Tensor.from(engine, [1, 2], [2])
    expect(() => engine.write(x.storage, new Float32Array(3))).toThrow('3 numbers do not fit a storage of 2')
  })

  it('nor to a buffer beyond the limit of the adapter', () => {
    const { maxBufferSize, maxStorageBufferBindingSize } = engine.device.limits
    const words = Math.min(maxBufferSize, maxStorageBufferBindingSize) / 4 + 1
    expect(() => engine.allocate(words)).toThrow(DeviceError)
    expect(() => engine.allocate(words)).toThrow(/over this adapter's limit of \d+: take a smaller preset/)
  })

  it('is told from no memory, which says what to change', async () => {
    const x = Tensor.from(engine, [1, 2], [2])
    const error = new GPUOutOfMemoryError('12 GB of 8')
    engine.device.onuncapturederror!.call(
      engine.device,
      Object.assign(new Event('uncapturederror'), { error }) as never,
    )
    const { code, message } = await failure(x.data())
    expect(code).toBe('out-of-memory')
    expect(message).toMatch(/close what else uses it, or take a smaller preset.*12 GB of 8/)
    expect([...(await x.data())], 'and the device still works').toEqual([1, 2])
  })

  it('nor to a view that WebGPU could not bind', () => {
    expect(() => Storage.unplaced(256).view(4, 8)).toThrow('multiple of 64')
  })
})

const half = { kernel: 4, stride: 2, padding: 1 }

/** The smallest model there is, so that few shaders have to be compiled for a device that is destroyed at once. */
const TINY: Preset = {
  ...PRESETS.fast,
  patch: 8,
  encoder: [{ channels: 4, ...half }],
  latent: 4,
  seedImage: [4, 4, 4],
  decoder: [{ channels: 1, ...half }],
  batch: 2,
}

describe('a lost device', () => {
  const lost = async (promise: Promise<unknown>) => expect((await failure(promise)).code).toBe('device-lost')

  it('is an error for every read that follows', async () => {
    const x = Tensor.from(engine, [1, 2], [2])
    const step = await compile(engine, () => ({ y: F.square(x) }))
    engine.device.destroy()
    step.run()
    await lost(step.read('y'))
    await lost(x.data())
    await lost(F.scale(x, 2).data())
  })

  it('is an error for a read under way', async () => {
    const x = Tensor.from(engine, new Float32Array(1 << 16), [1 << 16])
    const reading = F.square(x).data()
    engine.device.destroy()
    await lost(reading)
  })

  it('ends a training instead of hanging it', async () => {
    const vae = new Vae(TINY, 1).to(engine)
    const patches = { data: new Float32Array(2 * 8 * 8), count: 2, size: 8 }
    const training = trainVae(engine, vae, patches, {
      seed: 1,
      epochs: 1000,
      onProgress: ({ done }) => {
        if (done === 2) engine.device.destroy()
      },
    })
    await lost(training)
  })

  it('does not end one that can go on elsewhere, which comes to the same weights', async () => {
    const patches = { data: Float32Array.from({ length: 6 * 64 }, (_, i) => (i % 7) / 7), count: 6, size: 8 }
    const epochs = 4
    const told: number[] = []
    const stages: string[] = []
    const train = async (on: Engine, destroyAt: number, from?: Checkpoint, onCheckpoint?: (at: Checkpoint) => void) => {
      const vae = new Vae(TINY, 1).to(on)
      const { losses } = await trainVae(on, vae, patches, {
        seed: 1,
        epochs,
        onEpoch: (epoch) => void told.push(epoch),
        onProgress: ({ done }) => done === destroyAt && on.device.destroy(),
        ...(from && { from }),
        ...(onCheckpoint && { onCheckpoint }),
      })
      return { losses, state: await vae.stateDict() }
    }
    const other = await openNodeDevice()
    const whole = await train(other, 0)
    told.length = 0
    // In the middle of the third epoch of three steps each.
    const survivor = await throughLoss(
      engine,
      () => Promise.resolve(other),
      (on, from, keep) => train(on, on === engine ? 7 : 0, from, keep),
      { onProgress: ({ stage }) => stages.push(stage) },
    )
    expect(told).toEqual([1, 2, 3, 4])
    expect(stages).toEqual(['adapter-lost'])
    expect(survivor).toEqual(whole)
    const twice = throughLoss(
      await openNodeDevice(),
      () => Promise.resolve(other),
      (on, ...rest) => train(on, 1, ...rest),
      {},
    )
    await lost(twice)
  })

  it('that we closed ourselves is an error as well, not a hang', async () => {
    const x = Tensor.from(engine, [1, 2], [2])
    engine.close()
    await failure(x.data())
  })
})

describe('no device at all', () => {
  it('says what to do without WebGPU, and without an adapter', async () => {
    expect((await failure(openDevice(undefined))).code).toBe('no-webgpu')
    const blind = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU
    expect((await failure(openDevice(blind))).code).toBe('no-adapter')
  })
})
