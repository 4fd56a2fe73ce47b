import { describe, expect, test } from 'vitest'
import { readPng } from '../../../../src/io/png'
import { diverging } from '../../../../src/session/picture/colour-map'
import { reportFiles } from '../../../../src/session/report/files'
import { figure1 } from '../../../../src/session/report/figure1'
import { figure2 } from '../../../../src/session/report/figure2'
import { duration, percent } from '../../../../src/session/report/labels'
import { lossCurve } from '../../../../src/session/report/loss-curve'
import { DEFECT_SETS, IMAGE_SETS } from '../../../../src/stem/paper/image-sets'
import { madeUpReproduction } from '../../../support/reproduction'

const reproduction = madeUpReproduction()
const files = reportFiles(reproduction, { date: new Date('2024-05-06T07:08:09Z'), runtime: 'Node 20' })
const html = files['report.html'] as string

test('a report is five files', () => {
  expect(Object.keys(files)).toEqual(['table1.json', 'table1.md', 'figure1.png', 'figure2.svg', 'report.html'])
})

test('the headline says of what part of a training it is', () => {
  expect(html).toMatch(/After only 2 of the preset’s 60 epochs: \d+\.\d % of all defects found/)
  const whole = reportFiles({ ...reproduction, epochs: 60 }, { date: new Date(), runtime: 'Node 20' })
  expect(whole['report.html']).not.toContain('After only')
})

test('a difference that rounds to nothing has no sign', () => {
  const { vae } = reproduction.outcomes
  const near = { ...vae, bulkAccepted: 0.8747, meanDetected: 0.99 }
  const table = reportFiles(
    { ...reproduction, outcomes: { ...reproduction.outcomes, vae: near } },
    { date: new Date(), runtime: 'Node 20' },
  )['report.html'] as string
  const differences = [...table.matchAll(/<td class="difference">([^<]*)</g)].map(([, text]) => text)
  expect(differences.slice(-2)).toEqual(['+2.1', '0.0'])
})

describe('table 1', () => {
  test('as JSON holds fractions under the names that programs read', () => {
    const table = JSON.parse(files['table1.json'] as string) as Record<string, unknown>
    const outcome = ['bulkAccepted', 'detected', 'meanDetected']
    const run = ['data', 'preset', 'seed', 'epochs', 'adapter', 'trainSeconds', 'rule']
    expect(Object.keys(table)).toEqual([...run, ...outcome, 'baselines'])
    expect(table.rule).toEqual({ threshold: 0.2, halfWidth: 6, sigmas: 1.5 })
    expect(Object.keys(table.detected as object)).toEqual([...DEFECT_SETS])
    const baselines = table.baselines as Record<string, object>
    expect(Object.keys(baselines)).toEqual(['pca-20', 'template'])
    for (const baseline of Object.values(baselines)) expect(Object.keys(baseline)).toEqual(outcome)
    expect(table.meanDetected).toBe(reproduction.outcomes.vae.meanDetected)
    expect(table.bulkAccepted).toBeGreaterThan(0.7)
    expect(table.bulkAccepted).toBeLessThanOrEqual(1)
  })

  test('as Markdown sets every method beside the paper, and says what the reader must know', () => {
    const text = files['table1.md'] as string
    expect(text).toContain('| % | paper | VAE (this run) | PCA-20 | mean template |')
    expect(text).toContain('| Ti anti-site found | 90.0 | 100.0 | 100.0 | 100.0 |')
    expect(text).toContain('| bulk accepted | 87.5 |')
    expect(text).toContain('Mind the overlap.')
    expect(text).toContain('100 patches to train on, 40 of bulk and 40 of each defect')
    expect(text).toContain('pencil and paper (software)')
  })
})

describe('figure 1', () => {
  test('paints input and prediction in grey and the heat map in the colours of both signs', () => {
    const { data, width, height } = figure1(reproduction)
    const colours = new Set<string>()
    for (let at = 0; at < data.length; at += 4) colours.add(data.subarray(at, at + 3).join())
    for (const expected of ['255,255,255', '128,128,128', diverging(1).join(), diverging(-1).join()]) {
      expect(colours).toContain(expected)
    }
    expect(width).toBeGreaterThan(IMAGE_SETS.length * 64 * 3)
    expect(height).toBeGreaterThan(3 * 64 * 3)
    expect(readPng(files['figure1.png'] as Uint8Array, 'figure1.png')).toMatchObject({ width, height })
  })
})

