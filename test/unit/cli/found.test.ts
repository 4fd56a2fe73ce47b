import { expect, test } from 'vitest'
import { describe as told, fitsOf } from '../../../src/cli/found'
import type { LatticeDescription } from '../../../src/session/detector'

const periodic = (fitting: { name: string; fileError: number }[]) =>
  ({ verdict: 'periodic', fitting }) as unknown as LatticeDescription

test('a line says which crystals the lattice fits, and none where it fits none', () => {
  const found = { input: 'a.tif', verdict: 'periodic' as const, detections: 2, regions: 0 }
  const fits = fitsOf(
    periodic([
      { name: 'GaAs [110]', fileError: 0.01 },
      { name: 'Si [110]', fileError: 0.03 },
    ]),
  )
  expect(told({ ...found, ...fits })).toBe(
    'a.tif: 2 columns do not belong\na.tif: the lattice fits GaAs [110] or Si [110]; name it with --crystal',
  )
  expect(fitsOf(periodic([]))).toEqual({})
  expect(fitsOf({ verdict: 'not periodic', reason: 'noise', explained: null, remarks: [] })).toEqual({})
  expect(told(found)).toBe('a.tif: 2 columns do not belong')
})
