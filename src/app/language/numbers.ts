import { language } from './language'

const formats = new Map<string, Intl.NumberFormat>()

/** A number as the language writes it, without groups of digits unless they are asked for. */
export function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  const key = `${language()} ${JSON.stringify(options)}`
  const format = formats.get(key) ?? new Intl.NumberFormat(language(), { useGrouping: false, ...options })
  formats.set(key, format)
  return format.format(value)
}

/** A text with English numbers in it, such as `0.5 nm` or `10,000`, with those of the language: for what the layers below have written. */
export function localised(text: string): string {
  if (language() === 'en') return text
  const signs = signsOf(language())
  return text.replace(/(?<=\d)[.,](?=\d)/g, (sign) => (sign === '.' ? signs.decimal : signs.group))
}

function signsOf(spoken: string): { decimal: string; group: string } {
  const found = new Intl.NumberFormat(spoken).formatToParts(1234567.5)
  const sign = (type: string) => found.find((part) => part.type === type)?.value ?? ''
  return { decimal: sign('decimal'), group: sign('group') }
}