describe('figure 2', () => {
  test('is well-formed and names every set with its share', () => {
    const svg = figure2(reproduction)
    const opened = svg.match(/<[a-z]+(?: [^>]*[^/])?>/g)?.length
    expect(opened).toBe(svg.match(/<\/[a-z]+>/g)?.length)
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
    for (const label of ['bulk', 'Ti vacancy', 'Sr anti-site']) expect(svg).toContain(`>${label}<`)
    expect(svg).toContain('>100.0 % found<')
  })

  test('counts what lies beyond the enlarged axis at its ends', () => {
    const statistics = { ...reproduction.statistics, vae: { ...reproduction.statistics.vae } }
    statistics.vae.bulk = Float32Array.of(-9, -8, -7, 0, 9)
    const [enlarged] = figure2({ ...reproduction, statistics }).split('>All sets')
    expect(enlarged).toContain('>fullest bin: 3<')
    expect(enlarged).toMatch(/class="deficit" d="M150 92V34H154.86V92z"/)
    expect(enlarged).toMatch(/class="excess" d="M825.14 92V72.67H830V92z"/)
  })

  test('stands a set without patches', () => {
    const statistics = { ...reproduction.statistics, vae: { ...reproduction.statistics.vae } }
    statistics.vae['ti-vacancy'] = new Float32Array()
    expect(figure2({ ...reproduction, statistics })).not.toMatch(/NaN|undefined/)
  })

  test('stands bulk without any scatter', () => {
    const statistics = { ...reproduction.statistics, vae: { ...reproduction.statistics.vae } }
    for (const set of IMAGE_SETS) statistics.vae[set] = new Float32Array(10)
    const vae = { ...reproduction.outcomes.vae, interval: { mean: 0, std: 0, low: 0, high: 0 } }
    expect(figure2({ ...reproduction, statistics, outcomes: { ...reproduction.outcomes, vae } })).not.toMatch(/NaN/)
  })
})

describe('the loss curve', () => {
  const ticks = (svg: string) =>
    [...svg.matchAll(/class="tick" text-anchor="middle">([^<]*)</g)].map(([, tick]) => tick)

  test('goes through every epoch, from the first at the left to the last at the right', () => {
    expect(lossCurve([100, 60, 50])).toContain('d="M80,34L510,158.8L940,190"')
  })

  test.each([
    [1, ['1', '2']],
    [3, ['1', '2', '3']],
    [60, ['10', '20', '30', '40', '50', '60']],
  ])('of %d epochs is labelled at whole ones', (length, expected) => {
    expect(ticks(lossCurve(Array.from({ length }, (_, i) => 100 / (i + 1))))).toEqual(expected)
  })

  test('of one epoch is a point beside labels that fit', () => {
    const svg = lossCurve([128256.553688])
    const labels = [...svg.matchAll(/text-anchor="end">([^<]*)</g)].map(([, label]) => label)
    expect(labels).toEqual(['115,000', '120,000', '125,000', '130,000', '135,000', '140,000'])
    expect(svg).toMatch(/d="M80,1\d\d\.\d+Z" class="curve"/)
  })
})

describe('report.html', () => {
  test('asks for nothing outside itself', () => {
    const withoutNamespace = html.replaceAll('http://www.w3.org/2000/svg', '')
    expect(withoutNamespace).not.toMatch(/https?:|<script|<link|@import|url\(/)
    const sources = [...html.matchAll(/src="([^"]{0,30})/g)].map(([, source]) => source)
    expect(sources).toHaveLength(1)
    expect(sources[0]).toMatch(/^data:image\/png;base64,/)
  })

  test('says what made it, and escapes what comes from outside', () => {
    for (const part of [
      'pencil and paper (software)',
      'seed 3',
      '2 epochs in 1 min 7 s',
      'Node 20',
      '2024-05-06',
      'Mind',
    ]) {
      expect(html).toContain(part)
    }
    expect(html).not.toContain('<for>')
    expect(html).toContain('1,234 parameters')
  })
})

test('labels', () => {
  expect([percent(0.9994), percent(NaN)]).toEqual(['99.9', '–'])
  expect([duration(59.4), duration(59.6), duration(247)]).toEqual(['59 s', '1 min 0 s', '4 min 7 s'])
})
