import { InputError } from '../../errors'

/** A word of a STAR file. `value` is what a tag stands for, without its quotes; `bare` tells that it had none. */
export interface Token {
  kind: 'data' | 'loop' | 'save' | 'tag' | 'value'
  text: string
  bare: boolean
  line: number
}

const KEYWORDS = [
  ['data', /^data_/i],
  ['loop', /^loop_$/i],
  ['save', /^save_/i],
] as const

/**
 * The words of a CIF (1.1, and the triple quotes of 2.0), one after the other: tags, values in quotes, in text fields or bare, and
 * the keywords. Comments are left out. Throws an InputError where a quote or a text field does not end.
 */
export function* tokens(text: string, source: string): Generator<Token> {
  const reader = new Words(text, source)
  for (let token = reader.next(); token; token = reader.next()) yield token
}

class Words {
  readonly #text: string
  readonly #source: string
  #at = 0
  #line = 1

  constructor(text: string, source: string) {
    this.#text = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
    this.#source = source
  }

  next(): Token | null {
    this.#skip()
    if (this.#at >= this.#text.length) return null
    const first = this.#text[this.#at]
    if (first === ';' && (this.#at === 0 || this.#text[this.#at - 1] === '\n')) return this.#field()
    if (first === '"' || first === "'") return this.#quoted(first)
    return this.#word()
  }

  #skip(): void {
    const blank = /\s+|#[^\n]*/y
    for (;;) {
      blank.lastIndex = this.#at
      const found = blank.exec(this.#text)
      if (!found) return
      this.#advance(found[0].length)
    }
  }

  /** From `;` at the start of a line to the next one. */
  #field(): Token {
    const end = this.#text.indexOf('\n;', this.#at)
    return this.#value(1, end, 2, 'the text field')
  }

  /** To a quote of the same kind that a blank follows: one inside a word belongs to the text. */
  #quoted(quote: string): Token {
    const triple = quote.repeat(3)
    if (this.#text.startsWith(triple, this.#at)) {
      return this.#value(3, this.#text.indexOf(triple, this.#at + 3), 3, 'the quote')
    }
    let end = this.#at
    do end = this.#text.indexOf(quote, end + 1)
    while (end >= 0 && /\S/.test(this.#text[end + 1] ?? ''))
    const lineEnd = this.#text.indexOf('\n', this.#at)
    return this.#value(1, lineEnd >= 0 && end > lineEnd ? -1 : end, 1, 'the quote')
  }

  #word(): Token {
    const words = /\S+/y
    words.lastIndex = this.#at
    const [text] = words.exec(this.#text)!
    const line = this.#line
    this.#advance(text.length)
    const keyword = KEYWORDS.find(([, form]) => form.test(text))
    const kind = keyword ? keyword[0] : text.startsWith('_') ? 'tag' : 'value'
    return { kind, text, bare: true, line }
  }

  /** What stands between `opening` characters from here and `closing` ones at `end`, which is negative where there are none. */
  #value(opening: number, end: number, closing: number, what: string): Token {
    const line = this.#line
    if (end < 0) throw new InputError('cif', this.#source, `${what} that begins on line ${line} does not end`)
    const text = this.#text.slice(this.#at + opening, end)
    this.#advance(end + closing - this.#at)
    return { kind: 'value', text, bare: false, line }
  }

  #advance(characters: number): void {
    const end = this.#at + characters
    for (let at = this.#text.indexOf('\n', this.#at); at >= 0 && at < end; at = this.#text.indexOf('\n', at + 1))
      this.#line++
    this.#at = end
  }
}
