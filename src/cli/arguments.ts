import { InputError } from '../errors'

/** A command line that cannot be meant as it stands. */
export function usageError(cause: string): InputError {
  return new InputError('usage', '', cause)
}

export function required(option: string, value: string | undefined): string {
  if (!value) throw usageError(`--${option} is missing`)
  return value
}

interface Range {
  low: number
  high: number
  integer?: boolean
}

/** The number given for an option, or `fallback` where it was left out. */
export function numberOption<T extends number | undefined>(
  option: string,
  value: string | undefined,
  fallback: T,
  { low, high, integer = false }: Range,
): number | T {
  if (value === undefined) return fallback
  const number = value.trim() === '' ? NaN : Number(value)
  if (number >= low && number <= high && (!integer || Number.isInteger(number))) return number
  const kind = integer ? 'a whole number' : 'a number'
  throw usageError(`--${option} ${value}: give ${kind} from ${low} to ${high}`)
}

export function seedOption(value: string | undefined): number {
  return numberOption('seed', value, 1, { low: 0, high: 2 ** 32 - 1, integer: true })
}

/** A command takes inputs or none; what is not asked for would otherwise be passed over without a word. */
export function noInputs(inputs: readonly string[]): void {
  if (inputs.length > 0) throw usageError(`unexpected argument ${inputs[0]}`)
}

export function someInputs(inputs: readonly string[]): void {
  if (inputs.length === 0) throw usageError('name at least one input file')
}
