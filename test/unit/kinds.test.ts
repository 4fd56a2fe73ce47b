import { expect, test } from 'vitest'
import { KINDS } from '../support/kinds/kinds'
import type { Truth } from '../support/kinds/made'
import { sequences } from '../support/kinds/mulberry'
import { wrong } from '../support/kinds/tried'

test('a seed gives 98 micrographs of eight kinds and controls, each under a name of its own, always the same ones', () => {
  const cases = Object.values(KINDS).flatMap((kind) => kind(sequences(1)))
  expect(cases).toHaveLength(98)
  expect(new Set(cases.map(({ name }) => name)).size).toBe(98)
  const { micrograph, truth } = cases.find(({ name }) => name === 'scale-13')!.make()
  // The figures of docs/measurements.md stand on these very pixels.
  expect(micrograph.data.reduce((sum, count) => sum + count, 0)).toBe(1_738_339)
  expect(truth.defects.map(({ kind }) => kind)).toEqual(['vacancy', 'bright', 'shift', 'vacancy'])
})

const truth: Truth = {
  lattice: [20, 20, 60],
  sublattices: 2,
  defects: [
    { kind: 'half', x: 50, y: 50 },
    { kind: 'shift', x: 100, y: 100 },
  ],
  strengths: { half: -50 },
  displacement: 2,
}
const detection = { column: 0, score: 9, pValue: 0, qValue: 0, strength: 0, strengthError: 2, displacementError: 0.1 }
const half = { ...detection, kind: 'deficit', x: 53, y: 50, dx: 0, dy: 0, strength: -45 } as const
const shift = { ...detection, kind: 'displacement', x: 100, y: 101, dx: 1.5, dy: 1.35 } as const
/** The same cell by its obtuse angle. */
const lattice = { lengths: [20.1, 20.1], angle: 120, sublattices: [1, 2] } as const
const searched = { lattice, findings: [half, shift], regions: [] }

test('right is what the truth says, within the tolerances', () => {
  expect(wrong(searched, truth)).toEqual([])
  expect(
    wrong({ ...searched, lattice: { ...lattice, lengths: [30, 20], angle: 90 } }, { ...truth, lattice: null }),
  ).toEqual([])
})

test.each<[string, Partial<Parameters<typeof wrong>[0]>, string]>([
  ['a defect that is missed', { findings: [half] }, 'missed 1 of 2: shift at 100, 100'],
  [
    'a detection beside it',
    { findings: [half, { ...half, x: 58 }, shift] },
    '1 found that are none: deficit at 58, 50',
  ],
  [
    'another cell',
    { lattice: { ...lattice, lengths: [20.6, 20.1] } },
    'lattice 20.10 × 20.35 px, 61.2°, not 20.00 × 20.00 px, 60.0°',
  ],
  [
    'another angle',
    { lattice: { ...lattice, angle: 118 } },
    'lattice 20.10 × 20.10 px, 62.0°, not 20.00 × 20.00 px, 60.0°',
  ],
  ['a sublattice too few', { lattice: { ...lattice, sublattices: [1] } }, '1 sublattices, not 2'],
  [
    'a strength off by more than 8 points',
    { findings: [{ ...half, strength: -41 }, shift] },
    'half at 50, 50: -41 ± 2 %, not -50',
  ],
  [
    'a displacement off by more than 5 %',
    { findings: [half, { ...shift, dx: 1.3 }] },
    'shift at 100, 100: displaced by 1.87 px, not 2',
  ],
])('wrong is %s', (_, change, reason) => {
  expect(wrong({ ...searched, ...change }, truth)).toEqual([reason])
})

test('a cluster is wrong where there are no defects', () => {
  const found = { ...searched, findings: [], regions: [{ kind: 'cluster' }, { kind: 'boundary' }] }
  expect(wrong(found, { ...truth, defects: [] })).toEqual(['1 found as a cluster'])
})
