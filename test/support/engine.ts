import { afterEach, beforeEach, expect } from 'vitest'
import { Engine } from '../../src/kernels'
import { convolutions } from '../../src/kernels/convolutions-gpu'
import { openNodeDevice } from '../../src/kernels/node'
import { Tensor } from '../../src/nn'

let shared: Promise<Engine> | undefined
let withoutSubgroups: Promise<Engine> | undefined

/**
 * One device for all GPU tests of the process. Every test runs inside an error scope, so that a command which WebGPU
 * refuses fails it even if no value shows it; what it left on the device is freed after it.
 */
export function testEngine(): Promise<Engine> {
  return watched((shared ??= openNodeDevice()))
}

/**
 * A device of which the engine is not told that its subgroups are small. So it takes the kernels that GPUs get, which
 * would otherwise never run on a machine without one.
 */
export function testEngineWithoutSubgroups(): Promise<Engine> {
  const open = async () => {
    const { device, info } = await openNodeDevice()
    const { vendor, architecture, description } = info
    const engine = new Engine(device, { vendor, architecture, description } as GPUAdapterInfo, convolutions)
    // Timing the kernels of GPUs on a software adapter would take longer than the tests.
    engine.tuner = null
    return engine
  }
  return watched((withoutSubgroups ??= open()))
}

async function watched(opening: Promise<Engine>): Promise<Engine> {
  const engine = await opening
  // Which files come after this one in its process is never the same: they would fail, and this one would not.
  engine.close = () => {
    throw new Error('this device is for all tests of the process: close none but your own')
  }
  beforeEach(() => engine.device.pushErrorScope('validation'))
  afterEach(async () => {
    await engine.tidy()
    const error = await engine.device.popErrorScope()
    expect(error?.message ?? '', 'what WebGPU refused').toBe('')
  })
  return engine
}

/** A tensor with these values that `tidy` frees with the results of operations, where `Tensor.from` leaves that to its owner. */
export function temporary(engine: Engine, data: Iterable<number>, shape: readonly number[]): Tensor {
  return new Tensor(engine, engine.constant(Float32Array.from(data)), shape)
}

/** The same, of which a gradient is wanted. */
export function leaf(engine: Engine, data: Iterable<number>, shape: readonly number[]): Tensor {
  const tensor = temporary(engine, data, shape)
  tensor.requiresGrad = true
  return tensor
}

/** What `work` makes on a device that is said to bind no more than `bytes`, a limit lower than any real one. */
export async function withLimit<T>(engine: Engine, bytes: number, work: () => T | Promise<T>): Promise<T> {
  const { limits } = engine.device
  const pretend = (value: object) => Object.defineProperty(engine.device, 'limits', { value, configurable: true })
  pretend({ maxBufferSize: limits.maxBufferSize, maxStorageBufferBindingSize: bytes })
  try {
    return await work()
  } finally {
    pretend(limits)
  }
}
