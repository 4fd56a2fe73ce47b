import { expect, it } from 'vitest'
import type { Shape } from '../../../../src/session/picture/drawing'
import { BAR_CORNERS, FIRST_BAR, type ScaleBarStyle } from '../../../../src/session/picture/scale-bar'
import { scaleBarShapes } from '../../../../src/session/picture/shapes'

const BOX = { left: 100, top: 50, width: 640, height: 480 }
/** A tenth of an ångström a unit. */
const SCALE = 0.1

function barOf(style: Partial<ScaleBarStyle>) {
  const shapes = scaleBarShapes(BOX, SCALE, { ...FIRST_BAR, ...style })
  const boxes = shapes.filter((shape): shape is Shape & { kind: 'box' } => shape.kind === 'box')
  const text = shapes.find((shape): shape is Shape & { kind: 'text' } => shape.kind === 'text')!
  return { bar: boxes.at(-1)!, plate: boxes.length > 1 ? boxes[0] : null, text }
}

it('is as long as was asked for, or a round length where that has no room', () => {
  expect(barOf({}).text.text).toBe('1 nm')
  expect(barOf({ length: 25 })).toMatchObject({ text: { text: '2.5 nm' }, bar: { box: { width: 250 } } })
  expect(barOf({ length: 60 }).bar.box.width).toBeCloseTo(600, 9)
  expect(barOf({ length: 61 }).text.text).toBe('1 nm')
  expect(scaleBarShapes(BOX, null, { ...FIRST_BAR, length: 10 })).toEqual([])
})

it('lies within the picture in each corner, its letters above it', () => {
  const places = BAR_CORNERS.map((corner) => {
    const { bar, text, plate } = barOf({ corner })
    expect(text.at.y).toBeLessThan(bar.box.top)
    for (const { box } of [bar, plate!]) {
      expect(box.left).toBeGreaterThanOrEqual(BOX.left)
      expect(box.top).toBeGreaterThanOrEqual(BOX.top)
      expect(box.left + box.width).toBeLessThanOrEqual(BOX.left + BOX.width)
      expect(box.top + box.height).toBeLessThanOrEqual(BOX.top + BOX.height)
    }
    return [bar.box.left < 420 ? 'left' : 'right', bar.box.top < 290 ? 'top' : 'bottom']
  })
  expect(places.map(([side, end]) => `${end}-${side}`)).toEqual([...BAR_CORNERS])
})

it('is white on black or black on white, and without a plate its letters have a halo instead', () => {
  expect(barOf({ colour: 'black' })).toMatchObject({ bar: { colour: [0, 0, 0] }, plate: { colour: [255, 255, 255] } })
  expect(barOf({})).toMatchObject({ bar: { colour: [255, 255, 255] }, text: { halo: null } })
  expect(barOf({ plate: false })).toMatchObject({ plate: null, text: { halo: [0, 0, 0] } })
})
