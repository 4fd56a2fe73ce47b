import { describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/errors'
import type { SimulationRequest } from '../../../../src/session/simulation/request'
import { requireSimulation, SIMULATION_LIMITS, usualSimulationOf } from '../../../../src/session/simulation/request'
import { usualStanding } from '../../../../src/stem/crystal/standing'

const usual = usualSimulationOf(usualStanding())
const refusal = (change: Partial<SimulationRequest>) => {
  try {
    requireSimulation({ ...usual, ...change })
  } catch (error) {
    if (error instanceof InputError) return `${error.code}: ${error.message}`
    throw error
  }
  return ''
}

test('the usual request is sound', () => expect(refusal({})).toBe(''))

describe.each(Object.entries(SIMULATION_LIMITS))('%s', (name, { low, high, ...range }) => {
  test('takes its limits and nothing beyond, and says which they are', () => {
    expect(refusal({ [name]: low }) + refusal({ [name]: high })).toBe('')
    const kind = 'integer' in range ? 'a whole number' : 'a number'
    for (const beyond of [low - 1, high * 1.01 + 1, NaN, ...('integer' in range ? [low + 0.5] : [])])
      expect(refusal({ [name]: beyond })).toBe(`bad-simulation: ${name} ${beyond}: give ${kind} from ${low} to ${high}`)
  })
})

test.each<[Partial<SimulationRequest>, string]>([
  [{ detectors: [] }, '0 detectors: give 1 to 4'],
  [{ detectors: [{ name: 'bf', inner: 10, outer: 10 }] }, 'bf from 10 to 10 mrad: let it end beyond where it begins'],
  [{ detectors: [{ name: null, inner: -1, outer: 10 }] }, 'inner angle of detector -1: give a number from 0 to 500'],
  [{ detectors: [{ name: 'haadf', inner: 50, outer: 1e3 }] }, 'outer angle of haadf 1000: give a number from 0 to 500'],
  [{ tilt: { x: 0, y: Infinity } }, 'tilt Infinity: give a number from -1000 to 1000'],
  [{ method: 'bloch' as 'prism' }, 'method bloch: give auto, multislice, prism'],
  [
    { defects: [{ sublattice: 'sr', kind: 'vacancy', count: 1, depth: -3 }] },
    'depth of a defect -3: give a number from 0 to 100000',
  ],
  [
    { defects: [{ sublattice: 'sr', kind: 'vacancy', count: 1, strength: 3 }] },
    'strength of a defect 3: give a number from 0 to 2',
  ],
])('%j is refused', (change, message) => expect(refusal(change)).toBe(`bad-simulation: ${message}`))
