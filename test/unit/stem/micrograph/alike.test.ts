import { expect, test } from 'vitest'
import { findLattice } from '../../../../src/stem/lattice/find'
import { groupsAlike } from '../../../../src/stem/micrograph/alike'
import { anyCrystal, MOTIFS, periodic, picture } from '../../../support/lattice'
import { judgeWithoutModel } from '../../../support/micrograph'

const size = 420
const sigma = 2.3

/** A crystal in which every twelfth column of one sublattice is changed, in turn in one of some ways. */
async function withDefects(ways: readonly { left: number; dx: number; dy: number }[]) {
  const { micrograph } = anyCrystal({ size, cell: 20, motif: MOTIFS.centred, width: sigma, dose: 300, seed: 5 })
  const { sublattices } = periodic(await findLattice(micrograph))
  const { x, y, intensity, count, i, j } = sublattices[0].sites
  const data = Float64Array.from(micrograph.data)
  const add = (px: number, py: number, peak: number) => {
    for (let row = Math.max(0, Math.ceil(py - 12)); row <= Math.min(size - 1, py + 12); row++) {
      for (let column = Math.max(0, Math.ceil(px - 12)); column <= Math.min(size - 1, px + 12); column++) {
        data[row * size + column] += peak * Math.exp(-((column - px) ** 2 + (row - py) ** 2) / 2 / sigma ** 2)
      }
    }
  }
  const truth: { x: number; y: number; way: number }[] = []
  for (let n = 0; n < count; n++) {
    if ((3 * i[n] + 5 * j[n]) % 12 !== 0 || Math.min(x[n], y[n], size - x[n], size - y[n]) < 30) continue
    const way = truth.length % ways.length
    add(x[n], y[n], -intensity[n])
    add(x[n] + ways[way].dx, y[n] + ways[way].dy, intensity[n] * ways[way].left)
    truth.push({ x: x[n], y: y[n], way })
  }
  const made = picture(size, (px, py) => data[py * size + px])
  const judged = await judgeWithoutModel(made, periodic(await findLattice(made)))
  const { own, seen, findings, columns } = judged
  const groups = groupsAlike(made, columns, { level: own.level, seen, findings })
  const wayOf = (n: number) => {
    const at = findings[n].column
    return truth.find((one) => Math.hypot(columns.table.x[at] - one.x, columns.table.y[at] - one.y) < 8)?.way
  }
  return { groups, wayOf, truth, findings }
}

test('detections of three kinds are three groups, each with its mean picture', { timeout: 60_000 }, async () => {
  const { groups, wayOf, truth } = await withDefects([
    { left: 0.4, dx: 0, dy: 0 },
    { left: 1.6, dx: 0, dy: 0 },
    { left: 1, dx: 3, dy: 0 },
  ])
  expect(truth.length).toBeGreaterThan(15)
  expect(groups).toHaveLength(3)
  const ways = groups.map(({ members }) => members.map(wayOf).filter((way) => way !== undefined))
  for (const some of ways) expect(new Set(some).size).toBe(1)
  expect(ways.flat()).toHaveLength(truth.length)
  const middle = (way: number) => {
    const { picture: mean } = groups[ways.findIndex(([first]) => first === way)]
    return mean[(mean.length - 1) / 2]
  }
  expect(Math.abs(middle(0) + 0.6)).toBeLessThan(0.1)
  expect(Math.abs(middle(1) - 0.6)).toBeLessThan(0.1)
  // A Gaussian that has moved by 3 px leaves exp(−9 / 2σ²) of its height.
  expect(Math.abs(middle(2) - (Math.exp(-9 / 2 / sigma ** 2) - 1))).toBeLessThan(0.15)
})

test('detections of one kind are one group, and few are none', { timeout: 60_000 }, async () => {
  const { groups, findings } = await withDefects([{ left: 0.4, dx: 0, dy: 0 }])
  expect(groups).toHaveLength(1)
  expect(groups[0].members.length).toBe(findings.length)
})
