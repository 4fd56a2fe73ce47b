import { expect, test } from 'vitest'
import { atomsInColumn, firstForm, formFor, requestOf } from '../../../../src/app/simulation/form'
import { crystalOf, standingNamed, usualStanding, workOfRequest } from '../../../../src/session/simulation/crystals'
import { requireSimulation } from '../../../../src/session/simulation/request'
import { crystalNames } from '../../../../src/session/crystals'

const standing = usualStanding()
const form = firstForm(standing)

test('what the fields hold at first can be simulated of every crystal', async () => {
  for (const name of crystalNames()) {
    const other = await standingNamed(name)
    expect(crystalOf(other)).toBe(name)
    requireSimulation(requestOf(firstForm(other), other))
    requireSimulation(requestOf(formFor(other, form), other))
  }
})

test('another crystal has thickness, pixels and sublattices of its own; the microscope stays', async () => {
  const before = { ...form, numbers: { ...form.numbers, kilovolts: 80 } }
  const after = formFor(await standingNamed('Graphene [001]'), before)
  expect(after.numbers).toMatchObject({ kilovolts: 80, cells: 1 })
  expect(after.numbers.pixelSize).toBeLessThan(form.numbers.pixelSize)
  expect(after.defect.sublattice).toBe('C')
})

test('detectors are in the order of their fields, at the usual angles unless others were typed', () => {
  const detectors = {
    ...form.detectors,
    haadf: { on: true, inner: 80, outer: null },
    bf: { on: true, inner: null, outer: null },
  }
  const numbers = { ...form.numbers, aperture: 30 }
  expect(requestOf({ ...form, numbers, detectors }, standing).detectors).toEqual([
    { name: 'haadf', inner: 80, outer: 150 },
    { name: 'bf', inner: 0, outer: 15 },
  ])
})

test('atoms of a column become the part that is missing, in twice as many cells half of that', () => {
  const defect = { kind: 'vacancy', sublattice: 'sr', count: 2, atoms: 1, depth: 9 } as const
  const numbers = { ...form.numbers, cells: 8 }
  const asked = { ...form, numbers, defect }
  expect(atomsInColumn(asked, standing)).toBe(8)
  expect(requestOf(asked, standing).defects).toEqual([
    { sublattice: 'sr', kind: 'vacancy', count: 2, strength: 1 / 8, depth: 9 },
  ])
  expect(requestOf({ ...form, defect: { ...defect, kind: 'none' } }, standing).defects).toEqual([])
})

test('work grows with thickness, configurations and defects; those that are alike count once', () => {
  const amount = (change: Partial<ReturnType<typeof requestOf>>) =>
    workOfRequest({ ...requestOf(form, standing), ...change }).amount
  const once = amount({})
  expect(amount({ cells: 8 })).toBeCloseTo(4 * once)
  expect(amount({ phonons: 3 })).toBeCloseTo(3 * once)
  const vacancy = { sublattice: 'sr', kind: 'vacancy', count: 1, strength: 0.5 } as const
  expect(amount({ defects: [{ ...vacancy, count: 4, depth: 3 }] })).toBe(amount({ defects: [vacancy] }))
  expect(amount({ defects: [{ ...vacancy, count: 4, strength: 1 }] })).toBe(amount({ defects: [vacancy] }))
  // The perfect cell, the perfect surroundings of a site, and one or four defects: by PRISM all take as long.
  expect(amount({ defects: [vacancy] })).toBeCloseTo(3 * once)
  expect(amount({ defects: [{ ...vacancy, count: 4 }] })).toBeCloseTo(6 * once)
})
