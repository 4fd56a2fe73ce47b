import { describe, expect, it } from 'vitest'
import { findPeaks } from '../../../../src/stem/paper/micrograph'
import { PAPER_RULE } from '../../../../src/stem/paper/rule'

const model = { rule: PAPER_RULE, interval: { mean: 0.001, std: 0.002, low: -0.002, high: 0.004 } }

/** A heat map of 60 × 50 pixels with squares of side 5 of the given value about the given places. */
function heatMap(...spots: { x: number; y: number; value: number }[]) {
  const field = { width: 60, height: 50, heat: new Float32Array(60 * 50) }
  for (const { x, y, value } of spots) {
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) {
        const inside = x + dx >= 0 && y + dy >= 0 && x + dx < 60 && y + dy < 50
        // The middle is the maximum, so that the place is certain.
        if (inside) field.heat[(y + dy) * 60 + x + dx] = dx === 0 && dy === 0 ? value * 1.1 : value
      }
    }
  }
  return field
}

describe('findPeaks', () => {
  it('places a detection at the maximum and gives the mean of its window, its sign and its score', () => {
    const [found, ...others] = findPeaks(heatMap({ x: 30, y: 20, value: -0.4 }), model, { x: 0.2, y: 0.3 })
    expect(others).toEqual([])
    const mean = (-0.4 * 25.1) / 169
    expect(found).toMatchObject({ x: 30, y: 20, xAngstrom: 6, yAngstrom: 6, kind: 'deficit' })
    expect(found.nearMaximum).toBeCloseTo(mean, 6)
    expect(found.score).toBeCloseTo(Math.abs(mean - 0.001) / 0.002, 4)
  })

  it('takes what is within two half widths for one defect, and what is farther for another, the strongest first', () => {
    const near = heatMap({ x: 20, y: 20, value: 0.5 }, { x: 29, y: 20, value: 0.3 })
    expect(findPeaks(near, model, null).map(({ x }) => x)).toEqual([20])
    const far = heatMap({ x: 20, y: 20, value: 0.3 }, { x: 45, y: 20, value: 0.5 })
    expect(findPeaks(far, model, null).map(({ x }) => x)).toEqual([45, 20])
  })

  it('leaves out what lies in bulk’s interval', () => {
    const faint = heatMap({ x: 30, y: 20, value: 0.2 })
    expect(findPeaks(faint, { ...model, interval: { ...model.interval, high: 0.1 } }, null)).toEqual([])
  })

  it('does not judge what the edge of the micrograph cuts', () => {
    expect(findPeaks(heatMap({ x: 5, y: 20, value: 0.5 }), model, null)).toEqual([])
    expect(findPeaks(heatMap({ x: 30, y: 44, value: 0.5 }), model, null)).toEqual([])
    expect(findPeaks(heatMap({ x: 6, y: 43, value: 0.5 }), model, null)).toHaveLength(1)
  })

  it('has no position in Å where the pixel size is not known', () => {
    const [found] = findPeaks(heatMap({ x: 30, y: 20, value: 0.4 }), model, null)
    expect(found).toMatchObject({ xAngstrom: null, yAngstrom: null, kind: 'excess' })
  })
})
