import { expect, test } from 'vitest'
import { findLattice } from '../../../../src/stem/lattice/find'
import { length } from '../../../../src/stem/math/vector'
import { Columns } from '../../../../src/stem/micrograph/columns'
import { dislocationRegions, dislocations } from '../../../../src/stem/micrograph/dislocations'
import { periodic, picture } from '../../../support/lattice'

const SIZE = 300
const CELL = 16
/** Poisson's ratio. */
const NU = 0.3

/**
 * A square lattice turned by some degrees, under the displacements of an edge dislocation with its core at `core`, whose Burgers
 * vector is `sign` times the first lattice vector (Hirth and Lothe, 1982, equation 3-45).
 */
function withDislocation({ core, degrees, sign }: { core: { x: number; y: number }; degrees: number; sign: number }) {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const image = new Float32Array(SIZE * SIZE)
  const cells = Math.ceil(SIZE / CELL) + 2
  for (let i = -cells; i <= cells; i++) {
    for (let j = -cells; j <= cells; j++) {
      // In the frame of the glide plane, from the core.
      const [x, y] = [(i + 0.5) * CELL, (j + 0.5) * CELL]
      const [r2, b] = [x * x + y * y, sign * CELL]
      const ux = (b / (2 * Math.PI)) * (Math.atan2(y, x) + (x * y) / (2 * (1 - NU) * r2))
      const uy =
        (-b / (2 * Math.PI)) *
        (((1 - 2 * NU) / (4 * (1 - NU))) * Math.log(r2 / CELL ** 2) + (x * x - y * y) / (4 * (1 - NU) * r2))
      const at = { x: core.x + c * (x + ux) - s * (y + uy), y: core.y + s * (x + ux) + c * (y + uy) }
      drawColumn(image, at)
    }
  }
  return picture(SIZE, (x, y) => image[y * SIZE + x])
}

function drawColumn(image: Float32Array, { x, y }: { x: number; y: number }): void {
  for (let row = Math.max(0, Math.ceil(y - 10)); row <= Math.min(SIZE - 1, y + 10); row++) {
    for (let column = Math.max(0, Math.ceil(x - 10)); column <= Math.min(SIZE - 1, x + 10); column++) {
      image[row * SIZE + column] += Math.exp(-0.5 * (((column - x) ** 2 + (row - y) ** 2) / 2.8 ** 2))
    }
  }
}

test.each([
  { core: { x: 160, y: 140 }, degrees: 0, sign: 1 },
  { core: { x: 130, y: 170 }, degrees: 20, sign: -1 },
])(
  'an edge dislocation at $core, $degrees°: its Burgers vector, and a crystal that goes on behind it',
  async (made) => {
    const columns = new Columns(periodic(await findLattice(withDislocation(made))))
    const found = dislocations(columns)
    expect(found).toHaveLength(1)
    const [{ x, y, burgers }] = found
    // Half a cell is how well a core can be placed: it lies between columns.
    expect(Math.hypot(x - made.core.x, y - made.core.y)).toBeLessThan(CELL)
    const turn = (made.degrees * Math.PI) / 180
    const expected = { x: made.sign * CELL * Math.cos(turn), y: made.sign * CELL * Math.sin(turn) }
    expect(Math.hypot(burgers.x - expected.x, burgers.y - expected.y)).toBeLessThan(0.05 * CELL)

    const { table } = columns
    const isFar = (n: number) =>
      Math.hypot(table.x[n] - x, table.y[n] - y) > 4 * CELL &&
      Math.min(table.x[n], table.y[n], SIZE - table.x[n], SIZE - table.y[n]) > 2 * CELL
    const far = Array.from(table.x.keys()).filter(isFar)
    expect(far.length).toBeGreaterThan(100)
    for (const n of far) {
      for (const offset of columns.offsets(0, 4)) {
        const near = columns.neighbour(n, offset)
        expect(columns.neighbours(0, offset)[n]).toBe(near)
        const [dx, dy] = [table.x[near] - table.x[n] - offset.way.x, table.y[near] - table.y[n] - offset.way.y]
        // The crystal is bent, by a few per cent at this distance, and has no gap.
        expect(Math.hypot(dx, dy), `beside ${table.x[n]}, ${table.y[n]}`).toBeLessThan(0.15 * CELL)
      }
    }
    const [region] = dislocationRegions(found, columns)
    expect(region).toMatchObject({ kind: 'dislocation', burgers })
    expect(region.columns).toBeGreaterThan(30)
    expect(length(region.burgers!)).toBeCloseTo(CELL, 0)
  },
)
