import { describe, expect, it, vi } from 'vitest'
import { Pen } from '../../../../src/app/viewer/pen'
import { toScreen } from '../../../../src/app/viewer/view'

const whole = { width: 300, height: 200 }

describe('a pen', () => {
  const transform = { scale: { x: 2, y: 3 }, offset: { x: 100, y: -7 } }
  const at = (x: number, y: number) => toScreen(transform, { x, y })

  function pen() {
    const drawn = vi.fn()
    return { one: new Pen({ picture: whole, transform }, () => {}, drawn), drawn }
  }

  it('draws whole pixels from either corner, as far as the picture goes', () => {
    const { one, drawn } = pen()
    one.stroke(at(110.2, 70.7), at(10.4, 20.1))
    expect(one.draft).toEqual({ x: 10, y: 20, width: 101, height: 51 })
    one.stroke(at(110.2, 70.7), at(-50, 1000))
    one.lift(false)
    expect(drawn.mock.calls).toEqual([[{ x: 0, y: 70, width: 111, height: 130 }]])
    expect(one.draft).toBeNull()
  })

  it('draws nothing beside the picture, nor by what turns out to be no stroke', () => {
    const { one, drawn } = pen()
    one.stroke(at(-50, 10), at(-10, 100))
    one.lift(false)
    one.stroke(at(10, 10), at(100, 100))
    one.lift(true)
    one.lift(false)
    expect(drawn).not.toHaveBeenCalled()
  })
})
