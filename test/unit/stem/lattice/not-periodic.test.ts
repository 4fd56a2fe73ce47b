import { expect, test } from 'vitest'
import type { Micrograph } from '../../../../src/io/micrograph'
import { Random } from '../../../../src/nn'
import { findLattice } from '../../../../src/stem/lattice/find'
import { addSpeckle } from '../../../../src/stem/simulate/amorphous'
import { DEFAULT_SIMULATION } from '../../../../src/stem/simulate/options'
import { anyCrystal, MOTIFS, picture } from '../../../support/lattice'

const size = 256

function noise(seed: number): Micrograph {
  const random = new Random(seed)
  return picture(size, () => random.normal())
}

function amorphous(seed: number, sigma: number): Micrograph {
  const image = new Float64Array(size * size).fill(0.5)
  const probe = { ...DEFAULT_SIMULATION.probe, sigma }
  addSpeckle(image, { ...DEFAULT_SIMULATION, seed, width: size, height: size, amorphous: 0.1, probe }, new Random(seed))
  return picture(size, (x, y) => 200 * image[y * size + x])
}

/** Discs and squares of every size before one another, as things stand in a photograph. */
function photograph(seed: number): Micrograph {
  const random = new Random(seed)
  const scene = picture(size, () => 128)
  for (let n = 0; n < 400; n++) {
    const [reach, x0, y0] = [5 + 60 * random.uniform() ** 3, random.uniform(0, size), random.uniform(0, size)]
    const [value, slope, turn] = [random.uniform(0, 200), random.uniform(-0.5, 0.5), random.uniform(0, Math.PI)]
    const isSquare = random.uniform() < 0.5
    for (let y = Math.max(0, Math.ceil(y0 - reach)); y < Math.min(size, y0 + reach); y++) {
      for (let x = Math.max(0, Math.ceil(x0 - reach)); x < Math.min(size, x0 + reach); x++) {
        const u = (x - x0) * Math.cos(turn) + (y - y0) * Math.sin(turn)
        const v = (y - y0) * Math.cos(turn) - (x - x0) * Math.sin(turn)
        const inside = isSquare ? Math.max(Math.abs(u), Math.abs(v)) < 0.7 * reach : Math.hypot(u, v) < reach
        if (inside) scene.data[y * size + x] = value + slope * u + 3 * random.normal()
      }
    }
  }
  return scene
}

function fringes(): Micrograph {
  const random = new Random(3)
  return picture(size, (x, y) => Math.sin((x + 0.3 * y) / 4) + 0.5 * random.normal())
}

test.each([
  ['white noise', noise(1)],
  ['white noise, another', noise(2)],
  ['a smooth gradient', picture(size, (x, y) => 0.3 * x + 0.1 * y + 0.001 * x * y)],
  ['a gradient in whole steps', picture(size, (x, y) => Math.round(0.1 * x + 0.03 * y))],
  ['an amorphous film', amorphous(1, 0.53)],
  ['an amorphous film, out of focus', amorphous(2, 1.5)],
  ['a photograph', photograph(1)],
  ['a photograph, another', photograph(2)],
  ['fringes of one direction', fringes()],
  ['nothing', picture(size, () => 7)],
])('%s', { timeout: 60_000 }, async (_, micrograph) => {
  const { verdict } = await findLattice(micrograph)
  expect(verdict).toBe('not periodic')
})

test.each([1, 20, 31])('a crystal in a strip %i pixels high, too small for a lattice', async (height) => {
  const { micrograph } = anyCrystal({ size: 40, cell: 10, width: 2, motif: MOTIFS.single, seed: 1 })
  const strip = { ...micrograph, data: micrograph.data.slice(0, height * 40), height }
  expect(await findLattice(strip)).toMatchObject({
    verdict: 'not periodic',
    reason: 'fewer than 32 pixels along an edge show no lattice',
  })
})

test.each([32, 50])('noise in a strip %i pixels high, hardly enough for one', { timeout: 60_000 }, async (height) => {
  const { data } = noise(7)
  const strip = { ...noise(7), data: data.slice(0, height * 40), width: 40, height }
  expect((await findLattice(strip)).verdict).toBe('not periodic')
})
