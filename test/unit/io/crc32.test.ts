import { expect, test } from 'vitest'
import { crc32 } from '../../../src/io/crc32'

const bytes = new TextEncoder().encode('123456789')

test('the check value of CRC-32, at once and in parts', () => {
  expect(crc32(bytes)).toBe(0xcbf43926)
  expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf43926)
  expect(crc32(new Uint8Array(0))).toBe(0)
})
