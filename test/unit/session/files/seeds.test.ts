import { expect, test } from 'vitest'
import { detectionRecords } from '../../../../src/session/files/record'
import { agreement, seedsCsv, seedsOf } from '../../../../src/session/files/seeds'
import { result, searchedWithout } from '../../../support/result'

const found = result()
const [first, second] = detectionRecords(found, found.result.findings, null)
const stronger = { ...first, strength: first.strength - 4, score: first.score + 2 }
const between = { ...first, kind: 'interstitial' as const, x: 30.2, y: 7.9 }

test('a column counts once, by how many searches found it, with the spread between them', () => {
  const { record, byDetection } = seedsOf({ ...found, detections: [second, first, between] }, [
    { seed: 2, detections: [between, stronger] },
    { seed: 3, detections: [{ ...stronger, strength: first.strength + 4 }] },
  ])
  expect(record).toMatchObject({ name: found.name, sha256: 'ab', seeds: [1, 2, 3], detections: [3, 2, 1] })
  expect(byDetection.map(({ foundIn }) => foundIn)).toEqual([1, 3, 2])
  expect(record.columns.map(({ foundIn }) => foundIn)).toEqual([3, 2, 1])
  const [all, two, one] = record.columns
  expect(all).toMatchObject({ kind: first.kind, sublattice: first.sublattice, i: first.i, j: first.j })
  // Of −4, 0 and 4 about the first, and of 0, 2 and 2.
  expect(all.strength).toBeCloseTo(first.strength, 2)
  expect(all.strengthSpread).toBeCloseTo(4, 3)
  expect(all.score).toBeCloseTo(first.score + 4 / 3, 2)
  expect(all.scoreSpread).toBeCloseTo(Math.sqrt(4 / 3), 3)
  // An interstitial is not the column beside it.
  expect(two).toMatchObject({ kind: 'interstitial', x: 30.2, strengthSpread: 0 })
  expect(one).toMatchObject({ x: second.x, strengthSpread: null, scoreSpread: null })
  expect(agreement(record)).toBe('3 are found with any of 3 seeds, 1 with each')
  const lines = seedsCsv(record).trim().split('\n')
  expect(lines).toHaveLength(4)
  expect(lines[0]).toBe('kind,sublattice,i,j,x,y,foundIn,strength,strengthSpread,score,scoreSpread')
  expect(lines[3].endsWith(',1,' + [one.strength, '', one.score, ''].join(','))).toBe(true)
})

test('without a lattice a column is the same where it is as near as no two are', () => {
  const at = (x: number, y: number) => ({ ...first, sublattice: null, i: null, j: null, x, y })
  const searched = { ...searchedWithout(10), detections: [at(20, 20), at(40, 20)] }
  const { byDetection, record } = seedsOf(searched, [{ seed: 2, detections: [at(42, 23), at(26, 20)] }])
  expect(byDetection.map(({ foundIn }) => foundIn)).toEqual([1, 2])
  expect(record.columns.map(({ x, foundIn }) => [x, foundIn])).toEqual([
    [40, 2],
    [20, 1],
    [26, 1],
  ])
})

test('searches that find nothing say so', () => {
  const { record } = seedsOf({ ...found, detections: [] }, [{ seed: 2, detections: [] }])
  expect(record.columns).toEqual([])
  expect(agreement(record)).toBe('None of 2 seeds finds any')
})
