import { expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { nthSmallest } from '../../../../src/stem/math/nth-smallest'

test.each([1, 2, 3, 49, 200])('of %i numbers, each place as sorting has it, equal ones included', (count) => {
  const random = new Random(count)
  const values = Float64Array.from({ length: count }, () => random.integer(1 + count / 2))
  const sorted = values.toSorted()
  for (let n = 0; n < count; n++) expect(nthSmallest(values.slice(), n)).toBe(sorted[n])
})
