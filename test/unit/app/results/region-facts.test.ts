import { expect, it } from 'vitest'
import { regionFacts } from '../../../../src/app/results/region-facts'
import { result } from '../../../support/result'

it('a region is told by its kind, its size and how its sublattices lie', () => {
  const [vacuum] = result().result.regions
  expect(regionFacts(vacuum, null)).toBe('vacuum · 64 px²')
  const displacement = [{ sublattice: 'ti', x: 0.1, y: -2.2 }]
  const phase = { ...vacuum, kind: 'phase' as const, phase: 0, columns: 253, area: 5000, displacement }
  expect(regionFacts(phase, { x: 0.1, y: 0.1 })).toBe(
    'phase 1 · 0.5 nm² · 253 columns · ti off centre by 0.01, −0.22 Å',
  )
  const boundary = { ...vacuum, kind: 'boundary' as const, translation: { x: 8, y: 0 } }
  expect(regionFacts(boundary, null)).toBe('boundary · 64 px² · the crystal beyond is translated by 8.00, 0.00 px')
})
