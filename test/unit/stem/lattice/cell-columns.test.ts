import { expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { CELL } from '../../../../src/stem/lattice/cell'
import { columnsAreDark, columnsOfCell } from '../../../../src/stem/lattice/cell-columns'

const basis = { a: { x: 16, y: 0 }, b: { x: 0, y: 16 } }

test('a cell in which nothing stands out of its noise has no columns, bright or dark', () => {
  const random = new Random(1)
  const cell = {
    mean: Float64Array.from({ length: CELL ** 2 }, () => 7 + 0.1 * random.normal()),
    scatter: 0.1,
    error: 0.1,
  }
  const { sites, model } = columnsOfCell(cell, basis)
  expect(sites).toEqual([])
  expect(model.columns).toEqual([])
  expect(model.background).toBeCloseTo(7, 1)
  expect(model.misfit).toBeCloseTo(0.01, 3)
  expect(columnsAreDark(cell, basis)).toBe(false)
})
