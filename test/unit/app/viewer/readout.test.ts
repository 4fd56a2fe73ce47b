import { describe, expect, it } from 'vitest'
import { describeColumn, describePixel } from '../../../../src/app/viewer/readout'
import { micrograph as made, result } from '../../../support/result'

describe('read-out', () => {
  const micrograph = made({ data: new Float32Array(48 * 32).fill(7.25) })
  const { data, pixelSize } = micrograph
  const found = result()

  it('names pixel, position and intensity', () => {
    expect(describePixel(micrograph, data, pixelSize, { x: 10.9, y: 20.1 })).toBe(
      'x 10  y 20 px · 1.60, 3.20 Å · intensity 7.250',
    )
  })

  it('leaves out what is not known, and says nothing outside', () => {
    expect(describePixel(micrograph, data, null, { x: 0, y: 0 })).not.toContain('Å')
    expect(describePixel(micrograph, data, null, { x: -0.1, y: 3 })).toBe('')
    expect(describePixel(micrograph, data, null, { x: 48, y: 3 })).toBe('')
  })

  it('of a column tells its place in the lattice, its size, and what it is', () => {
    expect(describeColumn(found, pixelSize, 0)).toBe('A 0, 0 · 100 % · 0.00 Å off · p 0.5')
    expect(describeColumn(found, null, 2)).toBe('A 1, 0 · 100 % · 0.00 px off · p 1·10⁻⁹⁰ · vacancy')
  })
})
