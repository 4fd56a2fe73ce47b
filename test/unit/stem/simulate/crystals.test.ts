import { describe, expect, test } from 'vitest'
import { meanSquareDisplacement, principalElement, scattering } from '../../../../src/stem/crystal/elements'
import type { Projection } from '../../../../src/stem/crystal/projection'
import { parseProjection, sublatticesOf } from '../../../../src/stem/crystal/projection'
import { findLattice } from '../../../../src/stem/lattice/find'
import { matchCrystal } from '../../../../src/stem/lattice/match-crystal'
import { simulateMicrograph } from '../../../../src/stem/simulate/micrograph'
import type { DefectRequest } from '../../../../src/stem/simulate/options'
import { periodic } from '../../../support/lattice'

function crystal(cell: Projection['cell'], columns: Projection['columns']): Projection {
  return parseProjection(JSON.stringify({ name: 'X', zoneAxis: [0, 0, 1], cell, columns }), 'x.json')
}

const CRYSTALS = {
  'like BaTiO3': crystal({ a: 3.99, b: 4.03, angle: 90 }, [
    { name: 'ba', position: [0, 0], atoms: { Ba: 1 } },
    { name: 'ti', position: [0.5, 0.51], atoms: { Ti: 1, O: 1 } },
    { name: 'o', position: [0.5, 0], atoms: { O: 1 } },
    { name: 'o', position: [0, 0.5], atoms: { O: 1 } },
  ]),
  'oblique, of two sublattices': crystal({ a: 5.2, b: 4.4, angle: 105 }, [
    { name: 'heavy', position: [0.2, 0.1], atoms: { La: 1 } },
    { name: 'light', position: [0.7, 0.6], atoms: { Mn: 1 } },
  ]),
  'of one column': crystal({ a: 2.9, b: 2.9, angle: 120 }, [{ name: 'au', position: [0, 0], atoms: { Au: 1 } }]),
  'of three sublattices': crystal({ a: 6, b: 5, angle: 90 }, [
    { name: 'bright', position: [0, 0], atoms: { Pb: 1 } },
    { name: 'middle', position: [0.5, 0.4], atoms: { Zr: 1, O: 1 } },
    { name: 'dim', position: [0.5, 0.9], atoms: { Ti: 1, O: 1 } },
  ]),
}

describe.each(Object.entries(CRYSTALS))('a crystal %s', { timeout: 60_000 }, (_, projection) => {
  const names = sublatticesOf(projection).map(({ name }) => name)
  const defects = names.flatMap((sublattice): DefectRequest[] => [
    { sublattice, kind: 'vacancy', count: 1, strength: 0.5 },
    { sublattice, kind: 'displacement', count: 1, strength: 0.3 },
  ])
  const options = { seed: 3, crystal: projection, width: 400, height: 400, pixelSize: 0.15, rotation: 12 }
  const { micrograph, truth } = simulateMicrograph({ ...options, defects })

  test('fills the image with its columns, and its defects stand on their sublattices', () => {
    const { a, b } = truth.lattice
    const cells = 400 ** 2 / Math.abs(a.x * b.y - a.y * b.x)
    // Cells that the image's edge cuts: less than a tenth of the columns more or less.
    expect(Math.abs(truth.columns.length / (cells * projection.columns.length) - 1)).toBeLessThan(0.1)
    expect(truth.defects.map(({ sublattice, kind }) => [sublattice, kind])).toEqual(
      defects.map(({ sublattice, kind }) => [sublattice, kind]),
    )
    for (const { kind, strength, signal, displacement } of truth.defects) {
      expect(strength).toBe(kind === 'vacancy' ? 0.5 : 0)
      expect(signal < 0).toBe(kind === 'vacancy')
      expect(Math.hypot(displacement.x, displacement.y)).toBeCloseTo(kind === 'vacancy' ? 0 : 0.3, 9)
    }
  })

  test('says in its truth what it is', () => {
    expect(truth.crystal).toBe('X [001]')
    expect(truth.options.crystal).toEqual(projection)
    expect(Object.keys(truth.options.intensityScatter).sort()).toEqual([...names].sort())
    expect(truth.options.intensityScatter[names[0]]).toBe(0.03)
    expect(JSON.parse(JSON.stringify(truth))).toEqual(truth)
  })

  test('has its lattice found again, and its sublattices named', async () => {
    const lattice = periodic(await findLattice(micrograph))
    const match = matchCrystal(lattice, projection, micrograph.pixelSize)
    // Columns of oxygen alone do not show beside those of metals.
    expect(match?.names).toEqual(names.filter((name) => name !== 'o'))
    // Shear and aspect shorten the second edge.
    expect(Math.abs(match!.fileError!)).toBeLessThan(0.02)
  })
})

