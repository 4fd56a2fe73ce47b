import { describe, expect, it } from 'vitest'
import { cutAround, difference } from '../../../../src/app/shared/patch-canvas'

describe('a cut around a pixel', () => {
  const picture = { data: Float32Array.from({ length: 100 }, (_, index) => index), width: 10, height: 10 }

  it('has it in the middle', () => {
    const cut = cutAround(picture, 5, 5, 4)
    expect([cut.left, cut.top]).toEqual([3, 3])
    expect(cut.data[0]).toBe(33)
    expect(cut.data.at(-1)).toBe(66)
  })

  it('is shifted inwards at an edge, and no larger than the picture', () => {
    expect(cutAround(picture, 0, 9, 4)).toMatchObject({ left: 0, top: 6, width: 4, height: 4 })
    expect(cutAround(picture, 0, 9, 40)).toMatchObject({ left: 0, top: 0, width: 10, height: 10 })
  })

  it('minus itself is nothing', () => {
    expect(difference(picture, picture).data).toEqual(new Float32Array(100))
  })
})
