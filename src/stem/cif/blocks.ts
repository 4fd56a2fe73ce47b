import { InputError } from '../../errors'
import { plainText } from '../../io/plain-text'
import type { Token } from './tokens'
import { tokens } from './tokens'

/** A data block: every tag (lower case, `.` of newer dictionaries as `_`) with its values, one where it stands in no loop. */
export interface Block {
  name: string
  values: ReadonlyMap<string, readonly string[]>
}

/** What a file holds, block by block. Save frames, which only dictionaries have, are left out. */
export function readBlocks(text: string, source: string): Block[] {
  const refuse = ({ line }: Token, what: string) => new InputError('cif', source, `line ${line}: ${what}`)
  const blocks: { name: string; values: Map<string, string[]> }[] = []
  const words = tokens(text, source)
  let word = words.next()
  /** Those of one kind that follow. */
  const run = (kind: Token['kind']): Token[] => {
    const found: Token[] = []
    for (; !word.done && word.value.kind === kind; word = words.next()) found.push(word.value)
    return found
  }
  while (!word.done) {
    const token = word.value
    if (token.kind === 'save') throw refuse(token, 'this is a dictionary, not a crystal')
    if (token.kind === 'data') {
      blocks.push({ name: token.text.slice('data_'.length), values: new Map() })
      word = words.next()
      continue
    }
    const block = blocks.at(-1)
    if (!block) throw refuse(token, 'there is no CIF: it begins with data_NAME')
    if (token.kind === 'value') throw refuse(token, `"${plainText(token.text, 20)}" belongs to no tag`)
    word = words.next()
    if (token.kind === 'tag') {
      const [value, ...more] = run('value')
      if (!value || more.length > 0)
        throw refuse(token, `${plainText(token.text, 40)} needs one value, not ${value ? more.length + 1 : 0}`)
      block.values.set(plain(token), [valueText(value)])
      continue
    }
    const tags = run('tag').map(plain)
    const values = run('value')
    if (tags.length === 0 || values.length % tags.length > 0) {
      throw refuse(token, `${values.length} values do not fill rows of ${tags.length} tags`)
    }
    const columns = tags.map((): string[] => [])
    values.forEach((value, n) => columns[n % tags.length].push(valueText(value)))
    tags.forEach((tag, n) => block.values.set(tag, columns[n]))
  }
  return blocks
}

function plain({ text }: Token): string {
  return text.toLowerCase().replaceAll('.', '_')
}

/** `.` and `?` mean that nothing is said. */
function valueText({ text, bare }: Token): string {
  return bare && (text === '.' || text === '?') ? '' : text.trim()
}
