import { describe, expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { inverse } from '../../../../src/stem/math/solve'
import { deviation } from '../../../../src/stem/patch-detector/deviation'
import type { Deviation } from '../../../../src/stem/patch-detector/deviation'
import { findColumns, learnGeometry } from '../../../../src/stem/patch/columns'
import { describeColumn } from '../../../../src/stem/patch-detector/column-change'
import { judge, learnObserver, observe, patchScore } from '../../../../src/stem/patch-detector/observer'
import { learnScatter } from '../../../../src/stem/patch-detector/scatter'
import { fitVariances, precision } from '../../../../src/stem/patch-detector/variance'
import { cut, draw, madeColumns } from '../../../support/made-columns'

const perfect = madeColumns(64, 64, 1, 0)
const image = draw(perfect, 64, 64)
const geometry = learnGeometry(image, 1, 64)

test('the geometry of a crystal of two sublattices', () => {
  // Nearest neighbours lie half a diagonal of the 24 px cell apart; interpolation and the patch's rim cost some of a pixel.
  expect(geometry.spacing).toBeCloseTo(12 * Math.SQRT2, 0)
  expect(geometry.sublattices).toBe(2)
})

test('columns are found where they are, each on its sublattice', () => {
  const found = findColumns(image, 64, geometry)
  const inside = perfect.filter(({ x, y }) => x > 2 && y > 2 && x < 61 && y < 61)
  expect(inside).toHaveLength(13)
  expect(found.length).toBeGreaterThanOrEqual(inside.length)
  for (const { x, y, height } of inside) {
    const column = found.find((other) => Math.hypot(other.x - x, other.y - y) < 1)
    expect(column?.sublattice).toBe(height === 1 ? 0 : 1)
  }
})

test('a column that is missing leaves the others on their sublattices', () => {
  const hole = perfect.filter(({ x, y }) => Math.hypot(x - 29, y - 28) > 1)
  expect(hole.length).toBe(perfect.length - 1)
  const labels = (columns: readonly { x: number; y: number; height: number }[]) =>
    findColumns(draw(columns, 64, 64), 64, geometry).map(({ sublattice }) => sublattice)
  expect(labels(hole).filter((label) => label === 0).length).toBeGreaterThan(3)
  expect(labels(hole).length).toBe(labels(perfect).length - 1)
})

describe('deviation', () => {
  const [column] = findColumns(image, 64, geometry).filter(({ x, y }) => Math.hypot(x - 29, y - 28) < 2)

  test('of intensity and place, to first order', () => {
    const changed = perfect.map((made) =>
      Math.hypot(made.x - 29, made.y - 28) < 1
        ? { ...made, height: made.height * 0.9, x: made.x + 0.3, y: made.y - 0.2 }
        : made,
    )
    const residual = draw(changed, 64, 64).map((value, i) => value - image[i])
    const { intensity, dx, dy } = deviation(residual, 64, column, geometry.spacing)
    // The peak is a little higher than the column's own height, for its neighbours' tails, and a displaced column is no
    // longer quite linear in its displacement: hence a tenth of tolerance.
    expect(Math.abs(intensity + 0.1)).toBeLessThan(0.01)
    expect(Math.abs(dx - 0.3)).toBeLessThan(0.03)
    expect(Math.abs(dy + 0.2)).toBeLessThan(0.02)
  })

  test('of a column far off its place, whose displacement is no longer linear', () => {
    const moved = perfect.map((made) =>
      Math.hypot(made.x - 29, made.y - 28) < 1 ? { ...made, x: made.x + 4, y: made.y - 2 } : made,
    )
    const residual = draw(moved, 64, 64).map((value, i) => value - image[i])
    const { intensity, dx, dy } = deviation(residual, 64, column, geometry.spacing)
    // The fit's window ends before the column's tail does; a filter of first order says 2.5 and −1.2 px, and −26 %.
    expect(Math.abs(intensity)).toBeLessThan(0.1)
    expect(Math.hypot(dx - 4, dy + 2)).toBeLessThan(0.4)
  })

  test('of nothing is nothing', () => {
    const { intensity, dx, dy } = deviation(new Float32Array(4096), 64, column, geometry.spacing)
    expect([intensity, dx, dy].map(Math.abs)).toEqual([0, 0, 0])
  })
})

test('the inverse of a positive definite matrix, and none of another', () => {
  const matrix = Float64Array.of(4, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 2)
  const found = inverse(matrix, 3)!
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      let sum = 0
      for (let k = 0; k < 3; k++) sum += matrix[i * 3 + k] * found[k * 3 + j]
      expect(sum).toBeCloseTo(i === j ? 1 : 0, 12)
    }
  }
  expect(inverse(Float64Array.of(1, 2, 2, 1), 2)).toBeNull()
})

test('variances are found again in what was drawn with them', () => {
  const random = new Random(5)
  const n = 12
  const identity = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0))
  const common = new Float64Array(n * n).fill(1)
  const fixed = new Float64Array(n * n)
  const observations = Array.from({ length: 400 }, () => {
    const shared = 0.5 * random.normal()
    const values = Float64Array.from({ length: n }, () => shared + 0.2 * random.normal())
    return { values, fixed, components: [identity, common] }
  })
  const [own, shared] = fitVariances(observations, [1, 1])
  // Standard errors: √(2 / 4400) and √(2 / 400) of the values; four of them.
  expect(own / 0.04).toBeCloseTo(1, 1)
  expect(Math.abs(shared / 0.25 - 1)).toBeLessThan(0.3)
  // (0.04 I + 0.25 · 1)⁻¹ = (I − 0.25 / (0.04 + 12 · 0.25) · 1) / 0.04, by Sherman and Morrison.
  const inverted = precision(observations[0], [0.04, 0.25])
  expect(inverted[0]).toBeCloseTo((1 - 0.25 / 3.04) / 0.04, 9)
  expect(inverted[1]).toBeCloseTo(-0.25 / 3.04 / 0.04, 9)
})

