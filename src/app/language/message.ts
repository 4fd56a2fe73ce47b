import type { Translation } from './catalogue'
import { catalogue, language } from './language'

/** A text before it is put together: `{0}`, `{1}`… stand for the values. */
export interface Message {
  id: string
  values: readonly unknown[]
}

/** A message that is not said yet: one form of a plural. */
export function form(strings: TemplateStringsArray, ...values: readonly unknown[]): Message {
  return { id: idOf(strings), values }
}

/** A text of the page in the language that is spoken; English stands in the template. */
export function t(strings: TemplateStringsArray, ...values: readonly unknown[]): string {
  return filled(translated(idOf(strings)), values).join('')
}

/** The same with pieces of templates in it, as a list that Lit renders. */
export function parts(strings: TemplateStringsArray, ...values: readonly unknown[]): readonly unknown[] {
  return filled(translated(idOf(strings)), values)
}

/** A text that depends on a number: in English by its form for one and that for others, in other languages by their own rules. */
export function counted(number: number, one: Message, others: Message): string {
  const category = pluralOf(number)
  const known = catalogue().page[one.id]
  const english = category === 'one' ? one : others
  return filled(known ? textOf(known, category) : english.id, others.values).join('')
}

/** The text with `{0}` and so on put in. */
export function filled(text: string, values: readonly unknown[]): unknown[] {
  return text.split(/\{(\d)\}/).flatMap((piece, n) => (n % 2 ? [values[Number(piece)]] : piece === '' ? [] : [piece]))
}

/** What a catalogue does not have yet stays English. */
function translated(id: string): string {
  const known = catalogue().page[id]
  return known ? textOf(known, 'other') : id
}

function textOf(translation: Translation, category: Intl.LDMLPluralRule): string {
  return typeof translation === 'string' ? translation : (translation[category] ?? translation.other ?? '')
}

function idOf(strings: TemplateStringsArray): string {
  return strings.reduce((text, piece, n) => `${text}{${n - 1}}${piece}`)
}

const rules = new Map<string, Intl.PluralRules>()

function pluralOf(number: number): Intl.LDMLPluralRule {
  const spoken = language()
  const known = rules.get(spoken) ?? new Intl.PluralRules(spoken)
  rules.set(spoken, known)
  return known.select(number)
}
