import type { Engine } from '../../src/kernels'
import { adapterSummary } from '../../src/kernels'
import fmaSource from './fma_peak.wgsl?raw'
import copySource from './copy_peak.wgsl?raw'
import { dispatchMs } from './dispatch-time'

/** Larger than the last-level cache of any processor or GPU that this is likely to meet, smaller than WebGPU's default limit. */
const COPY_BYTES = 96 * 2 ** 20

/** How many accumulators hide the latency, and how the multiply-add is best written, depends on the compiler below. */
const CHAINS = [4, 8, 12, 16]
const FORMS = ['written', 'fused']

/**
 * The most that the adapter's arithmetic does, 10⁹ operations a second: the best of several register-only loops, since
 * nothing but other work on the machine can make one of them too fast or too slow.
 */
export async function fmaPeakGflops(engine: Engine, sampleMs: number): Promise<number> {
  const factors = engine.upload(
    Float32Array.of(...new Array<number>(4).fill(0.999), ...new Array<number>(4).fill(0.001)),
  )
  // Enough to fill every core of a large GPU; a processor would take seconds over as many.
  const THREADS = adapterSummary(engine.info).kind === 'hardware' ? 2 ** 19 : 2 ** 12
  const out = engine.allocate(4 * THREADS)
  let best = 0
  for (const FORM of FORMS) {
    for (const chains of CHAINS) {
      const ROUNDS = 256
      const constants = { CHAINS: chains, ROUNDS, THREADS, FORM }
      const kernel = { label: 'FMA peak', source: fmaSource, constants }
      const ms = await timeOf(engine, () => engine.record(kernel, { 0: factors, 1: out }, THREADS), sampleMs)
      best = Math.max(best, (2 * 4 * chains * ROUNDS * THREADS) / ms / 1e6)
    }
  }
  engine.release(factors)
  engine.release(out)
  return best
}

/** Bytes that a plain copy reads and writes, 10⁹ a second. */
export async function copyPeakGBs(engine: Engine, sampleMs: number): Promise<number> {
  const { maxBufferSize, maxStorageBufferBindingSize } = engine.device.limits
  const bytes = Math.min(COPY_BYTES, maxBufferSize, maxStorageBufferBindingSize)
  const [x, out] = [engine.allocate(bytes / 4), engine.allocate(bytes / 4)]
  const N4 = bytes / 16
  const kernel = { label: 'copy peak', source: copySource, constants: { N4 } }
  const ms = await timeOf(engine, () => engine.record(kernel, { 0: x, 1: out }, N4), sampleMs)
  engine.release(x)
  engine.release(out)
  return (2 * bytes) / ms / 1e6
}

async function timeOf(engine: Engine, record: () => void, sampleMs: number): Promise<number> {
  const { calls } = engine.capture(record).recording
  return dispatchMs(engine, calls[0], sampleMs)
}
