import { expect, it } from 'vitest'
import { KeptReviews, reviewedAs } from '../../../../src/app/kept/reviews'
import type { Shelf } from '../../../../src/app/kept/shelf'
import { result, unperiodic } from '../../../support/result'

const accepted = { x: 10, y: 20, verdict: 'accepted', kind: null, note: '' } as const

function shelf(entries = new Map<string, unknown>()): Shelf {
  return {
    get: async (key) => structuredClone(entries.get(key)),
    set: async (key, value) => void entries.set(key, structuredClone(value)),
    delete: async (key) => void entries.delete(key),
    clear: async () => entries.clear(),
  }
}

it('gives back what was said of each micrograph, the latest', async () => {
  const place = shelf()
  const now = new KeptReviews(place, () => {})
  void now.keep('a', [accepted])
  void now.keep('b', [{ ...accepted, verdict: 'rejected' }])
  await now.keep('a', [{ ...accepted, note: 'sure' }])
  const next = new KeptReviews(place, () => {})
  expect([await next.of('a'), await next.of('b'), await next.of('c')]).toEqual([
    [{ ...accepted, note: 'sure' }],
    [{ ...accepted, verdict: 'rejected' }],
    [],
  ])
  expect([now.count, next.count]).toEqual([2, 2])
})

it('keeps nothing of a review that was undone', async () => {
  const reviews = new KeptReviews(shelf(), () => {})
  await reviews.keep('a', [accepted])
  await reviews.keep('a', [])
  expect([await reviews.of('a'), reviews.count]).toEqual([[], 0])
})

it('lets go of those that were reviewed longest ago', async () => {
  const reviews = new KeptReviews(shelf(), () => {})
  for (let n = 0; n < 201; n++) await reviews.keep(String(n), [accepted])
  expect([await reviews.of('0'), await reviews.of('1'), reviews.count]).toEqual([[], [accepted], 200])
})

it('is quiet where nothing can be kept, and where what lies there makes no sense', async () => {
  const broken = { ...shelf(), get: () => Promise.reject(new Error('no')), set: () => Promise.reject(new Error('no')) }
  const reviews = new KeptReviews(broken, () => {})
  await reviews.keep('a', [accepted])
  expect(await reviews.of('a')).toEqual([])
  const odd = new KeptReviews(shelf(new Map([['reviews', [['a', [{ x: 'left' }, null, accepted]]]]])), () => {})
  expect(await odd.of('a')).toEqual([accepted])
})

it('knows a micrograph by its bytes, a simulated one by its name, and one without a lattice not at all', () => {
  const found = result()
  const of = (sha256: string | null) => {
    const { circumstances } = found
    return reviewedAs({ ...found, circumstances: { ...circumstances, request: { ...circumstances.request, sha256 } } })
  }
  expect([of('ab12'), of(null), reviewedAs(unperiodic())]).toEqual(['ab12', found.name, null])
})
