import type { Engine, Recording } from '../../src/kernels'
import { Program, Stopwatch } from '../../src/kernels'

export type Call = Recording['calls'][number]

/** Samples of one kernel; an odd number, so that the median is one of them. */
const SAMPLES = 3

/** For the shortest kernels, so that encoding them takes no longer than they do. */
const MOST_REPEATS = 1000

/** Runs before the first sample: they warm caches, and how long they take says how often to repeat. */
const WARMING = 5

/** One dispatch of a call, ready to be timed. All that it works on has its place already, so it owns nothing to be freed. */
export function prepareDispatch(engine: Engine, call: Call): Promise<Program> {
  return Program.build(engine, [call], [])
}

/**
 * Times of one dispatch, ms, a sample each. It is repeated within one pass until the pass takes `sampleMs`, so that the
 * cost of submitting and of waiting, where it counts, is shared by many.
 */
export async function dispatchTimes(engine: Engine, program: Program, sampleMs: number): Promise<number[]> {
  const watch = new Stopwatch(engine.device)
  const time = (times: number) =>
    watch.time((pass) => {
      program.repeat(pass, times)
    })
  await time(1)
  const single = (await time(WARMING)) / WARMING
  const repeats = Math.max(1, Math.min(MOST_REPEATS, Math.round(sampleMs / single)))
  const samples: number[] = []
  for (let i = 0; i < SAMPLES; i++) samples.push((await time(repeats)) / repeats)
  watch.free()
  return samples
}
