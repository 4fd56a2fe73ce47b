import { expect, test } from 'vitest'
import { crystalNames } from '../../../src/session/crystals'
import { samples } from '../../../src/session/samples'

test('there is one of each crystal, and each has defects', () => {
  expect(samples().map(({ crystal }) => crystal)).toEqual(crystalNames())
  expect(samples()[0]).toMatchObject({ crystal: 'SrTiO3 [001]', defects: 6 })
  // A vacancy and a displacement of its one sublattice, or of each of two.
  const defects = Object.fromEntries(samples().map(({ crystal, defects }) => [crystal, defects]))
  expect(defects).toMatchObject({ 'Si [110]': 2, 'GaAs [110]': 4 })
})

test('a picture has one of the brightest columns in its middle, and its neighbours where the crystal has them', () => {
  const { columns } = samples().find(({ crystal }) => crystal === 'Au [110]')!
  const away = columns.map(({ x, y }) => Math.hypot(x - 0.5, y - 0.5)).sort((a, b) => a - b)
  // A cell of 2.884 × 4.079 Å holds two columns, a picture twelve: it is √(6 · 2.884 · 4.079) Å wide.
  expect(away[0]).toBe(0)
  expect(away[1]).toBeCloseTo(Math.hypot(2.884, 4.079) / 2 / Math.sqrt(6 * 2.884 * 4.079), 3)
  expect(columns.every(({ light }) => light === 1)).toBe(true)
  const { columns: weaker } = samples().find(({ crystal }) => crystal === 'SrTiO3 [001]')!
  expect(new Set(weaker.map(({ light }) => light > 0.99)).size).toBe(2)
})
