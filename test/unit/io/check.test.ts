import { expect, test } from 'vitest'
import { requireUsable } from '../../../src/io/check'

const micrograph = (factor: number) => ({
  data: Float32Array.from({ length: 16 }, (_, at) => at * factor),
  width: 4,
  height: 4,
  pixelSize: null,
  name: 'a',
  metadata: {},
})

test.each([1e33, -1e20, 1e-30, 1e-44])(
  'intensities times %d are refused: squared they are no numbers, or none but zero',
  (factor) => {
    expect(() => requireUsable(micrograph(factor), 1)).toThrow(/multiply them by a constant/)
  },
)

test.each([1e9, 1, -1, 1e-12])('intensities times %d are usable', (factor) => {
  expect(() => requireUsable(micrograph(factor), 1)).not.toThrow()
})
