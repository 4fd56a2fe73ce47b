import { expect, test } from 'vitest'
import { workgroupFor } from '../../../src/kernels/conv-geometry'

test('a workgroup wastes as few threads as it can, in whole vectors of an adapter that has small ones', () => {
  expect([8, 40, 64, 72, 120].map((threads) => workgroupFor(threads, 8))).toEqual([8, 40, 64, 24, 40])
  expect(workgroupFor(9, 4) % 4).toBe(0)
})

test('a GPU gets no fewer threads than it runs together', () => {
  for (const threads of [1, 8, 33, 65, 1000]) expect([32, 64]).toContain(workgroupFor(threads, 0))
  expect(workgroupFor(32, 0)).toBe(32)
  expect(workgroupFor(64, 0)).toBe(64)
})
