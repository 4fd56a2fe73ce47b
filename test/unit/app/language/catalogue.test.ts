import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { updated } from '../../../../scripts/lib/catalogue.mjs'
import { AROUND, type Messages, messagesUnder, readMessages } from '../../../../scripts/lib/messages.mjs'
import { type Catalogue, type Language, LANGUAGES } from '../../../../src/app/language/catalogue'
import { PAGE_TEXTS } from '../../../../src/app/language/page-texts'
import { ARROWS } from '../../../../src/session/picture/arrows'
import { MAPS } from '../../../../src/session/picture/maps'
import { kindsFor } from '../../../../src/session/picture/marks'

const root = join(import.meta.dirname, '../../../..')
const said = messagesUnder(join(root, 'src/app'))
const others = Object.entries(LANGUAGES).filter(([tag]) => tag !== 'en')

/** Names, units and formats, the same in every language, and English that only programs and figures read. */
const NO_WORDS = new Set([
  'bench.json',
  'px',
  '·   ×   px',
  'FFT',
  'Lacuna',
  'Deep Learning Computer Vision for Anomaly Detection in Scanning Transmission Electron Microscopy',
  // Languages by their own names.
  "'English'",
  "'Deutsch'",
  // Keys of the keyboard, types of a drop, selectors, queries and fonts.
  "'Enter'",
  "'Escape'",
  "'Files'",
  "'tbody button'",
  "'input:not([type=checkbox], [type=range]), select, textarea'",
  "'(prefers-reduced-motion: reduce)'",
  "'600 12px system-ui, sans-serif'",
  "'system-ui, sans-serif'",
  // Values of results, and what a summary says of a file: these are told in other languages where they are shown.
  "'not periodic'",
  "'does not fit'",
  "'could not be searched'",
  "'cannot be read'",
  "'Strain'",
  "'Detectability'",
  '`Something unexpected went wrong: ${shortened(cause)}`',
  "'could not be fetched: check the address, the connection, and that its server and this page allow it'",
])

describe.each(others)('the catalogue of %s', (tag, { load }) => {
  it('has every text that the page says, and no other', async () => {
    const { page: own } = await load()
    const around = (await PAGE_TEXTS[tag as Language]?.()) ?? {}
    expect(Object.keys(own).filter((id) => !said.elements.has(id))).toEqual([])
    expect(Object.keys(around).filter((id) => !said.page.has(id) || said.elements.has(id))).toEqual([])
    const page = { ...around, ...own }
    const missing = [...said.page].flatMap(([id, isPlural]) =>
      lacks(page[id], isPlural, tag).map((what) => `${id}${what}`),
    )
    expect(missing).toEqual([])
  })

  it('tells what the layers below call things, and the page’s own errors', async () => {
    const { told } = await load()
    const labels = [...Object.values(MAPS).flatMap(({ label, group }) => [label, group]), ...Object.values(ARROWS)]
    const asked = [...kindsFor({ verdict: 'not periodic' }), ...labels, ...said.errors]
    expect(asked.filter((id) => !told[id])).toEqual([])
    expect(Object.entries(told).flatMap(([id, text]) => (text === '' ? [id] : []))).toEqual([])
  })

  it('tells nothing that no layer says any more', async () => {
    const sources = textUnder('src', 'bench')
    const stale = Object.keys((await load()).told).filter((id) => !pieces(id).every((piece) => sources.includes(piece)))
    expect(stale).toEqual([])
  })

  it('puts in what the English text puts in, and nothing twice', async () => {
    const { page, told } = await load()
    const around = (await PAGE_TEXTS[tag as Language]?.()) ?? {}
    const wrong = [...Object.entries(around), ...Object.entries(page), ...Object.entries(told)].filter(([id, text]) =>
      (typeof text === 'string' ? [text] : Object.values(text)).some((one) => places(one) !== places(id)),
    )
    expect(wrong).toEqual([])
  })
})

