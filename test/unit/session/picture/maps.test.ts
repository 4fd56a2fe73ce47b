import { expect, it } from 'vitest'
import { describeArrow, describeMap } from '../../../../src/app/viewer/readout'
import { arrowKey, columnArrows, directionColour } from '../../../../src/session/picture/arrows'
import { columnMap, mapColours, mapText } from '../../../../src/session/picture/maps'
import { result } from '../../../support/result'

/** A result whose columns would show these shifts, px. */
function withShifts(shift: readonly number[]) {
  const made = result()
  const part = Float32Array.from(shift, (value) => value / 10)
  const { covered } = made.result.detectable
  const detectable = { shift: Float32Array.from(shift), deficit: part, excess: part, covered }
  return { ...made, result: { ...made.result, detectable } }
}

it('the colours span nearly all of the columns that were judged', () => {
  const shifts = Array.from({ length: 101 }, (_, n) => 1 + n / 100)
  const map = columnMap(withShifts([...shifts, NaN, NaN]), 'shift')!
  expect(map.low).toBeCloseTo(1.02, 6)
  expect(map.high).toBeCloseTo(1.98, 6)
  expect(mapColours(map, 2)).toEqual([
    [68, 1, 84],
    [253, 231, 37],
  ])
  expect(columnMap(withShifts([NaN]), 'shift')).toBeNull()
})

it('is told as a part or a length, never as less than it is', () => {
  expect(mapText(0.201, 'deficit', null)).toBe('21 %')
  expect(mapText(2, 'shift', { x: 0.1, y: 0.1 })).toBe('0.20 Å')
  expect(mapText(2, 'shift', null)).toBe('2.0 px')
})

it('of a column under the pointer, unless that was not judged', () => {
  expect(describeMap(withShifts([3, NaN]), 'deficit', { x: 0.1, y: 0.1 }, 0)).toBe('finds −30 %, +30 %, 0.30 Å')
  expect(describeMap(withShifts([3, NaN]), 'deficit', null, 1)).toBe('')
})

/** A result of which every column is strained so, and off its place by so much, px. */
function strained(exx: readonly number[], dx: readonly number[], dy: readonly number[]) {
  const made = result()
  const { count } = made.result.columns
  const all = (values: readonly number[]) => Float32Array.from({ length: count }, (_, n) => values[n % values.length])
  const strain = { ...made.result.strain, exx: all(exx), rotation: all([Math.PI / 360]) }
  return { ...made, result: { ...made.result, strain, displacement: { x: all(dx), y: all(dy) } } }
}

it('a strain has colours that are as far from the middle on either side of zero', () => {
  const map = columnMap(strained([-0.01, 0, 0.004], [0], [0]), 'exx')!
  expect(map.low).toBe(-map.high)
  expect(map.high).toBeCloseTo(0.01, 6)
  expect(map.colour(0)).toEqual([20, 21, 22])
  expect(map.colour(-1)).toEqual(map.colour(map.low))
  expect(mapText(-0.0032, 'exx', null)).toBe('−0.32 %')
  expect(mapText(0.0123, 'eyy', null)).toBe('1.2 %')
  expect(describeMap(strained([0.01], [0], [0]), 'rotation', null, 0)).toBe('rotation 0.50°')
})

it('polarisation is of the second and further sublattices alone, and its key no longer than its arrows', () => {
  const found = strained([0], [3, 3], [4, 4])
  const arrows = columnArrows(found, 'polarisation')!
  // Six of twelve columns are of the second.
  expect(arrows.which).toHaveLength(6)
  expect(arrows.long).toBeCloseTo(5, 6)
  expect(arrowKey(arrows, null)).toEqual({ px: 5, label: '5 px' })
  const key = arrowKey(arrows, 0.1)
  expect(key.label).toBe('0.5 Å')
  expect(key.px).toBeCloseTo(5, 9)
  expect(describeArrow(found, 'polarisation', { x: 0.1, y: 0.1 }, 8)).toBe('polarisation 0.50 Å, 53°')
  expect(describeArrow(found, 'polarisation', null, 2)).toBe('')
  // No column of the made lattice is off its place.
  expect(columnArrows(found, 'displacement')).toBeNull()
})

it('all directions are coloured alike in lightness, opposite ones differently', () => {
  const luma = ([red, green, blue]: readonly number[]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue
  const colours = Array.from({ length: 24 }, (_, k) => directionColour((2 * Math.PI * k) / 24))
  const lumas = colours.map(luma)
  // OKLab's lightness is not luma; it keeps that within a tenth of the range.
  expect(Math.max(...lumas) - Math.min(...lumas)).toBeLessThan(26)
  colours.forEach((colour, k) => {
    const opposite = colours[(k + 12) % 24]
    expect(Math.hypot(...colour.map((level, c) => level - opposite[c]))).toBeGreaterThan(60)
  })
})
