import type { Engine } from '../../src/kernels'
import { adapterSummary } from '../../src/kernels'
import fmaSource from './fma_peak.wgsl?raw'
import copySource from './copy_peak.wgsl?raw'
import { dispatchTimes, prepareDispatch } from './dispatch-time'

/** Larger than the last-level cache of any processor or GPU that this is likely to meet, smaller than WebGPU's default limit. */
const COPY_BYTES = 96 * 2 ** 20

/**
 * How many accumulators hide the latency and still fit the registers, how far the loop has to be unrolled until its own
 * cost vanishes, and how a multiply-add is best written: that depends on what compiles the shader.
 */
const CHAINS = [8, 10, 12, 16]
const UNROLL = [8, 16]
const FORMS = ['written', 'fused']
const ROUNDS = 128

/**
 * The most that the adapter's arithmetic does, 10⁹ operations a second: the best of several register-only loops and of
 * all their samples, since nothing can make one of them too fast.
 */
export async function fmaPeakGflops(engine: Engine, sampleMs: number): Promise<number> {
  const factors = engine.upload(Float32Array.of(0.999, 0.001))
  // Enough to fill every core of a large GPU; a processor would take seconds over as many.
  const THREADS = adapterSummary(engine.info).kind === 'hardware' ? 2 ** 20 : 2 ** 14
  const out = engine.allocate(THREADS)
  const loops = FORMS.flatMap((form) => UNROLL.flatMap((unroll) => CHAINS.map((chains) => ({ form, unroll, chains }))))
  let best = 0
  for (const { form, unroll, chains } of loops) {
    const constants = { CHAINS: chains, UNROLL: unroll, ROUNDS, THREADS, FORM: form }
    const kernel = { label: 'FMA peak', source: fmaSource, constants }
    const ms = await shortest(engine, () => engine.record(kernel, { 0: factors, 1: out }, THREADS), sampleMs)
    best = Math.max(best, (2 * chains * unroll * ROUNDS * THREADS) / ms / 1e6)
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
  const ms = await shortest(engine, () => engine.record(kernel, { 0: x, 1: out }, N4), sampleMs)
  engine.release(x)
  engine.release(out)
  return (2 * bytes) / ms / 1e6
}

async function shortest(engine: Engine, record: () => void, sampleMs: number): Promise<number> {
  const { calls } = engine.capture(record).recording
  return Math.min(...(await dispatchTimes(engine, await prepareDispatch(engine, calls[0]), sampleMs)))
}
