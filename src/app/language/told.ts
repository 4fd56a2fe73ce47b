import { catalogue, language } from './language'
import { filled } from './message'
import { localised } from './numbers'

interface Pattern {
  matches: RegExp
  text: string
}

/** Patterns of a catalogue, made when they are first needed. */
const known = new WeakMap<object, readonly Pattern[]>()

/**
 * What a layer below says in English, in the language that is spoken: `vacancy`, `epoch 3 of 60, loss 0.12`. The catalogue has such texts
 * with `{0}` where they differ. What it does not have stays English.
 */
export function said(text: string): string {
  if (language() === 'en') return text
  const { told } = catalogue()
  if (Object.hasOwn(told, text)) return told[text] || text
  for (const { matches, text: translation } of patternsOf(told)) {
    const found = matches.exec(text)
    if (found) return filled(translation, found.slice(1).map(localisedNumber)).join('')
  }
  return text
}

function patternsOf(told: Readonly<Record<string, string>>): readonly Pattern[] {
  const patterns =
    known.get(told) ??
    Object.entries(told)
      .filter(([id, text]) => /\{\d\}/.test(id) && text !== '')
      // What says more comes first: `epoch {0} of {1}` takes the longer text about the loss, too.
      .sort(([one], [other]) => other.length - one.length)
      .map(([id, text]) => ({ matches: patternOf(id), text }))
  known.set(told, patterns)
  return patterns
}

/** Values come in the order of their numbers: an English text names them from the left. */
function patternOf(id: string): RegExp {
  const literal = id.split(/\{\d\}/).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literal.join('(.+?)')}$`, 's')
}

function localisedNumber(value: string): string {
  return /^[-−+]?[\d.,]+(e[-+]?\d+)?$/.test(value) ? localised(value) : value
}

/** The message of an error likewise, which may begin with the name of a file: `a.tif: the file is empty…`. */
export function saidError(message: string): string {
  const whole = said(message)
  const at = message.indexOf(': ')
  return whole !== message || at < 0 ? whole : message.slice(0, at + 2) + said(message.slice(at + 2))
}
