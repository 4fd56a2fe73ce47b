import { describe, expect, it } from 'vitest'
import { coarse, smoothed } from '../../../../src/stem/aperiodic/coarse'
import { orderWithout } from '../../../../src/stem/aperiodic/order'
import { drawSurroundings } from '../../../../src/stem/aperiodic/pictures'
import { judgedSurroundings, searchSurroundings } from '../../../../src/stem/aperiodic/search'
import { REACH } from '../../../../src/stem/aperiodic/surroundings'
import { findLattice } from '../../../../src/stem/lattice/find'
import { GALLERY } from '../../../../src/stem/crystal/gallery'
import { median } from '../../../../src/stem/math/robust'
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
  const evidence = await searchSurroundings(ordered, {})
  const { findings, columnHeight } = judgedSurroundings(evidence, 0.05)
  const near = (one: { x: number; y: number }, other: { x: number; y: number }) =>
    Math.hypot(one.x - other.x, one.y - other.y) < ordered.picture.radius
  return {
    ordered,
    pictures: drawSurroundings(ordered, evidence.sites.left, micrograph),
    columnHeight,
    findings,
    hits: made.map((defect) => ({ ...defect, finding: findings.find((finding) => near(finding, defect)) })),
    false: findings.filter((finding) => !made.some((defect) => near(defect, finding))),
  }
}

describe('a search without a lattice', () => {
  it('finds columns that are missing, weaker and displaced in a stack of Fibonacci’s, and what they are', async () => {
    const { ordered, pictures, columnHeight, hits, false: wrong } = await searched('layers', { seed: 4, defects: 6 })
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

    // The pictures show what is less where a column is missing, and hardly anything elsewhere; at the edge they are empty.
    const { heat } = pictures
    const prediction = pictures.prediction!
    expect(heat).toHaveLength(SIZE * SIZE)
    const at = ({ x, y }: { x: number; y: number }) => Math.round(y) * SIZE + Math.round(x)
    for (const hit of hits) {
      const change = heat[at(hit)] / columnHeight
      if (hit.kind === 'vacancy') expect(change).toBeLessThan(-0.6)
      if (hit.kind === 'half') expect(change).toBeLessThan(-0.3)
    }
    const edge = REACH * ordered.picture.step
    for (let y = 0; y < SIZE; y += 3) {
      for (let x = 0; x < SIZE; x += 3) {
        const isEdge = Math.min(x, y, SIZE - 1 - x, SIZE - 1 - y) < edge
        if (isEdge) expect([heat[at({ x, y })], prediction[at({ x, y })]]).toEqual([NaN, NaN])
      }
    }
    const known = [...heat].filter((value) => !Number.isNaN(value))
    // A crop of 14 pixels, and two more that are interpolated between.
    expect(known.length).toBeGreaterThan((SIZE - 2 * (REACH + 4) * ordered.picture.step) ** 2)
    expect(median(known.map(Math.abs))).toBeLessThan(0.1 * columnHeight)
  })

  it('finds nothing in perfect grains', async () => {
    expect((await searched('grains', { seed: 6, defects: 0 })).findings).toEqual([])
  })

  it('is of dark columns, too', () => {
    const { micrograph } = drawAperiodic({ structure: 'moiré', seed: 1, defects: 0, size: SIZE })
    const dark = { ...micrograph, data: micrograph.data.map((value) => 200 - value) }
    const ordered = orderWithout(NONE, dark, 'auto')!
    expect(ordered.isDark).toBe(true)
    // They are shown as bright ones: what is predicted, where nothing is left, is the micrograph inverted and blurred.
    const inside = { x: 140, y: 140 }
    const left = ordered.picture.data.map(() => 0)
    const { prediction } = drawSurroundings(ordered, left, dark)
    const [least, most] = [Math.min(...dark.data), Math.max(...dark.data)]
    const seen = smoothed(dark, ordered.picture.step)[inside.y * SIZE + inside.x]
    expect(prediction![inside.y * SIZE + inside.x]).toBeCloseTo(most + least - seen, 2)
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
