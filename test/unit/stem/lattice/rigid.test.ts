import { expect, test } from 'vitest'
import { fitRigid } from '../../../../src/stem/lattice/rigid'
import { columnLattice } from '../../../support/lattice'

test('between two grains turned by a few degrees the lattice is that of the larger one', () => {
  const { sublattices } = columnLattice(20)
  const { sites } = sublattices[0]
  const turn = (4 * Math.PI) / 180
  // Columns from the twelfth on are turned about a place before it, as beyond a low-angle boundary.
  const [atX, atY] = [16 * 10.5 + 8, 16 * 9.5 + 8]
  for (let n = 0; n < sites.count; n++) {
    if (sites.i[n] < 11) continue
    const [x, y] = [sites.x[n] - atX, sites.y[n] - atY]
    sites.x[n] = atX + x * Math.cos(turn) - y * Math.sin(turn)
    sites.y[n] = atY + x * Math.sin(turn) + y * Math.cos(turn)
  }
  const found = fitRigid(sites, () => true)
  const { a, b } = found!.basis
  expect(a.x).toBeCloseTo(16, 6)
  expect(a.y).toBeCloseTo(0, 6)
  expect(b.x).toBeCloseTo(0, 6)
  expect(b.y).toBeCloseTo(16, 6)
})
