import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  between,
  fitView,
  isFit,
  panBy,
  type Picture,
  type Scene,
  type Size,
  toImage,
  toScreen,
  viewTransform,
  viewOf,
  zoomAt,
} from '../../../../src/app/viewer/view'

const picture: Picture = { width: 512, height: 384, aspect: 1 }
const viewport: Size = { width: 800, height: 600 }
const scene: Scene = { picture, viewport }

const pictures = fc.record({
  width: fc.integer({ min: 16, max: 4096 }),
  height: fc.integer({ min: 16, max: 4096 }),
  aspect: fc.double({ min: 0.25, max: 4, noNaN: true }),
})
const viewports = fc.record({ width: fc.integer({ min: 100, max: 2000 }), height: fc.integer({ min: 100, max: 2000 }) })

describe('fit', () => {
  it('shows every corner of any picture in any viewport, centred', () => {
    fc.assert(
      fc.property(pictures, viewports, (shown, window) => {
        const transform = viewTransform(fitView({ picture: shown, viewport: window }), {
          picture: shown,
          viewport: window,
        })
        const first = toScreen(transform, { x: 0, y: 0 })
        const last = toScreen(transform, { x: shown.width, y: shown.height })
        expect(Math.min(first.x, first.y)).toBeGreaterThanOrEqual(0)
        expect(last.x).toBeLessThanOrEqual(window.width)
        expect(last.y).toBeLessThanOrEqual(window.height)
        expect(first.x + last.x).toBeCloseTo(window.width, 6)
        expect(first.y + last.y).toBeCloseTo(window.height, 6)
      }),
    )
  })

  it('draws a pixel as tall as the scan made it', () => {
    const tall = { picture: { width: 128, height: 64, aspect: 2 }, viewport }
    const transform = viewTransform(fitView(tall), tall)
    const a = toScreen(transform, { x: 10, y: 10 })
    const b = toScreen(transform, { x: 11, y: 11 })
    expect((b.y - a.y) / (b.x - a.x)).toBeCloseTo(2, 9)
  })
})

describe('zoom', () => {
  it('keeps what lies under the pointer there', () => {
    const anchors = fc.record({ x: fc.integer({ min: 200, max: 600 }), y: fc.integer({ min: 150, max: 450 }) })
    fc.assert(
      fc.property(anchors, fc.double({ min: 1, max: 8, noNaN: true }), (anchor, factor) => {
        const before = fitView(scene)
        const held = toImage(viewTransform(before, scene), anchor)
        const after = zoomAt(before, scene, anchor, factor)
        const now = toScreen(viewTransform(after, scene), held)
        expect(now.x).toBeCloseTo(anchor.x, 6)
        expect(now.y).toBeCloseTo(anchor.y, 6)
      }),
    )
  })

  it('ends where a pixel is large enough to be studied, and at half the fit', () => {
    const fit = fitView(scene)
    const middle = { x: 400, y: 300 }
    expect(zoomAt(fit, scene, middle, 1e9).scale).toBe(48)
    expect(zoomAt(fit, scene, middle, 1e-9).scale).toBeCloseTo(fit.scale / 2, 9)
  })

  it('can show a tiny picture as large as it fits', () => {
    const tiny = { picture: { width: 8, height: 8, aspect: 1 }, viewport }
    const fit = fitView(tiny)
    expect(fit.scale).toBeGreaterThan(48)
    expect(zoomAt(fit, tiny, { x: 400, y: 300 }, 2).scale).toBeCloseTo(fit.scale, 9)
  })
})

describe('pan', () => {
  it('moves the picture with the pointer', () => {
    const before = zoomAt(fitView(scene), scene, { x: 400, y: 300 }, 4)
    const point = { x: 256, y: 192 }
    const from = toScreen(viewTransform(before, scene), point)
    const to = toScreen(viewTransform(panBy(before, scene, { x: 30, y: -20 }), scene), point)
    expect(to.x - from.x).toBeCloseTo(30, 9)
    expect(to.y - from.y).toBeCloseTo(-20, 9)
  })

  it('never loses the picture', () => {
    const far = panBy(fitView(scene), scene, { x: -1e6, y: 1e6 })
    expect(far.centre).toEqual({ x: 512, y: 0 })
  })
})

it('a view of a point has it in the middle, with the span across the smaller side', () => {
  const view = viewOf({ x: 100, y: 120 }, 100, scene)
  expect(view).toEqual({ centre: { x: 100, y: 120 }, scale: 6 })
  expect(isFit(view, scene)).toBe(false)
  expect(isFit(fitView(scene), scene)).toBe(true)
})

it('a flight begins and ends where it should, and its zoom is even', () => {
  const from = { centre: { x: 0, y: 0 }, scale: 1 }
  const to = { centre: { x: 100, y: 50 }, scale: 16 }
  expect(between(from, to, 0)).toEqual(from)
  expect(between(from, to, 1)).toEqual(to)
  expect(between(from, to, 0.5)).toEqual({ centre: { x: 50, y: 25 }, scale: 4 })
})
