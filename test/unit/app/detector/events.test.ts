import type { LatticeDescription } from '../../../../src/session/detector'
import { expect, test } from 'vitest'
import { eventsOf } from '../../../../src/app/detector/events'
import { DEFAULT_RUN } from '../../../../src/app/state/run'
import { type AppState, initialState, type Model, type Problem } from '../../../../src/app/state/state'
import { result, unperiodic } from '../../../support/result'

const before = initialState(DEFAULT_RUN)
const problem: Problem = { code: 'truncated', message: 'a.png: ends early', error: new Error('a.png: ends early') }
const model: Model = {
  preset: 'fast',
  seed: 1,
  epochs: 5,
  loss: 2,
  region: null,
  trainSeconds: 61,
  origin: 'trained',
  from: 'a.png',
}
const progress = { stage: 'train', done: 1, total: 5, elapsed: 1, message: 'epoch 1 of 5' }
const found = result()
const none = unperiodic()
const lattice: LatticeDescription = { verdict: 'not periodic', reason: none.reason, explained: null, remarks: [] }
const adapter = found.circumstances.adapter!

test.each<[string, Partial<AppState>, [string, unknown][]]>([
  ['an announcement alone', { announcement: 'Opened a.png' }, []],
  ['progress', { progress }, [['lacuna-progress', progress]]],
  ['a training that ended', { model }, [['lacuna-trained', model]]],
  ['a model that was loaded', { model: { ...model, origin: 'loaded' } }, []],
  [
    'a micrograph',
    { micrograph: { data: new Float32Array(1), width: 1, height: 1, pixelSize: null, name: 'a.png', metadata: {} } },
    [['lacuna-opened', { name: 'a.png', simulated: false }]],
  ],
  ['a result', { result: found }, [['lacuna-detections', found]]],
  [
    'a verdict',
    { lattice, result: none },
    [
      ['lacuna-lattice', lattice],
      ['lacuna-detections', none],
    ],
  ],
  ['a failure', { problem }, [['lacuna-error', problem]]],
  ['an adapter', { gpu: { kind: 'ready', adapter } }, [['lacuna-adapter', adapter]]],
  [
    'no adapter',
    { gpu: { kind: 'none', problem } },
    [
      ['lacuna-adapter', null],
      ['lacuna-error', problem],
    ],
  ],
])('%s', (_, change, expected) => {
  const events = eventsOf(before, { ...before, ...change })
  expect(events.map(({ type, detail }) => [type, detail as unknown])).toEqual(expected)
  expect(events.every(({ bubbles, composed }) => bubbles && composed)).toBe(true)
})

test('what stays as it was, or goes, is no event', () => {
  const full: AppState = { ...before, progress, model, result: found, problem }
  expect(eventsOf(full, { ...full, selected: 1 })).toEqual([])
  expect(eventsOf(full, { ...before, gpu: full.gpu })).toEqual([])
})
