import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { simulateMicrograph } from '../../src/stem/simulate/micrograph'
import { buildDm } from '../support/formats/dm'
import { siteAndBrowser, Visitor } from './harness'

const SIDE = 224
/** By which the specimen moves from frame to frame, px. */
const DRIFT = { x: 3, y: -2 }
const FRAMES = 3

const here = siteAndBrowser()

/** A series of frames of a crystal that drifts and of which the last lacks a column, a bright-field image of it, and a small map with a long name. */
function severalImages(): Uint8Array {
  const options = { seed: 5, width: SIDE + 8, height: SIDE + 8, bits: 16 as const }
  const perfect = simulateMicrograph(options).micrograph
  const defects = [{ sublattice: 'sr', kind: 'vacancy' as const, count: 1 }]
  const lacking = simulateMicrograph({ ...options, defects }).micrograph
  const frame = (n: number) => {
    const whole = n === FRAMES - 1 ? lacking : perfect
    const [left, top] = [4 - n * DRIFT.x + 2, 4 - n * DRIFT.y - 2]
    return Array.from({ length: SIDE }, (_, y) =>
      whole.data.subarray((top + y) * whole.width + left, (top + y) * whole.width + left + SIDE),
    )
  }
  const frames = Array.from({ length: FRAMES }, (_, n) => frame(n).flatMap((row) => [...row]))
  const nm = { scale: 0.01636, units: 'nm' }
  const base = { width: SIDE, height: SIDE, dataType: 2, calibration: [nm, nm] }
  const small = Float32Array.from({ length: 64 * 48 }, (_, at) => at % 64)
  return buildDm([
    { ...base, name: 'BF', data: Float32Array.from(frames[0], (value) => 60_000 - value) },
    { ...base, name: 'HAADF', depth: FRAMES, data: Float32Array.from(frames.flat()) },
    { width: 64, height: 48, dataType: 2, name: 'Ti-Kα map of the area that was searched before', data: small },
  ])
}

const open = async (visitor: Visitor) => {
  await visitor.drop('session.dm4', severalImages(), 'application/octet-stream')
  await visitor.see('lacuna-images', /The file holds 3 images/)
  await visitor.see('#lattice', /^Cell 2[34]\./, 60_000)
}

