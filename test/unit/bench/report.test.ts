import { describe, expect, it } from 'vitest'
import { contest, disagreement } from '../../../bench/measure/contest'
import { kernelWork } from '../../../bench/measure/kernel-work'
import { quantile, spread } from '../../../bench/measure/statistics'
import { flattenedWeight, permuted, unfoldedRows } from '../../../bench/peers/layouts'
import { trainingStep } from '../../../bench/peers/lacuna'
import type { Implementation } from '../../../bench/peers/trainer'
import { growth } from '../../../bench/report/growth'
import { benchReport } from '../../../bench/report/html'
import { LEFT, RIGHT } from '../../../bench/report/log-axes'
import { benchTable, withTable } from '../../../bench/report/readme-table'
import { roofline } from '../../../bench/report/roofline'
import type { ImplementationName } from '../../../bench/result'
import { forwardFlops, layerWork, stepFlops } from '../../../bench/work'
import { makeWorkload, resized } from '../../../bench/workload'
import { reportPage } from '../../../src/session/report/page'
import { PRESETS } from '../../../src/stem/model/presets'
import { Vae } from '../../../src/stem/model/vae'
import { madeUpBench } from '../../support/bench'
import { stubEngine } from '../../support/engine-stub'

describe('the work of a model', () => {
  it('counts a layer as by hand', () => {
    const [first, , , linear] = layerWork(PRESETS.fast)
    // 32 × 32 outputs of 4 × 4 taps, 1 channel to 8; and 8 · 8 · 32 inputs to twice 20 latent numbers.
    expect(first.multiplyAdds).toBe(32 * 32 * 16 * 8)
    expect(linear.multiplyAdds).toBe(2048 * 40)
  })

  it('of a step is, for the fast preset, a thirtieth of what it is for the authors’', () => {
    expect(stepFlops(PRESETS.fast) / 1e9).toBeCloseTo(0.47, 2)
    expect(stepFlops(PRESETS.paper) / 1e9).toBeCloseTo(13.7, 1)
    expect(stepFlops(PRESETS.fast)).toBeLessThan(3 * forwardFlops(PRESETS.fast))
  })

  it.each(['fast', 'paper'] as const)('is all found again in the kernels of a step of %s', async (name) => {
    const engine = stubEngine()
    const preset = resized(PRESETS[name], { batch: 2 })
    const { build } = trainingStep(engine, new Vae(preset, 1).to(engine), await makeWorkload(preset, 1))
    const { calls } = engine.capture(build).recording
    const found = calls.map((call) => kernelWork(call).flops).reduce((a, b) => a + b, 0)
    // A new kind of product needs a line in bench/measure/kernel-work.ts.
    expect(found).toBe(stepFlops(preset))
  })

  it('grows with the batch and with the square of the side of a patch', () => {
    const { fast } = PRESETS
    expect(stepFlops(resized(fast, { batch: 64 }))).toBe(2 * stepFlops(fast))
    expect(stepFlops(resized(fast, { patch: 128 }))).toBe(4 * stepFlops(fast))
    expect(() => resized(fast, { patch: 60 })).toThrow('multiple of 8')
  })
})

describe('the statistics of a bench', () => {
  it('interpolates between neighbours', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5)
    expect(quantile([1, 2, 3, 4, 5], 0.25)).toBe(2)
    expect(() => quantile([], 0.5)).toThrow(RangeError)
    expect(spread([10, 30, 20])).toEqual({ medianMs: 20, lowerQuartileMs: 15, upperQuartileMs: 25, samples: 3 })
  })

  it('refuses losses that differ, and those that are no numbers', () => {
    expect(disagreement([100, 50], [100.05, 50], 1e-3)).toBeNull()
    expect(disagreement([100, 51], [100, 50], 1e-3)).toContain('step 2')
    expect(disagreement([NaN], [1], 1e-3)).toContain('step 1')
  })
})

