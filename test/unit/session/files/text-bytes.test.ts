import { expect, test } from 'vitest'
import { textBytes } from '../../../../src/session/files/text-bytes'

test('parts of whatever letters and length are one text', () => {
  const parts = ['', 'Å', 'σ'.repeat(50_000), 'x'.repeat(100_000), '😀', '\n']
  expect(new TextDecoder().decode(textBytes(parts))).toBe(parts.join(''))
  expect(textBytes([])).toHaveLength(0)
})
