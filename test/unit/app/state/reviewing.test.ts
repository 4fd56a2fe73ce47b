import { expect, it } from 'vitest'
import { Reviewing } from '../../../../src/app/state/reviewing'
import { DEFAULT_RUN } from '../../../../src/app/state/run'
import { type AppState, initialState } from '../../../../src/app/state/state'
import { Store } from '../../../../src/app/state/store'
import { result } from '../../../support/result'

function begin(): { store: Store<AppState>; reviewing: Reviewing } {
  const store = new Store({ ...initialState(DEFAULT_RUN), result: result() })
  return { store, reviewing: new Reviewing(store) }
}

const verdicts = ({ state }: Store<AppState>) => state.review.now.map(({ verdict }) => verdict)

it('undoes step by step, redoes, and says what', () => {
  const { store, reviewing } = begin()
  reviewing.say({ detection: 0 }, { verdict: 'accepted' })
  expect(store.state.announcement).toBe('Detection 1 accepted.')
  reviewing.say({ detection: 1 }, { verdict: 'rejected' })
  reviewing.say({ detection: 0 }, { note: 'twice' })
  reviewing.undo()
  expect(store.state.announcement).toBe('Undone: detection 1 noted.')
  reviewing.undo()
  expect(verdicts(store)).toEqual(['accepted'])
  reviewing.redo()
  expect(store.state.announcement).toBe('Redone: detection 2 rejected.')
  expect(verdicts(store)).toEqual(['accepted', 'rejected'])
  reviewing.undo()
  reviewing.undo()
  reviewing.undo()
  expect(verdicts(store)).toEqual([])
})

it('what is said after an undo takes the place of what could have been redone', () => {
  const { store, reviewing } = begin()
  reviewing.say({ detection: 0 }, { verdict: 'accepted' })
  reviewing.undo()
  reviewing.say({ column: 5 }, { verdict: 'added' })
  reviewing.redo()
  expect(verdicts(store)).toEqual(['added'])
  reviewing.say({ column: 5 }, { verdict: null })
  expect(store.state.announcement).toBe('Column removed.')
})

it('of no result nothing can be said, but a list can be loaded, and that undone', () => {
  const { store, reviewing } = begin()
  store.update({ result: null })
  reviewing.say({ detection: 0 }, { verdict: 'accepted' })
  expect(store.state.review.past).toEqual([])
  reviewing.set([{ x: 1, y: 2, verdict: 'accepted', kind: null, note: '' }])
  expect(verdicts(store)).toEqual(['accepted'])
  reviewing.undo()
  expect(verdicts(store)).toEqual([])
})