describe('a contest', () => {
  let clock = 0
  /** Takes `stepMs` for a step, and learns as it is told to. */
  function implementation(name: ImplementationName, stepMs: number, losses: readonly number[]): Implementation {
    let done = 0
    const trainer = {
      steps: (count: number) => {
        clock += count * stepMs
        done += count
        return Promise.resolve(losses[Math.min(done, losses.length) - 1])
      },
      predict: () => Promise.resolve(0),
      close: () => Promise.resolve(),
    }
    const create = () => {
      if (losses.length === 0) throw new Error('no such backend')
      clock += 1000
      return Promise.resolve(trainer)
    }
    return { name, create, cpuMs: () => Promise.resolve(null), versions: () => ({}), close: () => undefined }
  }
  const run = async (...implementations: Implementation[]) => {
    const workload = await makeWorkload(resized(PRESETS.fast, { batch: 1 }), 1)
    const limits = { tolerance: 1e-6, rounds: 6, budgetMs: 1e6, sampleMs: 100 }
    return contest(implementations, workload, { ...limits, log: () => undefined, now: () => clock })
  }

  it('times steps one by one until the losses agree, then as many as fill a sample', async () => {
    const { entries, refused } = await run(
      implementation('lacuna', 10, [9, 8, 7]),
      implementation('tfjs', 400, [9, 8, 7]),
    )
    expect(refused).toEqual([])
    expect(entries.map(({ firstStepMs }) => firstStepMs)).toEqual([1010, 1400])
    expect(entries.map(({ samples }) => samples)).toEqual([new Array(6).fill(10), new Array(6).fill(400)])
    expect(entries.map(({ losses }) => losses)).toEqual([
      [9, 8, 7],
      [9, 8, 7],
    ])
  })

  it('leaves out who computes something else, and who cannot begin', async () => {
    const { entries, refused } = await run(
      implementation('lacuna', 10, [9, 8, 7]),
      implementation('tfjs', 10, [9, 8, 7.001]),
      implementation('jax-js', 10, []),
    )
    expect(entries.map(({ name }) => name)).toEqual(['lacuna'])
    expect(refused).toEqual([
      { implementation: 'jax-js', reason: 'Error: no such backend' },
      { implementation: 'tfjs', reason: expect.stringContaining('loss of step 3 is 7.001000') as string },
    ])
  })
})

describe('the layouts of weights', () => {
  it('reorders axes', () => {
    const entry = { shape: [2, 3], data: Float32Array.of(0, 1, 2, 10, 11, 12) }
    expect(permuted(entry, [1, 0])).toEqual({ shape: [3, 2], data: Float32Array.of(0, 10, 1, 11, 2, 12) })
  })

  it('takes a flattened image as channels last', () => {
    // One output over 2 channels of 1 × 2 pixels: PyTorch has the first channel's pixels, then the second's.
    const weight = { shape: [1, 4], data: Float32Array.of(1, 2, 3, 4) }
    expect(flattenedWeight(weight, [1, 2, 2])).toEqual({ shape: [4, 1], data: Float32Array.of(1, 3, 2, 4) })
    expect(unfoldedRows({ shape: [4], data: weight.data }, [1, 2, 2]).data).toEqual(Float32Array.of(1, 3, 2, 4))
  })
})

describe('what a bench writes', () => {
  const result = madeUpBench

  it('is a table for the README, with factors against Lacuna', () => {
    const [head, , ours, jax, torch] = benchTable(result).split('\n')
    expect(head).toBe('| training step | `fast` | of FMA peak | first step |')
    expect(ours).toBe('| Lacuna | 50 ms | 10 % | 4.32 s |')
    expect(jax).toBe('| jax-js (WebGPU) | 300 ms (6×) | 1.66 % | 4.32 s |')
    expect(torch).toBe('| PyTorch (CPU) | 20 ms (0.4×) | – | 4.32 s |')
    expect(benchTable(result)).toContain(
      'An <adapter> (software), 2 cores; 2026-01-02, seed 7, quick run; lacuna 1.2.3',
    )
  })

  it('goes between the markers, again and again', () => {
    const once = withTable('a\n<!-- bench x -->\nold\n<!-- /bench x -->\nz', 'new', 'x')
    expect(once).toBe('a\n<!-- bench x -->\n\nnew\n\n<!-- /bench x -->\nz')
    expect(withTable(once, 'new', 'x')).toBe(once)
    expect(() => withTable(once, 'new', 'y')).toThrow('<!-- bench y -->')
  })

  it('has the roof of a roofline within the plot, flat from the ridge on', () => {
    const [, path] = /d="([^"]*)" class="roof"/.exec(roofline(result, 'fast'))!
    const [start, ridge, end] = path
      .slice(1)
      .split('L')
      .map((point) => point.split(',').map(Number))
    expect(start[0]).toBeGreaterThanOrEqual(LEFT)
    expect(ridge[0]).toBeGreaterThan(start[0])
    expect(ridge[1]).toBeLessThan(start[1])
    expect(end).toEqual([RIGHT, ridge[1]])
  })

  it('has a column for each size that was measured, at equal distances for equal factors', () => {
    const points = [4, 1, 2].map((value) => ({ ...result.sweeps[0].points[0], value }))
    const svg = growth([{ ...result.sweeps[0], points }], 'batch')
    const columns = [...svg.matchAll(/<text x="([^"]*)" [^>]*text-anchor="middle">(\d)</g)]
    const at = Object.fromEntries(columns.map(([, x, label]) => [label, Number(x)]))
    expect(Object.keys(at)).toEqual(['1', '2', '4'])
    expect(at[2] - at[1]).toBeCloseTo(at[4] - at[2], 1)
  })

  it('is one page that asks for nothing else and takes no text for markup', () => {
    const html = reportPage(benchReport(result))
    expect(html).not.toMatch(/\b(?:src|href)=|@import|url\(|<script/)
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/)
    expect(html).not.toMatch(/<adapter>|<slow>|<1>/)
    expect(html).not.toMatch(/NaN|undefined|Infinity/)
    for (const part of ['Training step', 'Inference', 'Roofline', 'Growth', 'Memory']) expect(html).toContain(part)
  })
})