describe('a file of several images', { timeout: 120_000 }, () => {
  let visitor: Visitor

  beforeAll(async () => {
    visitor = await Visitor.open(here.browser, here.site.url, { file: 'session.dm4' })
    await visitor.begun()
    await open(visitor)
  }, 120_000)

  afterAll(async () => {
    const { complaints } = visitor
    await visitor.close()
    expect(complaints).toEqual([])
  })

  const current = () => visitor.text('lacuna-images >>>> [aria-current] .title')

  it('lists them with their sizes and small pictures, and says which is open', async () => {
    expect(await visitor.text('lacuna-images >>>> ol')).toMatch(/BF 224 × 224 px · .* HAADF 224 × 224 px · 3 frames/)
    expect(await current()).toBe('HAADF')
    const inks = await visitor.page.$$eval('>>> lacuna-images >>>> canvas', (canvases) =>
      canvases.map((canvas) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
        return new Set(data.filter((_, at) => at % 4 === 0)).size
      }),
    )
    expect(inks).toHaveLength(3)
    for (const greys of inks) expect(greys).toBeGreaterThan(20)
    expect(await visitor.axe()).toEqual([])
  })

  it('opens another that is chosen by keyboard, and says so in the address', async () => {
    const row = await visitor.find('button', 'Ti-Kα map of the area that was searched before 64 × 48 px')
    await row.focus()
    await visitor.page.keyboard.press('Enter')
    await visitor.see('#facts', /^session\.dm4 · 64 × 48 px/)
    expect(await current()).toMatch(/^Ti-Kα map/)
    expect(visitor.page.url()).toContain('image=5')
  })

  it('searches again what was searched, frame by frame', async () => {
    const rows = await visitor.page.$$('>>> lacuna-images >>>> button')
    await rows[1].click()
    await visitor.see('#lattice', /^Cell 2[34]\./, 60_000)
    await visitor.see('#drift-facts', /^Frame 1 is open\. Sum frames to measure the drift\./)
    const model = readFileSync('src/app/sample/lacuna-sample.safetensors')
    await visitor.drop('model.safetensors', model, 'application/octet-stream')
    await visitor.press('Detect')
    await visitor.see('#found', /detection/, 60_000)

    await visitor.press('Sum all')
    await visitor.see('#drift-facts', /^Frames 1 to 3 are summed .* Drift over frames 1 to 3: up to 7\.2 px\./, 60_000)
    await visitor.see('#found', /detection/, 60_000)
    expect(visitor.page.url()).toContain('image=2&frames=all')
    expect(await visitor.page.$eval('>>> lacuna-drift >>>> svg', (svg) => svg.getAttribute('aria-label'))).toBe(
      'Drift from frame to frame; in the last one x 6 px, y -4 px',
    )

    await visitor.press('Search every frame')
    await visitor.see('#events-found', /^1 event$/, 60_000)
    await visitor.see('#frame-facts', /^Sum of 3 frames$/)
    await visitor.press('Frame 3, vacancy in this frame alone: show in the picture')
    await visitor.see('#frame-facts', /^Frame 3 of 3 · 1 detection$/)
    // The picture shows the frame, with what was found in it; the list is still that of the sum.
    const viewer = await visitor.page.$eval('>>> lacuna-viewer', (element) => {
      const { micrograph, result, selected } = element
      return { frame: micrograph?.metadata.frame, kinds: result?.detections?.map(({ kind }) => kind), selected }
    })
    expect(viewer).toEqual({ frame: 3, kinds: ['vacancy'], selected: 0 })
    const slider = await visitor.find('slider', 'Frame')
    await slider.press('ArrowLeft')
    await visitor.see('#frame-facts', /^Frame 2 of 3 · 0 detections$/)
    await slider.press('Home')
    await visitor.see('#frame-facts', /^Sum of 3 frames$/)
    expect(await visitor.axe()).toEqual([])

    await visitor.fill('spinbutton', 'First frame', '3')
    await visitor.see('#drift-facts', /^Frame 3 is open\. Drift over frames 1 to 3/, 60_000)
    await visitor.press('Frames before')
    await visitor.see('#drift-facts', /^Frame 2 is open\. Drift over frames 1 to 3/, 60_000)
    await visitor.see('#found', /detection/, 60_000)
    expect(visitor.page.url()).toContain('image=2&frames=2')
  })

  it('takes a pixel size by hand, in any unit, until another file is opened', async () => {
    await visitor.see('#pixel-size', /^0\.1636 Å\/px, from the file$/)
    await visitor.press('Set pixel size')
    await visitor.fill('spinbutton', 'X per pixel', '0.2')
    await visitor.see('#pixel-size', /^0\.2000 Å\/px, by hand; 0\.1636 Å\/px, from the file/, 60_000)
    await visitor.see('#lattice', /\(4\.7\d × 4\.\d\d Å\)/, 60_000)
    expect(visitor.page.url()).toContain('pixel-size=0.2')
    await visitor.enabled('Done')
    await visitor.fill('spinbutton', 'Y per pixel', '0')
    expect(await visitor.text('lacuna-pixel-size >>>> [role=alert]')).toMatch(
      /^The pixel size must be .* It is still 0\.2 Å\.$/,
    )

    await visitor.drop('other.dm4', severalImages(), 'application/octet-stream')
    await visitor.see('#pixel-size', /^0\.1636 Å\/px, from the file$/, 60_000)
    expect(visitor.page.url()).not.toMatch(/pixel-size|image|frames/)
  })
})

it('on a phone everything of it fits and can be touched', { timeout: 120_000 }, async () => {
  const visitor = await Visitor.open(await here.browser.createBrowserContext(), here.site.url, {
    file: 'session.dm4',
    size: { width: 390, height: 844 },
  })
  await visitor.page.setViewport({ width: 390, height: 844, deviceScaleFactor: 1, hasTouch: true, isMobile: true })
  await visitor.begun()
  await open(visitor)
  const outer = await visitor.page.evaluate(() => document.documentElement.scrollWidth)
  expect(outer).toBeLessThanOrEqual(390)
  const buttons = await visitor.page.$$eval('>>> lacuna-images >>>> button, >>> lacuna-frames >>>> button', (found) =>
    found.map((button) => button.getBoundingClientRect()).map(({ width, height, right }) => ({ width, height, right })),
  )
  expect(buttons.length).toBeGreaterThanOrEqual(3)
  for (const { width, height, right } of buttons) {
    expect(right).toBeLessThanOrEqual(390)
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(32)
  }
  await visitor.close()
})
