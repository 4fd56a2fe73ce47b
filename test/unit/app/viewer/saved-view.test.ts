import { expect, it } from 'vitest'
import { FIRST_LOOK } from '../../../../src/app/viewer/look'
import { soundView } from '../../../../src/app/viewer/saved-view'
import { FIRST_TONE } from '../../../../src/session/picture/tone'

it('a view is as it was saved', () => {
  const view = {
    look: {
      ...FIRST_LOOK,
      overlay: 'polarisation' as const,
      opacity: 0.5,
      compare: true,
      bar: { length: 25, corner: 'top-right' as const, colour: 'black' as const, plate: false },
    },
    tone: { ...FIRST_TONE, map: 'magma' as const, gamma: 0.5 },
    region: { x: 1, y: 2, width: 30, height: 40 },
  }
  expect(soundView(JSON.parse(JSON.stringify(view)))).toEqual(view)
})

it('what makes no sense of a view is as at first', () => {
  const first = { look: FIRST_LOOK, tone: FIRST_TONE, region: null }
  for (const view of [
    null,
    7,
    'x',
    {},
    { look: { bar: { length: -1, corner: 'middle', colour: 'red', plate: 7 } } },
    { look: { overlay: 'toString', opacity: 9 }, tone: { map: 'x' }, region: { x: 1 } },
  ])
    expect(soundView(view)).toEqual(first)
})
