import { expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { nthSmallest, nthSmallestNear } from '../../../../src/stem/math/nth-smallest'

test.each([1, 2, 3, 49, 200])('of %i numbers, each place as sorting has it, equal ones included', (count) => {
  const random = new Random(count)
  const values = Float64Array.from({ length: count }, () => random.integer(1 + count / 2))
  const sorted = values.toSorted()
  for (let n = 0; n < count; n++) expect(nthSmallest(values.slice(), n)).toBe(sorted[n])
})

test.each([1, 2, 3, 49])('of %i numbers by way of any other number, and the numbers stay', (count) => {
  const random = new Random(count)
  const values = Float64Array.from({ length: count }, () => random.integer(1 + count / 2))
  const before = values.slice()
  const sorted = values.toSorted()
  const room = new Float64Array(count)
  for (let n = 0; n < count; n++) {
    for (const guess of [-1, 0, random.integer(1 + count / 2), random.uniform() * count, count]) {
      expect(nthSmallestNear(values, n, guess, room)).toBe(sorted[n])
    }
  }
  expect(values).toEqual(before)
})
