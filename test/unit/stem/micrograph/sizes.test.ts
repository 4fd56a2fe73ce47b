import { expect, test } from 'vitest'
import { searchWithoutModel } from '../../../support/micrograph'
import { drawnCrystal } from '../../../support/drawn-crystal'

const shifts = new Map([
  ['-2,-2', { x: 1.6, y: 1.2 }],
  ['2,1', { x: -2, y: 0 }],
])

// Few columns, of which each weighs much in what the neighbours of one say of it.
test('of few columns, too, displacement and strength are what they are', { timeout: 30_000 }, async () => {
  const micrograph = drawnCrystal({
    size: 200,
    a: { x: 21.5, y: 2.5 },
    b: { x: -2.5, y: 21.5 },
    sites: [
      { u: 0, v: 0, height: 1 },
      { u: 0.5, v: 0.5, height: 0.6 },
    ],
    sigma: 3,
    dose: 2000,
    seed: 8,
    change: (i, j, s) => {
      const shift = s === 0 ? shifts.get(`${i},${j}`) : undefined
      return { ...shift, height: s === 1 && i === 0 && j === -3 ? 0.5 : 1 }
    },
  })
  const { findings } = await searchWithoutModel(micrograph)
  expect(findings.map(({ kind }) => kind).sort()).toEqual(['deficit', 'displacement', 'displacement'])
  for (const { kind, dx, dy, strength } of findings) {
    // 2 px to a fiftieth: the noise alone gives 0.015 px. Half of the height to a point and a half.
    if (kind === 'displacement') expect(Math.abs(Math.hypot(dx, dy) - 2)).toBeLessThan(0.05)
    else expect(Math.abs(strength + 50)).toBeLessThan(1.5)
  }
})
