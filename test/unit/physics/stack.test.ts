import { expect, it } from 'vitest'
import { repeated } from '../../../src/physics'
import { normals } from '../../../src/physics/random'
import { stacks } from '../../../src/physics/stack'
import { A, SRTIO3 } from '../../support/multislice'

it('normal numbers have mean 0 and variance 1, and are those of their seed', () => {
  const [normal, again] = [normals(5), normals(5)]
  const values = Array.from({ length: 20_000 }, normal)
  expect(Array.from({ length: 20 }, again)).toEqual(values.slice(0, 20))
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length
  // Four standard errors: 1/√n and √(2/n).
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(values.length))
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / values.length))
})

const options = {
  microscope: { kilovolts: 200, aperture: 20 },
  detectors: [],
  places: [],
  width: 64,
  height: 64,
  thickest: A / 2,
}

it('slices with the same atoms are one kind', () => {
  const { kinds, order } = stacks({ ...options, specimen: repeated(SRTIO3, [2, 2, 3]), repeats: 2 })[0]
  expect(kinds.map((atoms) => atoms.length)).toEqual([8, 12])
  expect(order).toEqual(Array.from({ length: 12 }, (_, n) => n % 2))
})

it('atoms move by their rms, each by itself, and an atom that is missing leaves the others as they were', () => {
  const phonons = { rms: { Sr: 0.1, O: 0.2 }, configurations: 2, seed: 7 }
  const specimen = repeated(SRTIO3, [6, 6, 4])
  const [one, other] = stacks({ ...options, specimen, phonons })
  const inOrder = ({ kinds, order }: typeof one) => order.map((kind) => kinds[kind])
  const moves = (element: string) =>
    inOrder(one).flatMap((atoms, slice) => {
      const rest = specimen.atoms.filter(({ z }) => Math.floor(z / (A / 2) + 1e-6) === slice)
      return atoms.flatMap((atom, n) => (atom.element === element ? [atom.x - rest[n].x, atom.y - rest[n].y] : []))
    })
  expect(moves('Ti').every((move) => move === 0)).toBe(true)
  const [sr, o] = [moves('Sr'), moves('O')]
  const rms = (values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)
  // Four standard errors of a root mean square: 1 part in √2n.
  expect(Math.abs(rms(sr) / 0.1 - 1)).toBeLessThan(4 / Math.sqrt(2 * sr.length))
  expect(Math.abs(rms(o) / 0.2 - 1)).toBeLessThan(4 / Math.sqrt(2 * o.length))
  expect(new Set(sr).size).toBe(sr.length)
  expect(inOrder(other)[0][0].x).not.toBe(inOrder(one)[0][0].x)

  const [less] = stacks({ ...options, specimen: { ...specimen, atoms: specimen.atoms.slice(1) }, phonons })
  expect(inOrder(less)[0]).toEqual(inOrder(one)[0].slice(1))
  expect(inOrder(less).slice(1)).toEqual(inOrder(one).slice(1))
})
