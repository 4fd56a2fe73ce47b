import { describe, expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { findLattice } from '../../../../src/stem/lattice/find'
import type { Predicted } from '../../../../src/stem/math/ridge'
import { robustSpread } from '../../../../src/stem/math/robust'
import { Columns } from '../../../../src/stem/micrograph/columns'
import { coherentParts } from '../../../../src/stem/micrograph/coherent'
import type { Deviations } from '../../../../src/stem/micrograph/deviations'
import { levelled } from '../../../../src/stem/micrograph/deviations'
import { fitColumns } from '../../../../src/stem/micrograph/joint-fit'
import { LinearTwin } from '../../../../src/stem/micrograph/linear-twin'
import type { Opinion } from '../../../../src/stem/micrograph/opinion'
import { stacked } from '../../../../src/stem/micrograph/stack'
import { GALLERY } from '../../../../src/stem/crystal/gallery'
import { simulateMicrograph } from '../../../../src/stem/simulate/micrograph'
import { periodic } from '../../../support/lattice'

describe('a linear blind-spot model', () => {
  test('knows what a row shares, and follows nothing of a column’s own change', { timeout: 60_000 }, async () => {
    const { micrograph } = simulateMicrograph({ seed: 5, rowJitter: 1.2, drift: 2 })
    const columns = new Columns(periodic(await findLattice(micrograph)))
    const known = new Uint8Array(columns.count)
    const opinionOf = (data: Float32Array) => {
      const picture = { ...micrograph, data }
      const fit = fitColumns(picture, columns)
      const own = levelled(fit, fit.seen, known, columns)
      return { own, opinion: new LinearTwin(picture, columns).opinion({ fit, own, known }) }
    }
    const before = opinionOf(micrograph.data)
    const { from, to } = columns.of(0)
    const heard = Array.from({ length: to - from }, (_, k) => from + k).filter(
      (n) => !Number.isNaN(before.opinion[1].prediction[n] + before.own.deviations[1][n]),
    )
    const spread = (values: (n: number) => number) => robustSpread(Float32Array.from(heard, values))
    const [said, shift] = [before.opinion[1].prediction, before.own.deviations[1]]
    // Jitter moves all columns of a row, and is most of their displacements: 0.78 of these is left, by kriging 0.67.
    expect(spread((n) => shift[n] - said[n])).toBeLessThan(0.85 * spread((n) => shift[n]))

    // A column in the middle becomes a third weaker: what is said of it changes by less than a tenth of that.
    const middle = heard.reduce((best, n) => (distance(columns, n) < distance(columns, best) ? n : best))
    const { x, y } = columns.table
    const { width: sigma, intensity } = columns.lattice.sublattices[0]
    const data = micrograph.data.map((value, at) => {
      const r2 = ((at % micrograph.width) - x[middle]) ** 2 + (Math.floor(at / micrograph.width) - y[middle]) ** 2
      return value - (intensity / 3) * Math.exp((-0.5 * r2) / sigma ** 2)
    })
    const after = opinionOf(data)
    const change = after.own.deviations[0][middle] - before.own.deviations[0][middle]
    expect(change).toBeLessThan(-0.25)
    expect(Math.abs(after.opinion[0].prediction[middle] - before.opinion[0].prediction[middle])).toBeLessThan(0.033)
  })

  function distance({ table }: Columns, n: number): number {
    return Math.hypot(table.x[n] - 256, table.y[n] - 256)
  }
})

describe('a stack of predictors', () => {
  const random = new Random(5)
  const count = 400
  const normal = (spread: number) => Float32Array.from({ length: count }, () => spread * random.normal())
  const shared = normal(1)
  const targets = shared.map((value) => value + 0.3 * random.normal())
  const columns = {
    count,
    lattice: { sublattices: [{}] },
    of: () => ({ from: 0, to: count }),
  } as unknown as Columns
  const deviations: Deviations = [targets, targets, targets]
  const says = (prediction: Float32Array): Opinion => {
    const one: Predicted = { prediction, inflation: new Float32Array(count).fill(1) }
    return [one, one, one]
  }
  const noise = says(normal(1))
  const none = new Uint8Array(count)

  test('hears who is right, and not who guesses', () => {
    const predictors = [
      { name: 'kriging', opinion: says(shared.map((value) => value + 0.3 * random.normal())) },
      { name: 'linear', opinion: says(shared.map((value) => value + 0.3 * random.normal())) },
      { name: 'vae', opinion: noise },
    ] as const
    const {
      residuals,
      weights: [weights],
    } = stacked(deviations, predictors, none, columns)
    expect(weights.kriging![0]).toBeGreaterThan(0.3)
    expect(weights.linear![0]).toBeGreaterThan(0.3)
    expect(weights.vae![0]).toBe(0)
    const alone = stacked(deviations, predictors.slice(0, 1), none, columns)
    expect(robustSpread(residuals[0])).toBeLessThan(0.95 * robustSpread(alone.residuals[0]))
  })

  test('leaves the first alone where another adds nothing, and where it says nothing', () => {
    const kriging = { name: 'kriging', opinion: says(shared) } as const
    const guessing = stacked(deviations, [kriging, { name: 'linear', opinion: noise }], none, columns)
    expect(guessing.weights).toEqual([{ kriging: [1, 1, 1], linear: [0, 0, 0] }])
    const silent = says(new Float32Array(count).fill(NaN))
    const unheard = stacked(deviations, [kriging, { name: 'linear', opinion: silent }], none, columns)
    unheard.residuals[0].forEach((value, n) => expect(value).toBeCloseTo(targets[n] - shared[n], 5))
  })

  test('does not hear who would have to be taken several times', () => {
    const kriging = { name: 'kriging', opinion: says(shared) } as const
    const left = targets.map((value, n) => value - shared[n])
    const weightOf = (part: number) => {
      const vae = { name: 'vae', opinion: says(left.map((value) => part * value)) } as const
      return stacked(deviations, [kriging, vae], none, columns).weights[0].vae![0]
    }
    expect(weightOf(1)).toBeCloseTo(1, 2)
    expect(weightOf(0.25)).toBe(0)
  })
})

test('columns at a stacking fault are found, and are no neighbours across it', { timeout: 60_000 }, async () => {
  const { micrograph, truth } = simulateMicrograph({
    seed: 2,
    crystal: GALLERY['cdte-110'],
    width: 700,
    height: 700,
    faults: [{ along: 'a', at: 0.875, translation: [-1 / 3, 0] }],
  })
  const lattice = periodic(await findLattice(micrograph))
  const columns = new Columns(lattice)
  const { x, y } = columns.table
  const isFound = (column: { x: number; y: number }) =>
    x.some((_, n) => Math.hypot(x[n] - column.x, y[n] - column.y) < 5)
  const inner = truth.columns.filter((column) => Math.min(column.x, column.y, 699 - column.x, 699 - column.y) > 20)
  expect(inner.filter((column) => !isFound(column)).length).toBeLessThan(0.01 * inner.length)
  const parts = coherentParts(columns).parts
  const across = new Set(parts)
  expect(across.size).toBe(2)
  // Beyond the fault or not, of the true column that is there; one row may be counted to either side.
  const isBeyond = (n: number) => {
    const own = truth.columns.find((column) => Math.hypot(x[n] - column.x, y[n] - column.y) < 5)
    return own !== undefined && own.j + (own.sublattice === 'Cd' ? 0.75 : 0) > 0.875
  }
  for (const part of across) {
    const own = Array.from(parts.keys()).filter((n) => parts[n] === part)
    const above = own.filter(isBeyond).length
    expect(Math.min(above, own.length - above)).toBeLessThan(0.05 * own.length)
  }
})
