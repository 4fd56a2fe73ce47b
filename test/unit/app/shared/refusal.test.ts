import { expect, it } from 'vitest'
import { refusal } from '../../../../src/app/shared/refusal'

/** A field as a browser would have judged it. */
function field(valid: boolean, change: { min: string; max: string; step?: string; placeholder?: string }) {
  return { validity: { valid } as ValidityState, value: 'typed', step: '', placeholder: '', ...change }
}

it('a number in range is taken as it was typed', () => {
  const taken = field(true, { min: '1', max: '10000' })
  expect(refusal(taken, 'Epochs', '60')).toBe('')
  expect(taken.value).toBe('typed')
})

it('a number out of range is refused with the range, and the field shows what holds', () => {
  const refused = field(false, { min: '1', max: '10000' })
  expect(refusal(refused, 'Epochs', '5')).toBe('Epochs must be a whole number from 1 to 10,000. It is still 5.')
  expect(refused.value).toBe('5')
})

it('names the usual number where an empty field stands for it', () => {
  const refused = field(false, { min: '1', max: '10000', placeholder: '60' })
  expect(refusal(refused, 'Epochs', '')).toMatch(/ It is still the usual 60\.$/)
  expect(refused.value).toBe('')
})

it('gives the unit with each number', () => {
  const refused = field(false, { min: '0.0001', max: '50', step: 'any' })
  expect(refusal(refused, 'The rate', '1', ' %')).toBe(
    'The rate must be a number from 0.0001 to 50 %. It is still 1 %.',
  )
})
