import { describe, expect, it } from 'vitest'
import { cellsOf, type SeveralRow, severalRows } from '../../../../src/app/several/rows'
import { initialState } from '../../../../src/app/state/state'
import { DEFAULT_RUN } from '../../../../src/app/state/run'
import { listed } from '../../../../src/app/state/files'

const row = (part: object): SeveralRow => ({
  name: 'a',
  result: null,
  review: [],
  problem: null,
  pixelSize: null,
  micrograph: null,
  ...part,
})

describe('one row of the comparison', () => {
  it('has numbers, kinds with the commonest first, rate and model of what was searched', () => {
    const detections = ['excess', 'vacancy', 'vacancy'].map((kind) => ({ kind }))
    const request = { rate: 0.01, model: 'fast', seed: 3 }
    const result = { verdict: 'periodic', detections, result: { columns: { count: 81 } }, circumstances: { request } }
    expect(cellsOf(row({ result }))).toEqual({
      verdict: 'periodic',
      columns: '81',
      detections: '3',
      kinds: '2 vacancy, 1 excess',
      rate: '1 %',
      model: 'fast, seed 3',
    })
    const foreign = { ...result, circumstances: { request: { ...request, model: '0123456789abcdef'.repeat(4) } } }
    expect(cellsOf(row({ result: foreign })).model).toBe('01234567')
  })

  it('says why there are none', () => {
    expect(cellsOf(row({})).verdict).toBe('not searched')
    expect(cellsOf(row({ problem: 'could not be searched' })).verdict).toBe('could not be searched')
    expect(cellsOf(row({ result: { verdict: 'not periodic', reason: 'noise' } }))).toMatchObject({
      verdict: 'not periodic',
      detections: '–',
    })
  })
})

it('the open micrograph is at hand, another one where the list has kept it', () => {
  const names = ['a.png', 'b.png', 'c.png']
  const [a, b, c] = names.map((name) => new File(['x'], name))
  const [open, kept] = [{ name: 'a' }, { name: 'b' }] as unknown as NonNullable<SeveralRow['micrograph']>[]
  const files = listed([a, b, c]).map((taken) =>
    taken.file === b
      ? {
          ...taken,
          kept: {
            micrograph: kept,
            result: null,
            whole: true,
            review: initialState(DEFAULT_RUN).review,
            pixelSize: null,
          },
        }
      : taken,
  )
  const rows = severalRows({ ...initialState(DEFAULT_RUN), files, file: a, micrograph: open })
  expect(rows.map(({ name, micrograph }) => [name, micrograph])).toEqual([
    ['a.png', open],
    ['b.png', kept],
    ['c.png', null],
  ])
})
