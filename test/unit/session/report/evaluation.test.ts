import { expect, test } from 'vitest'
import { evaluationFiles } from '../../../../src/session/report/evaluation'
import { difficultyCurves } from '../../../../src/session/report/evaluation/curves'
import { DEFECT_SETS } from '../../../../src/stem/paper/image-sets'
import { madeUpEvaluation } from '../../../support/evaluation'

const files = evaluationFiles(madeUpEvaluation(), { date: new Date('2024-05-06T07:08:09Z'), runtime: 'Node 20' })

test('an evaluation is three files', () => {
  expect(Object.keys(files)).toEqual(['evaluation.json', 'evaluation.md', 'evaluation.html'])
})

test('as JSON it has the keys that programs read', () => {
  const { scores } = JSON.parse(files['evaluation.json']) as {
    scores: Record<string, { published: Record<string, object>; smooth: Record<string, unknown>[] }>
  }
  expect(Object.keys(scores)).toEqual(['lacuna', 'pca-40', 'pca-20', 'template', 'paper'])
  for (const { published, smooth } of Object.values(scores)) {
    expect(Object.keys(published)).toEqual([...DEFECT_SETS])
    expect(published['ti-vacancy']).toMatchObject({ auroc: 0.9, at1percent: 0.8, aboveAllBulk: 0.7 })
    expect(smooth[0]).toMatchObject({
      sublattice: 'sr',
      kind: 'deficit',
      size: 0.04,
      auroc: 0.9,
      interval: [0.88, 0.92],
    })
    expect(new Set(smooth.map(({ kind }) => kind))).toEqual(new Set(['deficit', 'shift']))
  }
})

test('as JSON every row has the crystal’s name for its sublattice', () => {
  const { ideal, recognition, dose } = JSON.parse(files['evaluation.json']) as Record<string, { sublattice: string }[]>
  expect(new Set(ideal.map(({ sublattice }) => sublattice))).toEqual(new Set(['sr', 'ti']))
  expect(recognition.map(({ sublattice }) => sublattice)).toEqual(['sr', 'ti'])
  expect(dose[0].sublattice).toBe('sr')
})

test('as a page it asks for nothing outside itself, escapes what comes from outside, and is well-formed', () => {
  const html = files['evaluation.html']
  expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<link|@import|url\(/)
  expect(html).not.toContain('<for>')
  expect(html).not.toMatch(/NaN|undefined|Infinity/)
  const count = (pattern: RegExp) => html.match(pattern)?.length
  expect(count(/<section>/g)).toBe(count(/<\/section>/g))
  expect(count(/<tr>/g)).toBe(count(/<\/tr>/g))
})

test('a curve ends at the lower edge of its panel where it leaves it', () => {
  const evaluation = madeUpEvaluation()
  const worse = evaluation.scores.lacuna.smooth.map((row) => ({ ...row, auroc: 0.1 }))
  const svg = difficultyCurves({ ...evaluation, scores: { lacuna: { ...evaluation.scores.lacuna, smooth: worse } } })
  const [, path] = /d="([^"]*)" fill="none" stroke="var\(--deficit\)"/.exec(svg)!
  const heights = path.split('L').map((point) => Number(point.split(',')[1]))
  expect(heights.length).toBeGreaterThan(3)
  expect(new Set(heights)).toEqual(new Set([40 + 220]))
})

test('the tables say which prediction is better, whichever it is', () => {
  const text = files['evaluation.md']
  expect(text).toContain('The prediction of PCA-40 is better than Lacuna’s.')
  expect(text).toContain('| Ti −8 % |')
  expect(text).toContain('| Sr 1.15 Å |')
  expect(text).toContain('30.0 % of the column surroundings')
  expect(text).toContain('ideal observer')
})
