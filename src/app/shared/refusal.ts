type NumberField = Pick<HTMLInputElement, 'validity' | 'min' | 'max' | 'step' | 'placeholder' | 'value'>

/**
 * Why a number field does not take what was typed, by its own `min`, `max`, `step` and `required`; empty where it does.
 * A field that refuses shows `held`, the value that still holds, again.
 */
export function refusal(field: NumberField, name: string, held: string, unit = ''): string {
  if (field.validity.valid) return ''
  field.value = held
  const kind = field.step === 'any' ? 'a number' : 'a whole number'
  const still = held === '' ? `the preset’s ${field.placeholder}` : held
  return `${name} must be ${kind} from ${grouped(field.min)} to ${grouped(field.max)}${unit}. It is still ${still}${unit}.`
}

/** `10,000`; what is below one thousand stays as it is. */
function grouped(bound: string): string {
  return Number(bound) < 1000 ? bound : Number(bound).toLocaleString('en')
}
