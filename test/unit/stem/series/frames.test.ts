import { expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { columnTable } from '../../../../src/stem/micrograph/columns'
import { SquarePixels } from '../../../../src/stem/micrograph/square-pixels'
import { movedLattice } from '../../../../src/stem/series/moved-lattice'
import { onOwnPixels } from '../../../../src/stem/series/own-pixels'
import { refinedDrift } from '../../../../src/stem/series/refined-drift'
import { simulateSeries } from '../../../../src/stem/simulate/series'
import { columnLattice, picture } from '../../../support/lattice'
import { defectAt, isTrue, searchedSeries } from '../../../support/series'

test('a lattice that moves loses the columns that leave the frame, and goes on where it was not seen', () => {
  const lattice = columnLattice(5)
  const { lattice: moved, of } = movedLattice(lattice, { x: 20, y: -3 }, { width: 80, height: 80 })
  const table = columnTable(moved)
  const places = Array.from(of, (whole, n) => ({ whole, x: table.x[n], y: table.y[n], i: table.i[n], j: table.j[n] }))
  // Columns stand at 8, 24, 40, 56 and 72 px: the last one leaves to the right, one comes in from the left, and all stay upright.
  expect(places.filter(({ whole }) => whole >= 0).map(({ x, i }) => x - 16 * i)).toEqual(Array(20).fill(28))
  const come = places.filter(({ whole }) => whole < 0)
  expect(come.map(({ i, j, x, y }) => [i, j, x, y]).sort((p, q) => p[1] - q[1])).toEqual(
    [0, 1, 2, 3, 4].map((j) => [-1, j, 12, 16 * j + 5]),
  )
  // What the picture had left out, as a hole, is left out.
  const { sites } = lattice.sublattices[0]
  const torn = { ...lattice, sublattices: [{ ...lattice.sublattices[0], sites: { ...sites, count: 24 } }] }
  expect(movedLattice(torn, { x: 0, y: 0 }, { width: 80, height: 80 }).of.length).toBe(24)
})

test('drift is known to some tenth of a pixel where whole pixels are three off, in noise', () => {
  const random = new Random(3)
  const off = (at: number, moved: number) => ((at - moved + 160) % 16) - 8
  // Columns of σ 3 px that have moved by a part of a pixel; noise of half their height.
  const shown = picture(192, (x, y) => {
    return Math.exp((-0.5 * (off(x, 0.4) ** 2 + off(y, -0.3) ** 2)) / 9) + 0.5 * random.normal()
  })
  const at = refinedDrift(shown, columnTable(columnLattice(12)), { x: -1.6, y: 1.9 })
  // 100 columns are far enough from the edge. Their profile's slope is known to 0.5 √(100 · 5 / 10), its bend is 100 · 4 / (2 · 9): both give
  // 0.08 px along an axis.
  expect(Math.hypot(at.x - 0.4, at.y + 0.3)).toBeLessThan(0.2)
})

test('a frame that was judged on square pixels is told in its own', () => {
  const micrograph = {
    data: new Float32Array(200),
    width: 10,
    height: 20,
    pixelSize: { x: 2, y: 1 },
    name: '',
    metadata: {},
  }
  const one = (value: number) => Float32Array.of(value)
  const finding = { column: 0, x: 7, y: 8, dx: 4, dy: 4 } as never
  const frame = {
    ...{ x: one(7), y: one(8), intensity: one(0.5), dx: one(4), dy: one(3), score: one(1), pValue: Float64Array.of(1) },
    ...{ residuals: [one(0.1), one(4), one(3)], scatter: [one(0.2), one(2), one(1)] },
    ...{ candidates: [finding], between: [finding] },
  }
  const own = onOwnPixels(frame, new SquarePixels(micrograph))
  // Two square pixels lie in one along x, whose middles are half a square pixel off.
  expect([own.x[0], own.y[0], own.dx[0], own.dy[0]]).toEqual([3.25, 8, 2, 3])
  expect(own.residuals.map(([value]) => value)).toEqual([Math.fround(0.1), 2, 3])
  expect(own.scatter.map(([value]) => value)).toEqual([Math.fround(0.2), 1, 1])
  expect(own.candidates[0]).toMatchObject({ x: 3.25, y: 8, dx: 2, dy: 4 })
})

test('a simulated series shows each defect in its frames alone, where the drift has taken it', () => {
  const size = 224
  const defects = [
    { sublattice: 'sr', kind: 'vacancy' as const, count: 1, frames: { first: 2, last: 2 } },
    { sublattice: 'ti', kind: 'displacement' as const, count: 1, strength: 0.5 },
  ]
  const options = { seed: 8, frames: 3, frameDrift: 6, width: size, height: size, bits: 16 as const, dose: 2000 }
  const { frame, truth } = simulateSeries({ ...options, defects })
  expect(truth.drift).toHaveLength(3)
  expect(Math.hypot(truth.drift[2].x - truth.drift[0].x, truth.drift[2].y - truth.drift[0].y)).toBeGreaterThan(7)
  const [vacancy, moved] = truth.defects
  expect([vacancy.frames, moved.frames]).toEqual([
    { first: 2, last: 2 },
    { first: 1, last: 3 },
  ])
  const heights = truth.drift.map(({ x, y }, n) => {
    const data = frame(n)
    return data[Math.round(vacancy.y + y) * size + Math.round(vacancy.x + x)]
  })
  expect(heights[1]).toBeLessThan(0.5 * heights[0])
  expect(heights[2]).toBeGreaterThan(0.8 * heights[0])
  // The same options give the same pixels, in whatever order they are asked for.
  expect(frame(1)).toEqual(simulateSeries({ ...options, defects }).frame(1))
})

test('in a series of few electrons what changes is found, and nothing else', { timeout: 60_000 }, async () => {
  const defects = [
    { sublattice: 'sr', kind: 'vacancy' as const, count: 1, frames: { first: 4, last: 6 } },
    { sublattice: 'ti', kind: 'vacancy' as const, count: 1, frames: { first: 1, last: 3 } },
    { sublattice: 'ti', kind: 'vacancy' as const, count: 1 },
    { sublattice: 'sr', kind: 'displacement' as const, count: 1, frames: { first: 3, last: 6 } },
  ]
  const searched = await searchedSeries({ seed: 11, frames: 6, size: 224, dose: 40, defects }, 0.01)
  const { events, detections } = searched.judged
  expect(events.filter((event) => !isTrue(searched, event))).toEqual([])
  const told = events.map(({ column, kind, defect, frame }) => [defectAt(searched, column), kind, defect, frame + 1])
  expect(told.sort(([p], [q]) => Number(p) - Number(q))).toEqual([
    [0, 'appeared', 'vacancy', 4],
    [1, 'vanished', 'vacancy', 4],
    [3, 'moved', 'displacement', 3],
  ])
  // The one that lacks throughout is a detection in every frame, and no event.
  expect(detections.every((those) => those?.some(({ column }) => defectAt(searched, column) === 2))).toBe(true)
})
