import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readStandingCif } from '../../../../src/stem/cif/crystal'
import { GALLERY } from '../../../../src/stem/crystal/gallery'
import type { Place } from '../../../../src/stem/crystal/standing'
import { ownStanding, usualStanding } from '../../../../src/stem/crystal/standing'
import { combine } from '../../../../src/stem/math/vector'
import { boxOf, filled } from '../../../../src/stem/simulate/multislice/box'
import { frameOf } from '../../../../src/stem/simulate/multislice/sampling'

/** The file of a crystal where it is not called as the crystal. */
const FILES: Readonly<Record<string, string>> = { 'mos2-001': 'mos2-layer' }
/** Enough for an error of the last digit to add up. */
const CELLS = 100
const others = Object.keys(GALLERY).filter((key) => key !== 'srtio3-001')

test('SrTiO3 is Lacuna’s usual one', async () => {
  expect(await ownStanding(GALLERY['srtio3-001'])).toEqual(usualStanding())
})

test.each(others)('%s stands as in its CIF, to five decimals', async (key) => {
  const { projection, vectors, atoms, step } = await ownStanding(GALLERY[key])
  expect(projection).toBe(GALLERY[key])
  const file = FILES[key] ?? key.split('-')[0]
  const text = readFileSync(`test/fixtures/crystals/${file}.cif`, 'utf8')
  const expected = await readStandingCif(text, file, projection.zoneAxis.join(','))
  expect(step).toBeCloseTo(expected.step, 4)
  const isNear = (one: Place, other: Place) => {
    for (const axis of ['x', 'y', 'z'] as const) expect(one[axis]).toBeCloseTo(other[axis], 4)
  }
  vectors.forEach((vector, n) => isNear(vector, expected.vectors[n]))
  expect(atoms).toHaveLength(expected.atoms.length)
  atoms.forEach((atom, n) => {
    expect([atom.element, atom.part]).toEqual([expected.atoms[n].element, expected.atoms[n].part])
    isNear(atom, expected.atoms[n])
  })
})

const oblong = Object.keys(GALLERY).filter((key) => GALLERY[key].cell.angle === 90)

test.each(oblong)('a box of %s holds the atoms of its cells, none twice', async (key) => {
  const standing = await ownStanding(GALLERY[key])
  const { projection } = standing
  const frame = frameOf(projection)
  const box = boxOf(standing, CELLS)
  const inCell = projection.columns.flatMap(({ atoms }) => Object.values(atoms)).reduce<number>((sum, n) => sum + n!, 0)
  const cells = Math.round((box.width * box.height) / (projection.cell.a * projection.cell.b))
  for (const [u, v] of [[0.5, 0.5], ...projection.columns.map(({ position }) => position)]) {
    const { atoms } = filled(standing, box, combine(frame, u, v))
    expect(atoms).toHaveLength(Math.round(CELLS * cells * inCell))
  }
})
