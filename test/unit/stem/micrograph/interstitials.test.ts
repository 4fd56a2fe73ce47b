import { describe, expect, test } from 'vitest'
import { Random } from '../../../../src/nn'
import { findLattice } from '../../../../src/stem/lattice/find'
import type { Detection } from '../../../../src/stem/micrograph/detections'
import { findInterstitials } from '../../../../src/stem/micrograph/interstitials'
import { poisson } from '../../../../src/stem/simulate/counting'
import { anyCrystal, MOTIFS, periodic } from '../../../support/lattice'
import { judgeWithoutModel } from '../../../support/micrograph'

const CELL = 24

/** A crystal of one sublattice with Gaussians of `peak` electrons added at some places. */
async function search(
  extra: readonly { x: number; y: number; sigma: number; part?: number }[],
  peak: number,
  findingsOf = (found: Detection[]) => found,
) {
  const { micrograph } = anyCrystal({ size: 256, cell: CELL, width: 2.9, motif: MOTIFS.single, dose: 300, seed: 3 })
  const random = new Random(8)
  const data = micrograph.data.map((own, at) => {
    const [x, y] = [at % 256, Math.floor(at / 256)]
    const more = extra.reduce(
      (sum, e) => sum + (e.part ?? 1) * peak * Math.exp((-0.5 * ((x - e.x) ** 2 + (y - e.y) ** 2)) / e.sigma ** 2),
      0,
    )
    return more < 0 ? Math.max(0, own + more) : own + (more > 0.01 ? poisson(random, more) : 0)
  })
  const changed = { ...micrograph, data }
  const { seen, fit, columns, findings } = await judgeWithoutModel(changed, periodic(await findLattice(changed)))
  return findInterstitials(changed, columns, { judged: seen, fit, findings: findingsOf(findings), rate: 0.01 })
}

describe('interstitials', { timeout: 60_000 }, () => {
  // The middles of cells: columns stand at 128 + 24 k.
  const places = [
    { x: 92, y: 92 },
    { x: 164, y: 92 },
    { x: 140, y: 164 },
  ]

  test.each([180, 100])('are found where they are, with their height: %i of 300 electrons', async (peak) => {
    const found = await search(
      places.map((place) => ({ ...place, sigma: 2.9 })),
      peak,
    )
    expect(found).toHaveLength(places.length)
    for (const { x, y, kind, strength } of found) {
      expect(kind).toBe('interstitial')
      expect(Math.min(...places.map((place) => Math.hypot(place.x - x, place.y - y)))).toBeLessThan(0.5)
      expect(Math.abs(strength - peak / 3)).toBeLessThan(8)
    }
  })

  test('none stand beside missing columns', async () => {
    const missing = [128, 176].map((x) => ({ x, y: 128, sigma: 2.9 }))
    expect(await search(missing, -300)).toEqual([])
  })

  test.each([
    [0.3, 1],
    [2.5, 0],
  ])('beside a column that is displaced by %d px: %i found', async (dx, count) => {
    const neighbour = (found: Detection[]): Detection[] => {
      const at = { column: 0, kind: 'displacement', x: 80, y: 80, dx, dy: 0, displacementError: 0.05 } as const
      return [...found, { ...at, strength: -7, strengthError: 1, score: 20, pValue: 1e-6, qValue: 1e-5 }]
    }
    expect(await search([{ ...places[0], sigma: 2.9 }], 180, neighbour)).toHaveLength(count)
  })

  test('a column that stands off its place is none, whether it was found or not', async () => {
    const moved = [
      { x: 128, y: 128, sigma: 2.9, part: -1 },
      { x: 137, y: 128, sigma: 2.9, part: 1 },
    ]
    expect(await search(moved, 300, () => [])).toEqual([])
  })

  test('a perfect crystal has none, nor has one with wide contamination', async () => {
    expect(await search([], 0)).toEqual([])
    expect(
      await search(
        places.map((place) => ({ ...place, sigma: 14 })),
        120,
      ),
    ).toEqual([])
  })
})
