import type { Engine, Recording } from '../../src/kernels'
import { Program } from '../../src/kernels'

export type Call = Recording['calls'][number]

/** Samples of one kernel; an odd number, so that the median is one of them. */
const SAMPLES = 3

/** Each repeat is a bind group to make; a thousand are enough for the shortest kernels. */
const MOST_REPEATS = 1000

/**
 * Times of one dispatch of `call`, ms, a sample each. It is repeated within one pass until the pass takes `sampleMs`, so that the
 * cost of submitting and of waiting is shared by many.
 */
export async function dispatchTimes(engine: Engine, call: Call, sampleMs: number): Promise<number[]> {
  // All that it works on has its place already, so these programs own nothing that would have to be freed.
  const once = await Program.build(engine, [call], [])
  // The first run warms caches; the second says how often to repeat.
  await passMs(engine, once)
  const single = await passMs(engine, once)
  const repeats = Math.max(1, Math.min(MOST_REPEATS, Math.round(sampleMs / single)))
  const program = await Program.build(engine, new Array<Call>(repeats).fill(call), [])
  const samples: number[] = []
  for (let i = 0; i < SAMPLES; i++) samples.push((await passMs(engine, program)) / repeats)
  return samples
}

async function passMs(engine: Engine, program: Program): Promise<number> {
  const started = performance.now()
  program.run()
  await engine.device.queue.onSubmittedWorkDone()
  return performance.now() - started
}
