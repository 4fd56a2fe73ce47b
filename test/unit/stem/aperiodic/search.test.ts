import { describe, expect, it } from 'vitest'
import { coarse } from '../../../../src/stem/aperiodic/coarse'
import { orderWithout } from '../../../../src/stem/aperiodic/order'
import { judgedSurroundings, searchSurroundings } from '../../../../src/stem/aperiodic/search'
import { findLattice } from '../../../../src/stem/lattice/find'
import { GALLERY } from '../../../../src/stem/crystal/gallery'
import { simulateMicrograph } from '../../../../src/stem/simulate/micrograph'
import { usualSimulation } from '../../../../src/stem/simulate/options'
import type { Structure } from '../../../support/aperiodic'
import { drawAperiodic, drawUnordered, UNORDERED } from '../../../support/aperiodic'

const NONE = { verdict: 'not periodic', reason: '', order: 0, surrogateOrder: 0 } as const
const STO = GALLERY['srtio3-001']
const SIZE = 288

async function searched(structure: Structure, { seed, defects }: { seed: number; defects: number }) {
  const { micrograph, defects: made } = drawAperiodic({ structure, seed, defects, size: SIZE })
  const ordered = orderWithout(NONE, micrograph, 'auto')!
  const { findings } = judgedSurroundings(await searchSurroundings(ordered, {}), 0.05)
  const near = (one: { x: number; y: number }, other: { x: number; y: number }) =>
    Math.hypot(one.x - other.x, one.y - other.y) < ordered.picture.radius
  return {
    ordered,
    findings,
    hits: made.map((defect) => ({ ...defect, finding: findings.find((finding) => near(finding, defect)) })),
    false: findings.filter((finding) => !made.some((defect) => near(defect, finding))),
  }
}

describe('a search without a lattice', () => {
  it('finds columns that are missing, weaker and displaced in a stack of Fibonacci’s, and what they are', async () => {
    const { hits, false: wrong } = await searched('layers', { seed: 4, defects: 6 })
    const kinds = hits.map(({ kind, finding }) => [kind, finding?.kind])
    const names = { vacancy: 'vacancy', half: 'deficit', shift: 'displacement' }
    expect(kinds).toEqual(hits.map(({ kind }) => [kind, names[kind]]))
    // At 5 % of some ten detections one may be false.
    expect(wrong.length).toBeLessThanOrEqual(1)
    for (const { kind, finding } of hits) {
      const { strength, strengthError, dx, dy } = finding!
      if (kind === 'vacancy') expect(Math.abs(strength + 100)).toBeLessThan(4 * strengthError)
      if (kind === 'half') expect(Math.abs(strength + 50)).toBeLessThan(4 * strengthError)
      // Of 2.2 px; at 60 counts a column is known to some 0.2.
      if (kind === 'shift') expect(Math.abs(Math.hypot(dx, dy) - 2.2)).toBeLessThan(0.7)
    }
  })

  it('finds nothing in perfect grains', async () => {
    expect((await searched('grains', { seed: 6, defects: 0 })).findings).toEqual([])
  })

  it('is of dark columns, too', () => {
    const { micrograph } = drawAperiodic({ structure: 'moiré', seed: 1, defects: 0, size: SIZE })
    const dark = { ...micrograph, data: micrograph.data.map((value) => 200 - value) }
    expect(orderWithout(NONE, dark, 'auto')?.isDark).toBe(true)
    expect(orderWithout(NONE, dark, 'bright')).toBeNull()
  })
})

describe('nothing is searched', () => {
  it.each(UNORDERED)('in %s', (kind) => {
    expect(orderWithout(NONE, drawUnordered(kind, 1, SIZE), 'auto')).toBeNull()
  })

  it('where nothing stands beside anything', () => {
    expect(coarse({ data: new Float32Array(SIZE * SIZE), width: SIZE, height: SIZE })).toBeNull()
  })

  it('where the lattice is the picture’s own', async () => {
    const { micrograph } = simulateMicrograph({ ...usualSimulation(STO), seed: 1, width: 256, height: 256 })
    const found = await findLattice(micrograph)
    expect(found.verdict).toBe('periodic')
    expect(orderWithout(found, micrograph, 'bright')).toBeNull()
  })
})
