import { expect, it } from 'vitest'
import { detectableRange, detectableText } from '../../../../src/app/viewer/detectability'
import { describeDetectable } from '../../../../src/app/viewer/readout'
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
  const range = detectableRange(withShifts([...shifts, NaN, NaN]), 'shift')!
  expect(range.low).toBeCloseTo(1.02, 6)
  expect(range.high).toBeCloseTo(1.98, 6)
  expect(detectableRange(withShifts([NaN]), 'shift')).toBeNull()
})

it('is told as a part or a length, never as less than it is', () => {
  expect(detectableText(0.201, 'deficit', null)).toBe('21 %')
  expect(detectableText(2, 'shift', { x: 0.1, y: 0.1 })).toBe('0.20 Å')
  expect(detectableText(2, 'shift', null)).toBe('2.0 px')
})

it('of a column under the pointer, unless that was not judged', () => {
  expect(describeDetectable(withShifts([3, NaN]), { x: 0.1, y: 0.1 }, 0)).toBe('finds −30 %, +30 %, 0.30 Å')
  expect(describeDetectable(withShifts([3, NaN]), null, 1)).toBe('')
})
