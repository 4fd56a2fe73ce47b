import { describe, expect, it } from 'vitest'
import { disagreement } from '../../bench/measure/contest'
import { quantile, spread } from '../../bench/measure/statistics'
import { forwardFlops, layerWork, stepFlops } from '../../bench/work'
import { PRESETS } from '../../src/stem/presets'

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
