import { expect, test } from 'vitest'
import { withColumnsInGaps } from '../../../../src/stem/lattice/gaps'
import { columnLattice } from '../../../support/lattice'

const SIDE = 12
const EXTENT = 16 * SIDE

/** A lattice whose grid of points, one a column, sees it badly around some cells, with the columns of these taken out. */
function without(missing: readonly (readonly [i: number, j: number])[]) {
  const lattice = columnLattice(SIDE)
  const [{ sites, ...sublattice }] = lattice.sublattices
  const isMissing = (n: number) => missing.some(([i, j]) => sites.i[n] === i && sites.j[n] === j)
  const kept = Array.from(sites.i.keys()).filter((n) => !isMissing(n))
  const keep = <T extends Float32Array | Float64Array | Int32Array | Uint8Array>(values: T) =>
    values.filter((_, n) => !isMissing(n)) as T
  const { i, j, x, y, dx, dy, intensity, background, settled } = sites
  const own = { i: keep(i), j: keep(j), x: keep(x), y: keep(y), dx: keep(dx), dy: keep(dy) }
  const rest = { intensity: keep(intensity), background: keep(background), settled: keep(settled) }
  const distortion = {
    ...lattice.distortion,
    columns: SIDE,
    rows: SIDE,
    origin: { x: 8, y: 8 },
    step: { x: 16, y: 16 },
    dx: new Float32Array(SIDE * SIDE),
    dy: new Float32Array(SIDE * SIDE),
    quality: Float32Array.from({ length: SIDE * SIDE }, (_, n) => (isMissing(n) ? 0 : 1)),
    domain: new Uint8Array(SIDE * SIDE),
  }
  const empty = { data: new Float32Array(EXTENT * EXTENT), width: EXTENT, height: EXTENT, mask: null }
  const [filled] = withColumnsInGaps(
    empty,
    [{ ...sublattice, sites: { count: kept.length, ...own, ...rest } }],
    lattice,
    distortion,
  )
  return { before: kept.length, after: filled.sites }
}

test('a place that columns enclose is one of the lattice, though no column is there', () => {
  const { before, after } = without([[5, 6]])
  expect(after.count).toBe(before + 1)
  expect([after.i[before], after.j[before]]).toEqual([5, 6])
  expect(after.x[before]).toBeCloseTo(16 * 5 + 8, 6)
  expect(after.y[before]).toBeCloseTo(16 * 6 + 8, 6)
  expect(after.settled[before]).toBe(0)
})

test('none is where a hole begins', () => {
  const hole = [4, 5, 6].flatMap((i) => [4, 5, 6].map((j) => [i, j] as const))
  const { before, after } = without(hole)
  expect(after.count).toBe(before)
})