it('no element needs a part of the page around it, whose texts it would lack', () => {
  const inner = readdirSync(join(root, 'src/app'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && name.includes('/') && !AROUND.has(name.split('/')[0]),
  )
  const imports = inner.flatMap((name) =>
    [...readFileSync(join(root, 'src/app', name), 'utf8').matchAll(/from '\.\.\/([\w-]+)\//g)].map(([, to]) => to),
  )
  expect(imports.length).toBeGreaterThan(100)
  expect(imports.filter((to) => AROUND.has(to))).toEqual([])
})

it('no template of the page has words that are in no catalogue', () => {
  expect(said.bare.filter((found) => !NO_WORDS.has(found.slice(found.indexOf(': ') + 2)))).toEqual([])
})

describe('the search for texts finds', () => {
  const read = (text: string): Messages => {
    const found: Messages = { page: new Map(), elements: new Set(), errors: new Set(), bare: [] }
    readMessages('a.ts', text, found)
    return found
  }

  it.each([
    ['a text', 't`Open ${name}`', [['Open {0}', false]]],
    [
      'a text within a template',
      'html`<p title=${t`Why`}>${t`Open`}</p>`',
      [
        ['Why', false],
        ['Open', false],
      ],
    ],
    [
      'a text with markup in it',
      'parts`Use ${html`<em>${t`Fast`}</em>`} here`',
      [
        ['Use {0} here', false],
        ['Fast', false],
      ],
    ],
    ['a plural, once', 'counted(n, form`${n} epoch`, form`${n} epochs`)', [['{0} epoch', true]]],
  ])('%s', (_, text, page) => {
    expect([[...read(text).page], read(text).bare]).toEqual([page, []])
  })

  it.each([
    ['words in markup', 'html`<button>Open file</button>`', 'Open file'],
    ['words around a value', 'html`<p>${n} of many</p>`', 'of many'],
    ['words that are read aloud', 'html`<a aria-label="Go on" href=${to}>→</a>`', 'Go on'],
    ['a sentence in code', "say('Saved the file.')", "'Saved the file.'"],
    ['a label in code', "header('Kind')", "'Kind'"],
  ])('%s that are not translated', (_, text, words) => {
    expect(read(text).bare).toEqual([`a.ts: ${words}`])
  })

  it('what an error says', () => {
    const { errors, bare } = read(
      "throw new InputError('a', name, `no ${what} in it`); throw new LacunaError('b', 'wait a bit')",
    )
    expect([[...errors], bare]).toEqual([['no {0} in it', 'wait a bit'], []])
  })
})

it('a new catalogue has an empty entry for every text, plurals by the language’s own categories', () => {
  const wanted = {
    page: new Map([
      ['B', false],
      ['{0} a', true],
    ]),
    told: ['vacancy'],
    tag: 'pl',
  }
  const known = { page: { B: 'Be', gone: 'weg' }, told: {} }
  expect(updated(known, wanted)).toEqual({
    catalogue: { page: { B: 'Be', '{0} a': { few: '', many: '', one: '', other: '' } }, told: { vacancy: '' } },
    missing: 5,
  })
})

/** What of a translation is not there. */
function lacks(text: Catalogue['page'][string] | undefined, isPlural: boolean, tag: string): string[] {
  if (!isPlural) return typeof text === 'string' && text !== '' ? [] : ['']
  if (typeof text !== 'object') return ['']
  const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions()
  return pluralCategories.filter((category) => !text[category]).map((category) => ` (${category})`)
}

function places(text: string): string {
  return [...new Set(text.match(/\{\d\}/g))].sort().join()
}

/** Clauses of a text, which stand in a source as they are: between values and marks, without plural endings. */
function pieces(id: string): string[] {
  return id
    .split(/\{\d\}| areas? | spikes? |\b1\b|[;:,.](?: |$)/)
    .map((piece) => piece.trim())
    .filter((piece) => piece.length > 3)
}

function textUnder(...folders: string[]): string {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(root, folder, name), 'utf8')),
    )
    .join('\n')
}
