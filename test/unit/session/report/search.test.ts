import { describe, expect, it } from 'vitest'
import { micrographRecord } from '../../../../src/session/files/record'
import { withOpinion } from '../../../../src/session/files/review'
import { bibliography, methods } from '../../../../src/session/report/search/methods'
import { searchReport } from '../../../../src/session/report/search/report'
import { micrograph, result, unperiodic } from '../../../support/result'

const found = result()
const review = withOpinion([], { detection: 0 }, { verdict: 'accepted', note: '<b>sure</b>' }, found)
const context = { date: new Date('2026-01-02T03:04:05Z'), runtime: 'Node 20.19.0' }

describe('the report of a search', () => {
  const html = searchReport(micrograph(), found, review, context)

  it('is one page that asks for nothing else, and escapes what comes from outside', () => {
    expect(html).toMatch(/^<!doctype html>/)
    expect(html.match(/(src|href)="(?!data:)[^"]*"/g)).toBeNull()
    expect(html).not.toContain('<b>sure</b>')
    expect(html).toContain('accepted: &#60;b&#62;sure')
    expect(html).not.toMatch(/NaN|undefined/)
  })

  it('shows each kind close up, every map, and the histogram', () => {
    expect(html).toContain('<h3>○ vacancy: 1</h3>')
    expect(html).toContain('<h3>◇ displacement: 1</h3>')
    // Two close-ups, and maps of strain, rotation and what could be found; no column of the made lattice is off its place.
    expect(html.match(/<img alt="(vacancy|displacement) \d/g)).toHaveLength(2)
    for (const label of ['Strain εxx', 'Rotation', 'Smallest deficit', 'Polarisation'])
      expect(html).toContain(`<figcaption>${label}</figcaption>`)
    expect(html).toContain('aria-label="Columns by −log10 of their p-values"')
  })

  it('says what was done, with versions, seed and hash', () => {
    expect(html).toContain('<dt>File, SHA-256</dt><dd>ab</dd>')
    expect(html).toContain('<dt>Seed</dt><dd>1</dd>')
    expect(html).toContain('Lacuna 0.2.0, Node 20.19.0')
    expect(html).toContain('2026-01-02 03:04:05 UTC')
    expect(html).toContain('In 95 % of the judged columns, a column weaker by 25 %')
  })
})

it('its methods are sentences that hold of this search', () => {
  const record = micrographRecord(micrograph(), found, found.circumstances, { review })
  const text = methods(record).join(' ')
  expect(text).toContain('the micrograph folder/srtio3.tif (48 × 32 px, 0.16 Å per pixel)')
  expect(text).toContain('cell 2.56 Å × 2.56 Å, 90°, columns: 6 A, 6 B.')
  expect(text).toContain('(preset fast, seed 1) was trained on random crops of the micrograph itself')
  expect(text).toContain('Of 12 judged columns, 2 differ at a false discovery rate of 1 %')
  expect(text).toContain('; 1 extended region was set apart.')
  expect(text).toContain('A person looked at them: 1 accepted, 0 rejected, 0 added by hand.')
  const loaded = { ...record, request: { ...record.request, model: 'f'.repeat(64), seed: 7 }, review: [] }
  expect(methods(loaded).join(' ')).toContain(`had been trained before (seed 7, SHA-256 ${'f'.repeat(64)})`)
  expect(methods(loaded).join(' ')).not.toContain('A person')
})

it('of what is not periodic has that verdict and no maps', () => {
  const html = searchReport(micrograph(), unperiodic(), [], context)
  expect(html).toContain('Not periodic: no two peaks span a lattice.')
  expect(html).toContain('No columns were judged.')
  expect(html).not.toContain('<h2>Maps</h2>')
})

it('its references are BibTeX', () => {
  const text = bibliography('0.2.0', 2026)
  expect(text.match(/^@\w+\{\w+,$/gm)).toHaveLength(4)
  expect([...text].filter((c) => c === '{').length).toBe([...text].filter((c) => c === '}').length)
})
