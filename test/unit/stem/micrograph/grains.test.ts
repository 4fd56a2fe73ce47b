import { describe, expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { searchWithoutModel } from '../../../support/micrograph'
import { counted, grain, type Spot } from '../../../support/spots'

const SIZE = 300

/** Takes the column nearest to each place away. */
function without(spots: readonly Spot[], places: readonly (readonly [number, number])[]): Spot[] {
  const gone = places.map(([px, py]) =>
    spots.reduce((best, spot) =>
      Math.hypot(spot.x - px, spot.y - py) < Math.hypot(best.x - px, best.y - py) ? spot : best,
    ),
  )
  return spots.filter((spot) => !gone.includes(spot))
}

const HOLES = [
  [60, 90],
  [75, 220],
  [235, 70],
  [240, 230],
] as const

function expectFound(findings: readonly { x: number; y: number }[], places: readonly (readonly [number, number])[]) {
  expect(findings).toHaveLength(places.length)
  for (const [px, py] of places) {
    expect(Math.min(...findings.map(({ x, y }) => Math.hypot(x - px, y - py)))).toBeLessThan(14)
  }
}

describe('every grain is searched by its own lattice', { timeout: 60_000 }, () => {
  test('beyond a grain boundary', async () => {
    const spots = [
      ...grain(SIZE, { second: 150 }).filter(({ x }) => x < 146),
      ...grain(SIZE, { second: 150, degrees: 23 }).filter(({ x }) => x >= 154),
    ]
    const { findings, regions, remarks, columns, judged } = await searchWithoutModel(
      counted(SIZE, without(spots, HOLES), 7),
    )
    expectFound(findings, HOLES)
    for (const { column, x, y } of findings) {
      expect(judged[column]).toBe(1)
      expect(Math.hypot(columns.x[column] - x, columns.y[column] - y)).toBeLessThan(2)
    }
    expect(regions.map(({ kind }) => kind)).toEqual(['grain', 'boundary'])
    expect(remarks).toEqual([expect.stringMatching(/^grain 2: a lattice turned by (22\.[89]|23\.[01])°, \d+ columns/)])
  })

  test('beyond a twin boundary, which shares its rows', async () => {
    const places = [
      [60, 74],
      [75, 226],
      [235, 74],
      [240, 226],
    ] as const
    // An oblique lattice and its mirror image.
    const spots: Spot[] = []
    for (let j = -9; j <= 9; j++) {
      for (let i = -20; i <= 20; i++) {
        spots.push({ x: 150 + 18 * i - 5 * Math.abs(j), y: 150 + 19 * j, peak: 300 })
      }
    }
    const { findings, regions, remarks } = await searchWithoutModel(counted(SIZE, without(spots, places), 8))
    expectFound(findings, places)
    expect(regions.map(({ kind }) => kind)).toEqual(['grain', 'boundary'])
    expect(remarks).toEqual([expect.stringMatching(/^grain 2: a lattice mirrored/)])
  })
})

test('with a quarter of the columns changed all of these are found, in no cluster, hole or phase', async () => {
  const random = new Random(3)
  const changed: Spot[] = []
  const spots = grain(SIZE, { cell: 16, second: 160 }).map((spot) => {
    const isInside = Math.min(spot.x, spot.y, SIZE - spot.x, SIZE - spot.y) > 16
    if (!isInside || random.uniform() > 0.25) return spot
    changed.push(spot)
    return { ...spot, peak: random.uniform() < 0.5 ? 0 : 1.6 * spot.peak }
  })
  const { findings, regions } = await searchWithoutModel(counted(SIZE, spots, 9))
  expect(regions).toEqual([])
  const isFound = ({ x, y }: Spot) => findings.some((found) => Math.hypot(found.x - x, found.y - y) < 5)
  expect(changed.length).toBeGreaterThan(100)
  expect(changed.filter(isFound).length).toBeGreaterThan(0.98 * changed.length)
  expect(findings.length).toBeLessThan(1.03 * changed.length)
})

test('what is masked is a region', async () => {
  const crystal = counted(SIZE, grain(SIZE, { second: 150 }), 10)
  const data = crystal.data.map((value, at) => (at % SIZE < 20 ? 0 : value))
  const { regions, findings } = await searchWithoutModel({ ...crystal, data })
  expect(findings).toEqual([])
  expect(regions).toMatchObject([{ kind: 'masked', area: 20 * SIZE, box: { left: 0, right: 19 } }])
})

test('beside an interstitial no column is weaker', async () => {
  const spots = grain(SIZE, { cell: 20 })
  const more = [
    [73, 85],
    [213, 205],
  ].map(([x, y]) => ({ x: x + 10, y: y + 10, peak: 200 }))
  const middle = (value: number) => Math.round((value - 3 - 150) / 20) * 20 + 153 + 10
  const placed = more.map((spot) => ({ ...spot, x: middle(spot.x), y: middle(spot.y - 2) + 2 }))
  const { findings } = await searchWithoutModel(counted(SIZE, [...spots, ...placed], 11))
  expect(findings.map(({ kind }) => kind)).toEqual(['interstitial', 'interstitial'])
})
