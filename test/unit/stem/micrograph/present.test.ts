import { expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { Columns } from '../../../../src/stem/micrograph/columns'
import type { FittedColumns } from '../../../../src/stem/micrograph/joint-fit'
import { presentColumns } from '../../../../src/stem/micrograph/present'
import { columnLattice } from '../../../support/lattice'

const SIDE = 20
const columns = new Columns(columnLattice(SIDE))

function fitted(heightAt: (i: number, j: number) => number): FittedColumns {
  const nothing = () => new Float32Array(columns.count)
  return {
    height: Float32Array.from({ length: columns.count }, (_, n) => heightAt(n % SIDE, Math.floor(n / SIDE))),
    dx: nothing(),
    dy: nothing(),
    seen: new Uint8Array(columns.count).fill(1),
    heightNoise: nothing().fill(0.005),
    shiftNoise: nothing().fill(0.01),
  }
}

test('at the thin end of a wedge columns are there, but for those that are missing', () => {
  const isMissing = (i: number, j: number) => i === 2 && j === 9
  const present = presentColumns(
    fitted((i, j) => (isMissing(i, j) ? 0.005 : 0.05 * 1.2 ** i)),
    columns,
  )
  present.forEach((is, n) => expect(is, `column ${n}`).toBe(isMissing(n % SIDE, Math.floor(n / SIDE)) ? 0 : 1))
})

test('in vacuum, and where something amorphous shows through a hole, none is', () => {
  const random = new Random(3)
  const present = presentColumns(
    fitted((i, j) => (i > 3 ? 1 : j < 10 ? 0.005 * random.normal() : 0.08 * random.normal())),
    columns,
  )
  present.forEach((is, n) => expect(is, `column ${n}`).toBe(n % SIDE > 3 ? 1 : 0))
})
