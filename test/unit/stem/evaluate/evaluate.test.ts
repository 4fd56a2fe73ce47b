import { describe, expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { augmenter } from '../../../../src/stem/model/augment'
import { latticeTemplate } from '../../../../src/stem/patch-detector/lattice-template'
import { learnGeometry } from '../../../../src/stem/patch/columns'
import type { BulkScatter } from '../../../../src/stem/evaluate/bound'
import { idealAuroc } from '../../../../src/stem/evaluate/bound'
import { publishedDrawing } from '../../../../src/stem/evaluate/published-drawing'
import { best, falseAlarms, separation } from '../../../../src/stem/evaluate/metrics'
import { renderSmoothDefects } from '../../../../src/stem/patch/smooth-defects'
import { cut, draw, madeColumns } from '../../../support/made-columns'

const perfect = madeColumns(64, 64, 1, 0)
const image = draw(perfect, 64, 64)
const geometry = learnGeometry(image, 1, 64)
const raw = cut(
  image.map((value) => Math.round(200 * value)),
  64,
  [[0, 0]],
)

describe('separation', () => {
  test('counts how often a defect scores above bulk, ties half', () => {
    expect(separation([1, 2, 3, 4], [5, 6]).auroc).toBe(1)
    expect(separation([1, 2, 3, 4], [2.5, 4]).auroc).toBeCloseTo((0.5 + 0.875) / 2, 12)
    expect(separation([1, 1], [1]).auroc).toBe(0.5)
  })

  test('against the highest of bulk and what 1 % of it exceeds', () => {
    const bulk = Array.from({ length: 200 }, (_, i) => i)
    // Two of 200 lie above 198's predecessor: the limit is the 199th value.
    expect(separation(bulk, [197, 198.5, 199, 300])).toMatchObject({ at1percent: 0.75, aboveAllBulk: 0.25 })
  })

  test('has an interval about its value', () => {
    const random = new Random(1)
    const draw = (shift: number) => Array.from({ length: 200 }, () => random.normal() + shift)
    const { auroc, interval } = separation(draw(0), draw(1))
    // Two normals a standard deviation apart: Φ(1/√2) = 0.760, ± 0.047 at two standard errors.
    expect(Math.abs(auroc - 0.76)).toBeLessThan(0.06)
    expect(interval[0]).toBeLessThan(auroc)
    expect(interval[1]).toBeGreaterThan(auroc)
    expect(interval[1] - interval[0]).toBeLessThan(0.14)
  })

  test('the best of several alternatives', () => {
    const a = Float32Array.of(1, 2)
    expect(best([a, a], [Float32Array.of(0), Float32Array.of(3)]).auroc).toBe(1)
  })
})

test('false alarms stand beside their binomial error', () => {
  const [one, five] = falseAlarms(Float64Array.from({ length: 500 }, (_, i) => (i + 1) / 500))
  expect([one.found, five.found]).toEqual([0.01, 0.05])
  expect(one.interval[1]).toBeCloseTo(0.01 + 1.96 * Math.sqrt((0.01 * 0.99) / 500), 12)
})

test('the ideal observer: nothing at size 0, everything at a large one, less for more columns', () => {
  const scatter: BulkScatter = { intensity: [0.05, 0.08], position: [0.08, 0.106], columns: [7, 7] }
  const deficit = (size: number, of = scatter) => idealAuroc({ sublattice: 0, kind: 'deficit', size }, of)
  expect(deficit(0)).toBeCloseTo(0.5, 1)
  expect(deficit(0.5)).toBeGreaterThan(0.999)
  // One column, 1.6 standard deviations: Φ(1.6/√2) = 0.871, ± 0.01 for 2000 draws.
  expect(deficit(0.08, { ...scatter, columns: [1, 1] })).toBeCloseTo(0.871, 1)
  expect(deficit(0.08)).toBeLessThan(0.8)
  expect(idealAuroc({ sublattice: 1, kind: 'shift', size: 0.3 }, scatter)).toBeGreaterThan(0.8)
})

describe('smooth defects', () => {
  const render = (kind: 'deficit' | 'shift', size: number) =>
    renderSmoothDefects(raw, { sublattice: 1, kind, size }, publishedDrawing(geometry), new Random(1))

  test('take from the column nearest the centre of their sublattice', () => {
    const { patches, truth } = render('deficit', 1)
    const [{ x, y }] = truth
    const column = perfect.find((made) => Math.hypot(made.x - x, made.y - y) < 1)
    expect(column?.height).toBe(0.7)
    expect(Math.hypot(x - 31.5, y - 31.5)).toBeLessThan(14)
    const at = Math.round(y) * 64 + Math.round(x)
    // A column of 140 on a level of 40: what is left is the level, and the neighbours' tails.
    expect(raw.data[at]).toBeGreaterThan(170)
    expect(patches.data[at]).toBeLessThan(75)
    const changed = patches.data.reduce((sum, value, i) => sum + (value === raw.data[i] ? 0 : 1), 0)
    expect(changed).toBeLessThan(900)
  })

  test('stay 8-bit images, and keep their intensity when they move', () => {
    const { patches, truth } = render('shift', 0.5)
    expect(patches.data.every((value) => Number.isInteger(value) && value >= 0 && value <= 255)).toBe(true)
    const total = (data: Float32Array) => data.reduce((sum, value) => sum + value, 0)
    expect(Math.abs(total(patches.data) - total(raw.data))).toBeLessThan(0.001 * total(raw.data))
    expect(Math.hypot(truth[0].dx, truth[0].dy) * 0.1636).toBeCloseTo(0.5, 6)
  })
})

test('the lattice template draws what a perfect crystal looks like, and leaves out what one column does', () => {
  const weak = perfect.map((made) => (Math.hypot(made.x - 29, made.y - 28) < 1 ? { ...made, height: 0.5 } : made))
  const patches = cut(draw(weak, 64, 64), 64, [[0, 0]])
  const predicted = latticeTemplate(geometry)(patches)
  const inner = (x: number, y: number) => x > 8 && y > 8 && x < 55 && y < 55
  let worst = 0
  predicted.forEach((value, i) => {
    if (inner(i % 64, Math.floor(i / 64))) worst = Math.max(worst, Math.abs(value - image[i]))
  })
  // The template's columns are 3.75 px wide and the drawn ones 3.9: that much is left of a height of 1.
  expect(worst).toBeLessThan(0.1)
})

test('examples change from call to call, inputs apart from targets, and not without being asked', () => {
  const patches = cut(image, 64, [[0, 0]])
  const still = augmenter(
    patches,
    { shared: { intensity: 0, shift: 0 }, own: { intensity: 0, shift: 0 } },
    new Random(1),
  )()
  const sorted = (values: Float32Array) => Array.from(values).sort()
  expect(still.inputs).toEqual(still.targets)
  expect(sorted(still.inputs)).toEqual(sorted(image))
  const make = augmenter(
    patches,
    { shared: { intensity: 0.1, shift: 0.04 }, own: { intensity: 0.2, shift: 0.06 } },
    new Random(1),
  )
  const [first, second] = [make(), make()]
  expect(first.inputs).not.toEqual(first.targets)
  expect(first.targets).not.toEqual(second.targets)
  const rms = Math.sqrt(first.inputs.reduce((sum, value, i) => sum + (value - first.targets[i]) ** 2, 0) / 4096)
  // A fifth of a column's height over the seventh of the patch that columns cover, places included.
  expect(rms).toBeGreaterThan(0.02)
  expect(rms).toBeLessThan(0.15)
})