test('columns shine relative to the brightest, whatever that is made of', () => {
  const projection = CRYSTALS['like BaTiO3']
  const quiet = { background: 0, thicknessField: 0, amorphous: 0, readNoise: 0, dose: 1e7, bits: 16 } as const
  const still = { positionScatter: 0, intensityScatter: { ba: 0, ti: 0, o: 0 }, rowJitter: 0, hum: 0, flyback: 0 }
  const { micrograph, truth } = simulateMicrograph({ seed: 1, crystal: projection, ...quiet, ...still })
  const brightest = truth.columns.filter(({ sublattice, x, y }) => {
    return sublattice === 'ba' && Math.min(x, y) > 20 && Math.max(x, y) < 490
  })
  const peaks = brightest.map(({ x, y }) => micrograph.data[Math.round(y) * 512 + Math.round(x)] / (2 ** 16 - 1))
  // Its own peak is 0.98 on the file's scale; neighbours' tails add to it, and the nearest pixel is not its middle.
  expect(peaks.reduce((a, b) => a + b) / peaks.length).toBeGreaterThan(0.9)
  expect(Math.max(...peaks)).toBeLessThanOrEqual(1)
})

describe('defects that a crystal has not', () => {
  const ask = (defect: Omit<DefectRequest, 'count'>) => () =>
    simulateMicrograph({ seed: 1, crystal: CRYSTALS['of one column'], defects: [{ ...defect, count: 1 }] })

  test.each(['vacancy', 'displacement'] as const)('a %s on no sublattice of it', (kind) => {
    expect(ask({ sublattice: 'sr', kind })).toThrow(/X \[001\] has no sublattice sr: there are au/)
  })

  test('no other element', () => {
    expect(ask({ sublattice: 'au', kind: 'antisite' })).toThrow(/no other element/)
  })
})

test('an antisite is of the brightest other element', () => {
  const antisites = ['bright', 'middle', 'dim'].map((sublattice) => {
    const defects: DefectRequest[] = [{ sublattice, kind: 'antisite', count: 1 }]
    return simulateMicrograph({ seed: 1, crystal: CRYSTALS['of three sublattices'], defects }).truth.defects[0].signal
  })
  expect(antisites[0]).toBeLessThan(0)
  expect(antisites[1]).toBeGreaterThan(0)
  expect(antisites[2]).toBeGreaterThan(antisites[1])
})

describe('elements', () => {
  test('scatter by their number, in whatever order they are named', () => {
    expect(scattering({ O: 1, Ti: 1, Sr: 0.3 })).toBe(scattering({ Sr: 0.3, Ti: 1, O: 1 }))
    expect(scattering({ Sr: 2 })).toBeCloseTo(2 * 38 ** 1.7, 9)
    expect(principalElement({ O: 3, Ti: 1 })).toBe('Ti')
  })

  test('move by what is known of them, or by the usual', () => {
    expect(meanSquareDisplacement({ Sr: 1 })).toBeCloseTo(0.00787, 12)
    expect(meanSquareDisplacement({ Si: 2 })).toBeCloseTo(0.5 / (8 * Math.PI ** 2), 12)
    const mixed = meanSquareDisplacement({ Ti: 1, O: 1 })
    expect(mixed).toBeGreaterThan(0.00557)
    expect(mixed).toBeLessThan(0.0065)
    expect(meanSquareDisplacement({})).toBe(0)
  })
})
