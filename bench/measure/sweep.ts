import type { Implementation } from '../peers/trainer'
import type { SweepResult } from '../result'
import type { Preset } from '../../src/stem/model/presets'
import { stepFlops } from '../work'
import { makeWorkload, resized } from '../workload'
import { contest } from './contest'
import { spread } from './statistics'

const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256]
const PATCHES = [32, 48, 64, 80, 96, 112, 128]

/** Rounds and time for a point, ms: a curve needs less certainty than a comparison. */
const ROUNDS = 5
const BUDGET = 10_000
const SAMPLE = 200

/** jax-js compiles for most of a minute for every new shape; a curve of its compiler is not what is asked here. */
const SLOW_TO_COMPILE = ['jax-js']

/** How the cost of a training step grows with the batch and with the side of a patch. */
export async function sweep(
  implementations: readonly Implementation[],
  preset: Preset,
  seed: number,
  log: (message: string) => void,
): Promise<SweepResult[]> {
  const taking = implementations.filter(({ name }) => !SLOW_TO_COMPILE.includes(name))
  const results: SweepResult[] = []
  for (const [axis, values] of [['batch', BATCHES] as const, ['patch', PATCHES] as const]) {
    const rows = taking.map(({ name }): SweepResult => ({
      preset: preset.name,
      axis,
      implementation: name,
      points: [],
    }))
    for (const value of values) {
      log(`${preset.name}: ${axis} ${value}`)
      const sized = resized(preset, { [axis]: value })
      const workload = await makeWorkload(sized, seed)
      const options = { tolerance: 1e-4, rounds: ROUNDS, budgetMs: BUDGET, sampleMs: SAMPLE, log: () => undefined }
      const { entries } = await contest(taking, workload, options)
      for (const { name, samples, trainer } of entries) {
        const times = spread(samples)
        const gflops = stepFlops(sized) / times.medianMs / 1e6
        rows.find((row) => row.implementation === name)!.points.push({ value, ...times, gflops })
        await trainer.close()
      }
    }
    results.push(...rows)
  }
  return results
}
