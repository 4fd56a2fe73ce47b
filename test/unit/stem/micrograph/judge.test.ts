import { describe, expect, test } from 'vitest'
import { findLattice } from '../../../../src/stem/lattice/find'
import { simulateMicrograph } from '../../../../src/stem/simulate/micrograph'
import type { SimulationOptions } from '../../../../src/stem/simulate/options'
import { DEFAULT_SIMULATION } from '../../../../src/stem/simulate/options'
import { paperDefects } from '../../../../src/stem/simulate/paper-defects'
import { compareFindings, judgeWithoutModel, renderDefects } from '../../../support/micrograph'
import { periodic } from '../../../support/lattice'

/** Half an Å, px. */
const shiftOf = ({ pixelSize = DEFAULT_SIMULATION.pixelSize }: Partial<SimulationOptions>) => 0.5 / pixelSize

async function searched(share: number, options: Partial<SimulationOptions> & { seed: number }) {
  const { micrograph: clean } = simulateMicrograph({ width: 512, height: 512, bits: 16, ...options })
  const made = renderDefects(clean, periodic(await findLattice(clean)), {
    share,
    shift: shiftOf(options),
    seed: options.seed,
  })
  const lattice = periodic(await findLattice(made.micrograph))
  const judged = await judgeWithoutModel(made.micrograph, lattice)
  return { ...compareFindings(judged.findings, made.defects, lattice.lengths[0]), made, judged, lattice }
}

describe('of smooth defects in some columns', { timeout: 240_000 }, () => {
  test('at least 97 in a hundred are found, and about one in a hundred found is none', async () => {
    let [found, defects, falseAlarms] = [0, 0, 0]
    for (const [share, options] of [
      [0.03, { seed: 101 }],
      // Many defects do not hide each other: what is learned of bulk leaves them out.
      [0.1, { seed: 102 }],
      [0.03, { seed: 103, rowJitter: 0.8, drift: 2, thicknessField: 0.06 }],
      [0.03, { seed: 104, dose: 40 }],
      [0.03, { seed: 106, width: 640, height: 640, pixelSize: 0.0975, rotation: 17 }],
    ] as const) {
      const one = await searched(share, options)
      expect(one.found / one.made.defects.length).toBeGreaterThan(0.9)
      found += one.found
      defects += one.made.defects.length
      falseAlarms += one.falseAlarms.length
    }
    expect(defects).toBeGreaterThan(100)
    expect(found / defects).toBeGreaterThanOrEqual(0.97)
    // One asked in a hundred; of some 150 detections four are within what chance does with that.
    expect(falseAlarms).toBeLessThanOrEqual(4)
  })

  test('signs, sizes and displacements are those that were rendered', async () => {
    const { judged, defectOf } = await searched(0.03, { seed: 105 })
    const pairs = judged.findings.flatMap((finding) => {
      const defect = defectOf(finding)
      return defect ? [{ finding, defect, made: 100 * (defect.left - 1) }] : []
    })
    const shifted = pairs.filter(({ defect }) => defect.kind === 'shift')
    const [less, more] = [pairs.filter(({ made }) => made < 0), pairs.filter(({ made }) => made > 0)]
    expect(shifted.length).toBeGreaterThanOrEqual(8)
    expect(less.length).toBeGreaterThanOrEqual(6)
    expect(more.length).toBeGreaterThanOrEqual(3)
    for (const { finding, defect } of shifted) {
      expect(finding.kind).toBe('displacement')
      // Columns are off by 0.3 px along each axis before they are moved: three standard deviations of both together. The
      // simulated ones have tails that are left behind, a part of the displacement that is less than what this leaves.
      const error = Math.hypot(finding.dx - defect.dx, finding.dy - defect.dy)
      expect(error).toBeLessThan(3 * Math.SQRT2 * 0.3)
    }
    for (const { finding } of less) expect(finding.kind).toBe('deficit')
    for (const { finding } of more) expect(finding.kind).toBe('excess')
    // What a column's own intensity differs from what its neighbours predict: some 8 % rms, and three times that in none.
    const errors = [...less, ...more].map(({ finding, made }) => finding.strength - made)
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(25)
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length)).toBeLessThan(11)
  })
})

test(
  'a perfect crystal with scan errors, drift and uneven thickness has no defects',
  { timeout: 240_000 },
  async () => {
    let [alarms, columns] = [0, 0]
    for (const seed of [111, 112, 113]) {
      const { micrograph } = simulateMicrograph({ seed, width: 512, height: 512, rowJitter: 0.6, thicknessField: 0.05 })
      const judged = await judgeWithoutModel(micrograph, periodic(await findLattice(micrograph)))
      alarms += judged.findings.length
      columns += judged.columns.count
      expect(judged.regions).toEqual([])
      // p-values mean what they say, as far as some 900 columns tell: 1 % expected, three standard deviations above.
      const known = judged.scored.pValue.filter((p) => !Number.isNaN(p))
      expect(known.filter((p) => p <= 0.01).length / known.length).toBeLessThan(0.02)
    }
    expect(columns).toBeGreaterThan(2500)
    // With no defect there is hardly ever a detection: BH admits one in a hundred such micrographs.
    expect(alarms).toBeLessThanOrEqual(1)
  },
)

test('defects of atoms are found and told apart', { timeout: 240_000 }, async () => {
  const defects = paperDefects(3)
  const { micrograph, truth } = simulateMicrograph({ seed: 121, width: 512, height: 512, defects })
  const judged = await judgeWithoutModel(micrograph, periodic(await findLattice(micrograph)))
  const kindAt = (x: number, y: number) =>
    judged.findings.find(
      ({ column }) => Math.hypot(judged.columns.table.x[column] - x, judged.columns.table.y[column] - y) < 5,
    )?.kind
  const expected = {
    vacancy: 'vacancy',
    displacement: 'displacement',
    ferroelectric: 'displacement',
    antisite: ['excess', 'deficit'],
  }
  expect(truth.defects).toHaveLength(3 * defects.length)
  const right = truth.defects.filter(({ kind, x, y }) => [expected[kind]].flat().includes(kindAt(x, y) ?? 'missed'))
  expect(right.length).toBeGreaterThanOrEqual(truth.defects.length - 1)
})
