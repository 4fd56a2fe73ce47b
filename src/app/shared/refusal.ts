import { InputError } from '../../errors'
import { t } from '../language/message'
import { localised, number } from '../language/numbers'
import { saidError } from '../language/told'
import { shortened } from './format'

type NumberField = Pick<HTMLInputElement, 'validity' | 'min' | 'max' | 'step' | 'placeholder' | 'value'>

/**
 * Why a number field does not take what was typed, by its own `min`, `max`, `step` and `required`; empty where it does.
 * A field that refuses shows `held`, the value that still holds, again.
 */
export function refusal(field: NumberField, name: string, held: string, unit = ''): string {
  if (field.validity.valid) return ''
  field.value = held
  const { placeholder } = field
  const none = /\d/.test(placeholder) ? t`the usual ${placeholder}` : placeholder || t`not given`
  const still = (held === '' ? none : localised(held)) + unit
  const [least, most] = [grouped(field.min), grouped(field.max) + unit]
  return field.step === 'any'
    ? t`${name} must be a number from ${least} to ${most}. It is still ${still}.`
    : t`${name} must be a whole number from ${least} to ${most}. It is still ${still}.`
}

/** Why an input was refused, as a sentence to stand beside what was pressed; any other error is thrown on. */
export function refusedBecause(error: unknown): string {
  if (!(error instanceof InputError)) throw error
  const message = saidError(shortened(error.message))
  return `${message[0].toUpperCase()}${message.slice(1)}.`
}

/** `10,000`; what is below one thousand stays as it is. */
function grouped(bound: string): string {
  return Number(bound) < 1000 ? localised(bound) : number(Number(bound), { useGrouping: true })
}
