import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CifCrystals } from '../../../../src/app/detector/cif-crystals'
import { InputError } from '../../../../src/errors'

const SILICON = readFileSync('test/fixtures/crystals/si.cif', 'utf8')

/** The crystals, and what came of each CIF as it was read. */
function watched() {
  const told: (() => string)[] = []
  const crystals = new CifCrystals((crystal) => told.push(crystal))
  const next = async (count: number) => {
    for (let n = 0; told.length < count && n < 500; n++) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(told).toHaveLength(count)
    return told[count - 1]
  }
  return { crystals, next }
}

test('names and JSON are crystals as they stand', () => {
  const { crystals } = watched()
  expect(crystals.of('SrTiO3 [001]', null)).toBe('SrTiO3 [001]')
  expect(crystals.of('{"name": "X"}', null)).toBe('{"name": "X"}')
  expect(crystals.of(null, null)).toBeNull()
})

test('a CIF is the crystal along its zone axis once it is read, and again along another', async () => {
  const { crystals, next } = watched()
  expect(crystals.of(SILICON, '1,1,0')).toBeNull()
  const dumbbells = (await next(1))()
  expect(JSON.parse(dumbbells)).toMatchObject({ name: 'Si', zoneAxis: [1, 1, 0] })
  expect(crystals.of(SILICON, '1,1,0')).toBe(dumbbells)
  expect(crystals.of(SILICON, null)).toBeNull()
  expect(JSON.parse((await next(2))())).toMatchObject({ zoneAxis: [0, 0, 1] })
})

test('one that is overtaken says nothing, one that cannot be read says why', async () => {
  const { crystals, next } = watched()
  crystals.of(SILICON, '1,1,0')
  expect(crystals.of('data_nothing', null)).toBeNull()
  const failed = await next(1)
  expect(failed).toThrow(InputError)
  expect(failed).toThrow(/^crystal: no block of it gives the places of atoms/)
  expect(crystals.of('data_nothing', null)).toBeNull()
})
