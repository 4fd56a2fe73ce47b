import { describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/errors'
import { GALLERY } from '../../../../src/stem/crystal/gallery'
import { parseProjection, projectionLabel } from '../../../../src/stem/crystal/projection'
import { findLattice } from '../../../../src/stem/lattice/find'
import type { Lattice } from '../../../../src/stem/lattice/lattice'
import { matchCrystal, named } from '../../../../src/stem/lattice/match-crystal'
import { simulateMicrograph } from '../../../../src/stem/simulate/micrograph'
import { anyCrystal, MOTIFS, periodic } from '../../../support/lattice'

const srtio3 = GALLERY['srtio3-001']

describe('SrTiO3', { timeout: 60_000 }, () => {
  const { micrograph, truth } = simulateMicrograph({
    seed: 6,
    width: 384,
    height: 384,
    rotation: 33,
    distortion: 0.2,
    drift: 0.2,
  })
  const found = findLattice(micrograph).then(periodic)

  test('its sublattices get their names, the pixel size comes from the lattice constant', async () => {
    const lattice = await found
    const match = matchCrystal(lattice, srtio3, { x: truth.pixelSize * 1.035, y: truth.pixelSize * 1.035 })!
    expect(named(lattice, match).sublattices.map(({ name }) => name)).toEqual(['sr', 'ti'])
    // The simulation's cell is 1.5 % shorter along b, so that the mean edge is by half of that.
    const mean = Math.sqrt(truth.options.aspect * Math.cos((truth.options.shear * Math.PI) / 180))
    expect(match.pixelSize.x).toBeCloseTo(truth.pixelSize / mean, 3)
    expect(match.fileError).toBeCloseTo(1.035 * mean - 1, 2)
  })

  test('without a pixel size in the file nothing is said of it', async () => {
    expect(matchCrystal(await found, srtio3, null)).toMatchObject({ fileError: null, cells: 1, names: ['sr', 'ti'] })
  })

  test('pixels that are not square keep their proportion', async () => {
    const lattice = await found
    // The same crystal scanned with pixels twice as high shows half the length along y.
    const flat: Lattice = {
      ...lattice,
      a: { x: lattice.a.x, y: lattice.a.y / 2 },
      b: { x: lattice.b.x, y: lattice.b.y / 2 },
    }
    const match = matchCrystal(flat, srtio3, { x: truth.pixelSize, y: 2 * truth.pixelSize })!
    expect(match.pixelSize.x).toBeCloseTo(truth.pixelSize, 2)
    expect(match.pixelSize.y).toBeCloseTo(2 * truth.pixelSize, 2)
  })
})

test(
  'columns too alike to tell apart: half the cell, recognised by the file’s scale',
  { timeout: 60_000 },
  async () => {
    const { micrograph } = anyCrystal({ size: 256, cell: 24, width: 3, motif: MOTIFS.equal, seed: 2 })
    const match = matchCrystal(periodic(await findLattice(micrograph)), srtio3, { x: 0.16, y: 0.16 })!
    expect(match).toMatchObject({ cells: 2, names: null })
    expect(match.pixelSize.x).toBeCloseTo(3.905 / 24, 3)
  },
)

test('a lattice of another form is not this crystal', { timeout: 60_000 }, async () => {
  const { micrograph } = anyCrystal({ size: 256, cell: 20, angle: 120, width: 3, motif: MOTIFS.single, seed: 2 })
  expect(matchCrystal(periodic(await findLattice(micrograph)), srtio3, null)).toBeNull()
})

describe('a crystal from a file', () => {
  test('reads', () => {
    const read = parseProjection(JSON.stringify(srtio3), 'a.json')
    expect(read).toEqual(srtio3)
    expect(projectionLabel(read)).toBe('SrTiO3 [001]')
  })

  test.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['no name', '{}'],
    ['no zone axis', '{"name": "X"}'],
    ['a cell without an angle', '{"name": "X", "zoneAxis": [0, 0, 1], "cell": {"a": 3, "b": 3}}'],
    ['an element that is none', JSON.stringify(srtio3).replace('"Sr":1', '"Xx":1')],
    ['no columns', JSON.stringify({ ...srtio3, columns: [] })],
  ])('%s is refused', (_, text) => {
    expect(() => parseProjection(text, 'a.json')).toThrow(InputError)
    expect(() => parseProjection(text, 'a.json')).toThrow(/^a\.json: /)
  })
})
