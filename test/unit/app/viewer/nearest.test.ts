import { expect, it } from 'vitest'
import { NearestColumn } from '../../../../src/app/viewer/nearest'
import { result } from '../../../support/result'

it('finds the nearest column within reach', () => {
  const nearest = new NearestColumn(result().result.columns, 8)
  expect(nearest.at(17, 1)).toBe(2)
  expect(nearest.at(23, 10)).toBe(8)
  expect(nearest.at(47, 31)).toBeNull()
})