describe('the observer', () => {
  const random = new Random(3)
  const columns = findColumns(image, 64, geometry)
  const bulk = (change = 0) =>
    columns.map((column, i): Deviation => ({
      ...column,
      intensity: 0.05 * random.normal() + (i === 6 ? change : 0),
      dx: 0.5 * random.normal(),
      dy: 0.5 * random.normal(),
    }))
  const heldOut = Array.from({ length: 200 }, () => bulk())
  const observer = learnObserver(heldOut, 64, geometry)

  test('gives bulk p-values that are honest, and a defect a small one', () => {
    const { pValues } = observe(
      observer,
      Array.from({ length: 400 }, () => bulk()),
      64,
    )
    // Binomial: 5 % of 400 are 20 ± 9 at two standard errors, and the calibration of 200 scatters by as much again.
    expect(Array.from(pValues).filter((p) => p <= 0.05).length).toBeLessThan(42)
    const defect = observe(observer, [bulk(-0.5)], 64)
    expect(defect.pValues[0]).toBeLessThan(0.01)
    const [worst] = [...defect.columns[0]].sort((a, b) => b.score - a.score)
    expect([worst.x, worst.y]).toEqual([columns[6].x, columns[6].y])
  })

  test('names what it sees', () => {
    const [patch] = observe(observer, [bulk(-0.5)], 64).columns
    const response = {
      intensity: [1, 1] as [number, number],
      shift: [0.8, 0.8] as [number, number],
      contrast: 0.7,
    }
    const finding = describeColumn(patch[6], response)
    expect(finding.kind).toMatch(/deficit|B-on-A/)
    expect(finding.strength).toBeGreaterThan(-70)
    expect(finding.strength).toBeLessThan(-30)
    const moved = { ...patch[6], intensityScore: 0, shiftScore: 9, dx: 2, dy: 0 }
    expect(describeColumn(moved, response)).toMatchObject({ kind: 'displacement', dx: 2.5 })
    const gone = { ...patch[6], intensityScore: 90, shiftScore: 1, intensity: -1 }
    expect(describeColumn(gone, response).kind).toBe('vacancy')
    const heavy = { ...gone, sublattice: 1, intensity: 0.43 }
    expect(describeColumn(heavy, response).kind).toBe('A-on-B')
  })

  test('takes off what the neighbours explain', { timeout: 20_000 }, () => {
    // All columns of a patch share one displacement of 1 px, each has 0.2 px of its own: the neighbours tell the first.
    const sharing = (shift: number) => {
      const common = random.normal()
      return columns.map((column, i): Deviation => ({
        ...column,
        intensity: 0.05 * random.normal(),
        dx: common + 0.2 * random.normal() + (i === 6 ? shift : 0),
        dy: 0.5 * random.normal(),
      }))
    }
    const scatter = learnScatter(
      Array.from({ length: 200 }, () => sharing(0)),
      64,
      geometry,
      'apart',
    )
    const errors = Array.from({ length: 50 }, () => judge(sharing(1), 64, scatter)[6].dx - 1)
    const rms = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)
    // Alone the column is uncertain by 1.02 px; about a neighbourhood's common displacement and slope by 0.2 px and the
    // uncertainty of these, from some fifteen columns and three parameters: 0.22 px, to 10 % at 50 draws.
    expect(rms).toBeLessThan(0.27)
  })

  test('tells a scan whose rows shift from patches that were turned', { timeout: 30_000 }, () => {
    // Each row of columns shifts along itself by 0.6 px; every column by 0.1 px for itself.
    const scanned = () => {
      const rows = new Map<number, number>()
      return columns.map((column): Deviation => {
        const row = Math.round(column.y / 12)
        if (!rows.has(row)) rows.set(row, 0.6 * random.normal())
        const [dx, dy] = [rows.get(row)! + 0.1 * random.normal(), 0.1 * random.normal()]
        return { ...column, intensity: 0.05 * random.normal(), dx, dy }
      })
    }
    const turned = (patch: Deviation[]) => patch.map((c) => ({ ...c, x: c.y, y: c.x, dx: c.dy, dy: c.dx }))
    const patches = Array.from({ length: 45 }, scanned)
    const ROW = 5
    const LINE = 6
    const std = (variance: number) => Math.sqrt(variance) * geometry.spacing
    const { scatter } = learnObserver(patches, 64, geometry)
    // Some five rows a patch, of which a slope takes two degrees of freedom: 0.6 px to a tenth.
    expect(std(scatter.x[ROW])).toBeGreaterThan(0.5)
    expect(std(scatter.x[ROW])).toBeLessThan(0.7)
    expect(std(scatter.y[LINE])).toBeLessThan(0.2)
    const mixed = learnObserver(
      patches.map((patch, n) => (n % 2 ? turned(patch) : patch)),
      64,
      geometry,
    )
    // Half of the patches shift along x, half along y: half the variance along each.
    expect(std(mixed.scatter.x[ROW])).toBeGreaterThan(0.35)
    expect(std(mixed.scatter.x[ROW])).toBeLessThan(0.5)
    expect(mixed.scatter.x[ROW]).toBe(mixed.scatter.y[LINE])
  })

  test('a patch without columns is neither here nor there', () => {
    expect(patchScore([])).toBe(0)
    expect(observe(observer, [[]], 64).pValues[0]).toBeGreaterThan(0.05)
  })
})

test('patches are cut as they are drawn', () => {
  expect(cut(image, 64, [[0, 0]]).data).toEqual(image)
})
