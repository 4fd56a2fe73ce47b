import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { GALLERY } from '../../../../src/stem/crystal/gallery'
import { usualStanding } from '../../../../src/stem/crystal/standing'
import { readStandingCif } from '../../../../src/stem/cif/crystal'
import { bicubic } from '../../../../src/stem/math/interpolate'
import { boxOf, filled } from '../../../../src/stem/simulate/multislice/box'
import { changed } from '../../../../src/stem/simulate/multislice/change'
import { periodic } from '../../../../src/stem/simulate/multislice/series'
import type { TrueDefect } from '../../../../src/stem/simulate/truth'

const A = GALLERY['srtio3-001'].cell.a
const cif = (name: string) => readFileSync(`test/fixtures/crystals/${name}.cif`, 'utf8')
const byHeight = (atoms: readonly { z: number }[]) => atoms.map(({ z }) => z).sort((one, other) => one - other)

describe('a box of a crystal', () => {
  it('holds whole cells of SrTiO3, each atom once, the column asked for in its middle', () => {
    const standing = usualStanding()
    const box = boxOf(standing, 4)
    expect(box).toEqual({ width: 3 * A, height: 3 * A, depth: 4 * A })
    const { atoms } = filled(standing, box, { x: A / 2, y: A / 2 })
    expect(atoms).toHaveLength(3 * 3 * 4 * 5)
    const middle = atoms.filter(({ x, y }) => Math.hypot(x - 1.5 * A, y - 1.5 * A) < 0.1)
    expect(middle.filter(({ element }) => element === 'Ti').map(({ z }) => z / A)).toEqual([0.5, 1.5, 2.5, 3.5])
    expect(middle.filter(({ element }) => element === 'O')).toHaveLength(4)
  })

  it('is the same from a CIF', async () => {
    const [own, read] = [usualStanding(), await readStandingCif(cif('srtio3'), 'srtio3.cif', '0,0,1')]
    expect(read.projection.cell).toEqual(own.projection.cell)
    const list = (standing: typeof own) =>
      filled(standing, boxOf(own, 2), { x: 0, y: 0 })
        .atoms.map(({ element, x, y, z }) => [element, x.toFixed(3), y.toFixed(3), z.toFixed(3)].join(' '))
        .sort()
    expect(list(read)).toEqual(list(own))
  })

  it.each([
    ['si', '1,1,0'],
    ['gaas', '1,1,0'],
    ['mos2', '0,0,1'],
    ['lamno3', '1,1,0'],
    ['zro2', '1,0,0'],
  ])('%s along %s: every column of the projection stands where it says, with its atoms', async (name, zone) => {
    const standing = await readStandingCif(cif(name), name, zone)
    const { cell, columns } = standing.projection
    const turn = (cell.angle * Math.PI) / 180
    const cells = 4
    const box = boxOf(standing, cells)
    for (const { position, atoms } of columns) {
      const [u, v] = position
      const centre = { x: u * cell.a + v * cell.b * Math.cos(turn), y: v * cell.b * Math.sin(turn) }
      const inside = filled(standing, box, centre).atoms
      const own = inside.filter(({ x, y }) => Math.hypot(x - box.width / 2, y - box.height / 2) < 0.35)
      for (const [element, count = 0] of Object.entries(atoms)) {
        const found = own.filter((atom) => atom.element === element).reduce((sum, { part = 1 }) => sum + part, 0)
        expect(found, `${element} at ${position.join(', ')}`).toBeCloseTo(count * cells, 3)
      }
    }
  })
})

describe('a defect in depth', () => {
  const standing = usualStanding()
  const specimen = filled(standing, boxOf(standing, 10), { x: 0, y: 0 })
  const defect = (more: Partial<TrueDefect>): TrueDefect => {
    const whole = { sublattice: 'sr', i: 0, j: 0, x: 0, y: 0, strength: 0.2, signal: 0, displacement: { x: 0, y: 0 } }
    return { ...whole, kind: 'vacancy', atoms: 2, ...more }
  }
  const where = { crystal: standing.projection, depth: 4.6 * A, displacement: { x: 0.5, y: -0.25 } }
  const column = ({ atoms }: typeof specimen) => atoms.filter(({ x, y }) => Math.hypot(x - 1.5 * A, y - 1.5 * A) < 1)

  it('takes the atoms that are nearest, and says how deep they were', () => {
    const found = changed(specimen, defect({}), where)
    expect(found.depths.map((depth) => depth / A)).toEqual([expect.closeTo(4, 2), expect.closeTo(5, 2)])
    expect(byHeight(column(found.specimen)).map((z) => Math.round(z / A))).toEqual([0, 1, 2, 3, 6, 7, 8, 9])
  })

  it('puts others in their place, or moves the whole column', () => {
    const swapped = changed(specimen, defect({ kind: 'antisite' }), where)
    expect(column(swapped.specimen).filter(({ element }) => element === 'Ti')).toHaveLength(2)
    const moved = changed(specimen, defect({ kind: 'displacement', atoms: 0 }), where)
    for (const { x, y } of column(moved.specimen)) expect([x - 1.5 * A, y - 1.5 * A]).toEqual([0.5, -0.25])
  })
})

it('a series goes through waves that its samples can tell, each times its factor', () => {
  const wave = (u: number, v: number) => 1 + Math.cos(2 * Math.PI * (2 * u - v)) + 0.5 * Math.sin(2 * Math.PI * 3 * v)
  const [columns, rows] = [7, 9]
  const samples = Array.from({ length: columns * rows }, (_, n) =>
    wave((n % columns) / columns, Math.floor(n / columns) / rows),
  )
  const through = periodic(samples, { columns, rows }, () => 1)
  // Straight on between the values of its table: an eighth of a step off at the top of the finest wave, π²/2 · (3/72)² of it.
  for (const [u, v] of [
    [0.123, 0.77],
    [-0.4, 1.9],
    [0.5, 0.25],
  ])
    expect(through(u, v)).toBeCloseTo(wave(u, v), 1.7)
  expect(through(1 / 7, 2 / 9)).toBeCloseTo(wave(1 / 7, 2 / 9), 9)
  const halved = periodic(samples, { columns, rows }, (h, l) => (h === 0 && l === 0 ? 1 : 0.5))
  expect(halved(1 / 7, 2 / 9) - 1).toBeCloseTo((wave(1 / 7, 2 / 9) - 1) / 2, 9)
})

it('cubic convolution keeps what is smooth, and its points', () => {
  const size = { columns: 8, rows: 6 }
  const of = (u: number, v: number) => 2 + u - 0.5 * v + 0.1 * u * v
  const values = Array.from({ length: 48 }, (_, n) => of(n % 8, Math.floor(n / 8)))
  expect(bicubic(values, size, 3.4, 2.7)).toBeCloseTo(of(3.4, 2.7), 12)
  expect(bicubic(values, size, 7, 5)).toBeCloseTo(of(7, 5), 12)
  expect(bicubic(values, size, -0.01, 2)).toBe(0)
})
