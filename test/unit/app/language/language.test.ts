import { afterEach, describe, expect, it } from 'vitest'
import { firstKnown } from '../../../../src/app/language/catalogue'
import { language, onLanguage, speak, withTexts } from '../../../../src/app/language/language'
import { counted, form, parts, t } from '../../../../src/app/language/message'
import { pageTexts } from '../../../../src/app/language/page-texts'
import { localised, number } from '../../../../src/app/language/numbers'
import { said, saidError } from '../../../../src/app/language/told'
import {
  about,
  count,
  fixed,
  list,
  pair,
  percent,
  probability,
  signed,
  significant,
} from '../../../../src/app/shared/format'
import { latticeFacts } from '../../../../src/app/lattice/facts'
import { refusal } from '../../../../src/app/shared/refusal'

// The tests of this process share one page's language.
afterEach(() => {
  withTexts(() => Promise.resolve({}))
  return speak('en')
})

describe('the language', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['xx', 'DE'], 'de'],
    [['en-GB', 'de'], 'en'],
    [['constructor'], 'en'],
    [[], 'en'],
  ])('of a browser that wants %j is %s', (wanted, tag) => {
    expect(firstKnown(wanted)).toBe(tag)
  })

  it('is told when it changes, and only then', async () => {
    const heard: string[] = []
    const end = onLanguage(() => void heard.push(language()))
    await speak('en')
    await speak('de')
    await speak('de')
    end()
    await speak('en')
    expect(heard).toEqual(['de'])
  })

  it('is the one that was asked for last, whichever is loaded first', async () => {
    await Promise.all([speak('de'), speak('en')])
    expect(language()).toBe('en')
  })
})

describe('texts', () => {
  it('are English as they stand in the code', () => {
    expect(t`Saved ${'a.csv'}.`).toBe('Saved a.csv.')
    expect([1, 2].map((n) => counted(n, form`${n} epoch`, form`${n} epochs`))).toEqual(['1 epoch', '2 epochs'])
  })

  it('are translated, with values in the order of that language', async () => {
    await speak('de')
    expect(t`Saved ${'a.csv'}.`).toBe('a.csv ist gespeichert.')
    expect(t`Simulate ${'GaN'}, ${'3 Defekte'}`).toBe('GaN simulieren, 3 Defekte')
    expect([0, 1, 2].map((n) => count(n, 'column'))).toEqual(['0 Säulen', '1 Säule', '2 Säulen'])
  })

  it('keep pieces of markup as they are', async () => {
    withTexts(pageTexts)
    await speak('de')
    const name = { strong: 'a.tif' }
    const text = parts`This address is of ${name}: open that file here to repeat the run.`
    expect(text[1]).toBe(name)
    expect(text[0]).toBe('Diese Adresse gehört zu ')
  })

  it('stay English where the catalogue lacks them', async () => {
    await speak('de')
    expect(t`This sentence is ${'nowhere'}.`).toBe('This sentence is nowhere.')
  })
})

describe('what the layers below say', () => {
  it.each([
    ['vacancy', 'Leerstelle'],
    ['sr-on-ti', 'sr auf ti-Platz'],
    ['phase 2', 'Phase 2'],
    ['epoch 3 of 60', 'Epoche 3 von 60'],
    ['epoch 3 of 60, loss 0.5', 'Epoche 3 von 60, Verlust 0,5'],
    ['their own word', 'their own word'],
    [
      'masked: a scale bar or label, 120 × 8 px at 3, 4',
      'maskiert: ein Maßstabsbalken oder eine Beschriftung, 120 × 8 px bei 3; 4',
    ],
  ])('%s is told as %s', async (english, german) => {
    expect(said(english)).toBe(english)
    await speak('de')
    expect(said(english)).toBe(german)
  })

  it('may begin with the name of a file', async () => {
    await speak('de')
    expect(saidError('a: b.tif: the file is empty; copy or export it again')).toBe(
      'a: b.tif: the file is empty; copy or export it again',
    )
    expect(saidError('b.tif: the file is empty; copy or export it again')).toBe(
      'b.tif: die Datei ist leer; kopieren oder exportieren Sie sie noch einmal',
    )
  })
})

describe('numbers in German', () => {
  it('have a decimal comma, and a semicolon between two', async () => {
    await speak('de')
    expect([significant(0.5321), fixed(-1.204, 2), signed(0.456, 1), percent(0.0123), probability(0.031)]).toEqual([
      '0,532',
      '−1,20',
      '+0,5',
      '1,23 %',
      '0,031',
    ])
    expect(pair(fixed(1.5, 1), fixed(-2.25, 2))).toBe('1,5; −2,25')
    expect([signed(-0.004, 2), fixed(-0.004, 2)]).toEqual(['0,00', '0,00'])
    expect(number(10_000, { useGrouping: true })).toBe('10.000')
    expect(localised('−1,234.5 nm of 0.5')).toBe('−1.234,5 nm of 0,5')
    expect(about(5580)).toBe('etwa 1,6 h')
  })

  it('say why a field refuses one', async () => {
    await speak('de')
    const field = { validity: { valid: false }, min: '0.0001', max: '50', step: 'any', placeholder: '', value: '80' }
    expect(refusal(field as never, t`The false discovery rate`, '1.5', ' %')).toBe(
      'Falscherkennungsrate: erlaubt ist eine Zahl von 0,0001 bis 50 %. Es bleibt bei 1,5 %.',
    )
    expect(field.value).toBe('1.5')
  })

  it('describe a lattice', async () => {
    await speak('de')
    const sublattices = [
      { name: 'sr', columns: 450 },
      { name: 'ti', columns: 441 },
    ]
    const lattice = { lengthsPx: [23.871, 23.69], lengthsAngstrom: [3.905, 3.88], angleDeg: 90.42, sublattices }
    expect(latticeFacts(lattice as never)).toBe(
      'Zelle 23,87 × 23,69 px (3,91 × 3,88 Å), 90,4° · Säulen: 450 sr und 441 ti',
    )
  })
})

it('lists', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(list)).toEqual(['', 'a', 'a and b', 'a, b and c'])
})
