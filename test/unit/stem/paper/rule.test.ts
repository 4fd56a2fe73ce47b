import { describe, expect, it } from 'vitest'
import { DEFECT_SETS, IMAGE_SETS } from '../../../../src/stem/paper/image-sets'
import type { ImageSet } from '../../../../src/stem/paper/image-sets'
import { applyRule, bulkInterval, isBulk, PAPER_RULE, PAPER_TABLE1 } from '../../../../src/stem/paper/rule'

describe('bulkInterval', () => {
  it('is mean ± sigmas · the standard deviation of the population', () => {
    // The textbook's example: mean 5, standard deviation 2.
    expect(bulkInterval([2, 4, 4, 4, 5, 5, 7, 9], 1.5)).toEqual({ mean: 5, std: 2, low: 2, high: 8 })
  })

  it('takes float32 statistics of either sign', () => {
    const { mean, std } = bulkInterval(Float32Array.of(-0.25, 0.25, -0.25, 0.25), 1)
    expect([mean, std]).toEqual([0, 0.25])
  })

  it('is a point for numbers that are all the same', () => {
    expect(bulkInterval([3, 3, 3], 1.5)).toEqual({ mean: 3, std: 0, low: 3, high: 3 })
  })

  it('includes its ends', () => {
    const interval = bulkInterval([2, 4, 4, 4, 5, 5, 7, 9], 1.5)
    expect([1.999, 2, 5, 8, 8.001].map((value) => isBulk(value, interval))).toEqual([false, true, true, true, false])
    expect(isBulk(NaN, interval), 'what is no number is no bulk').toBe(false)
  })
})

describe('the rule', () => {
  const bulk = [2, 4, 4, 4, 5, 5, 7, 9]
  const statistics = (values: Partial<Record<ImageSet, number[]>>) =>
    Object.fromEntries(IMAGE_SETS.map((set) => [set, values[set] ?? [5]])) as Record<ImageSet, number[]>

  it('accepts what lies in the bulk’s own interval and detects what lies outside, by set', () => {
    const { interval, bulkAccepted, detected, meanDetected } = applyRule(
      statistics({ bulk, 'ti-vacancy': [-9, 9, 100, 1], 'sr-antisite': [5, 9, 2, 8] }),
      PAPER_RULE,
    )
    expect(interval).toEqual({ mean: 5, std: 2, low: 2, high: 8 })
    expect(bulkAccepted).toBe(7 / 8)
    expect(detected).toEqual({
      'ti-vacancy': 1,
      'sr-vacancy': 0,
      'ti-ferroelectric': 0,
      'sr-ferroelectric': 0,
      'ti-antisite': 0,
      'sr-antisite': 0.25,
    })
    expect(meanDetected).toBeCloseTo(1.25 / 6, 12)
  })

  it('goes by the width of the rule', () => {
    expect(applyRule(statistics({ bulk }), { ...PAPER_RULE, sigmas: 2 }).bulkAccepted).toBe(1)
    expect(applyRule(statistics({ bulk }), { ...PAPER_RULE, sigmas: 0.5 }).bulkAccepted).toBe(5 / 8)
  })
})

describe('the paper’s Table 1', () => {
  it('has every class, and the mean that the paper gives', () => {
    expect(Object.keys(PAPER_TABLE1.detected)).toEqual([...DEFECT_SETS])
    const mean = Object.values(PAPER_TABLE1.detected).reduce((a, b) => a + b) / DEFECT_SETS.length
    expect(PAPER_TABLE1.meanDetected).toBeCloseTo(mean, 3)
  })

  it('was made with this rule', () => {
    expect(PAPER_RULE).toEqual({ threshold: 0.2, halfWidth: 6, sigmas: 1.5 })
  })
})
