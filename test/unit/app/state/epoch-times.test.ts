import { expect, it } from 'vitest'
import { EpochTimes } from '../../../../src/app/state/epoch-times'

const adapter = { vendor: 'google', architecture: 'swiftshader', description: '', kind: 'software' as const }

function shelf(kept: Record<string, string> = {}) {
  return {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => void (kept[key] = value),
  }
}

it('tells what was measured on this adapter, of this preset, at a later visit too', () => {
  const storage = shelf()
  new EpochTimes(() => storage).measured(adapter, 'fast', 3.5)
  const times = new EpochTimes(() => storage)
  expect(times.of(adapter, 'fast')).toBe(3.5)
  expect(times.of(adapter, 'paper')).toBeNull()
  expect(times.of({ ...adapter, architecture: 'other' }, 'fast')).toBeNull()
})

it('tells nothing where nothing sound is kept, and where nothing may be', () => {
  const storage = shelf({ 'lacuna-epoch-seconds': '{"google swiftshader  software fast": "soon"' })
  const times = new EpochTimes(() => storage)
  expect(times.of(adapter, 'fast')).toBeNull()
  times.measured(adapter, 'fast', NaN)
  expect(times.of(adapter, 'fast')).toBeNull()
  const forbidden = new EpochTimes(() => {
    throw new DOMException('no', 'SecurityError')
  })
  forbidden.measured(adapter, 'fast', 1)
  expect(forbidden.of(adapter, 'fast')).toBeNull()
})
