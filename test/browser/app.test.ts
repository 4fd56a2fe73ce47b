import { decode } from 'fast-png'
import type { Browser } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DetectionsFile } from '../../src/session/export'
import { type Site, startSite, type Visit, Visitor } from './harness'
import { specimen } from './micrograph'

/** Enough for the missing column of a small picture to stand out, and all that a software adapter has time for. */
const EPOCHS = 4
/** How far from the column the largest difference may lie after so short a training. */
const NEAR = 12
/** A software adapter beside other work: what must happen, may take this long. */
const PATIENCE = 180_000
const CANVAS = '>>> lacuna-viewer >>> canvas'

let site: Site
let browser: Browser
let visitor: Visitor

beforeAll(async () => {
  site = await startSite()
  browser = await site.launch()
})

afterAll(() => site.close())

async function visit(options: Visit = {}): Promise<void> {
  visitor = await Visitor.open(browser, site.url, options)
  await visitor.enabled('Train')
}

async function leave(): Promise<void> {
  const { complaints } = visitor
  await visitor.close()
  expect(complaints).toEqual([])
}

/** One person at one page from the first look to the saved result: each test goes on where the last one stopped. */
describe('one sitting', () => {
  const { png, side, missing } = specimen()
  let file: DetectionsFile
  let model: Buffer

  beforeAll(() => visit())
  afterAll(leave)

  it('opens with a micrograph that is plainly labelled as simulated, and says what computes and where', async () => {
    expect(await visitor.text('.badge')).toMatch(/^Simulated/)
    expect(await visitor.text('#facts')).toMatch(/^Simulated .*Å\/px/)
    const adapter = await visitor.adapter()
    const kind = adapter.architecture === 'swiftshader' ? 'software' : /software|hardware/.source
    const header = new RegExp(
      `${adapter.vendor} ${adapter.architecture} · (${kind}) adapter.*Nothing leaves this machine`,
    )
    expect(await visitor.text('lacuna-header')).toMatch(header)
    expect(await axeInBothSchemes()).toEqual([])
  })

  it('takes a dropped file and shows its pixels', async () => {
    await visitor.drop('dropped.png', png, 'image/png')
    await visitor.see('#facts', /^dropped\.png · 192 × 192 px · pixel size not known/)
    expect(await visitor.text('.badge')).toBeNull()
    expect(await brightness(side, { x: 120, y: 96 })).toBeGreaterThan(150)
    expect(await brightness(side, missing)).toBeLessThan(90)
  })

  it('keeps the run in the address', async () => {
    await visitor.fill('spinbutton', 'Epochs', '400')
    expect(new URL(visitor.page.url()).hash).toBe('#preset=fast&seed=1&epochs=400')
  })

  it('trains, and shows the loss and a prediction after the first epoch', async () => {
    await visitor.press('Train')
    await visitor.see('summary', /after 1 epoch$/, PATIENCE)
    expect(await visitor.page.$$('>>> lacuna-loss-chart >>> svg')).toHaveLength(1)
    expect(await visitor.page.$$('>>> lacuna-triptych >>> canvas')).toHaveLength(3)
    expect(await axeInBothSchemes()).toEqual([])
  })

  it('pauses: nothing moves until it is resumed', async () => {
    await visitor.press('Pause')
    await visitor.find('button', 'Resume')
    // The step that was under way when the button was pressed may still be reported.
    await pause(2000)
    const paused = await progress()
    await pause(2000)
    expect(await progress()).toBe(paused)
    await visitor.press('Resume')
    await eventually(async () => (await progress()) > paused)
  })

  it('cancels while paused, and keeps what it has learnt', async () => {
    await visitor.press('Pause')
    await visitor.find('button', 'Resume')
    await visitor.press('Cancel')
    await visitor.see('#model-facts', /^Cancelled, partly trained on dropped\.png/, PATIENCE)
    await visitor.enabled('Detect')
    expect(await axeInBothSchemes()).toEqual([])
  })

  it('trains again and finds the missing column', async () => {
    await visitor.fill('spinbutton', 'Epochs', String(EPOCHS))
    await visitor.press('Retrain')
    const facts = new RegExp(`^Trained on dropped\\.png · fast preset · ${EPOCHS} epochs · seed 1`)
    await visitor.see('#model-facts', facts, PATIENCE)
    await visitor.press('Detect')
    const found = Number.parseInt(await visitor.see('#found', /^\d+ detections?$/, PATIENCE))
    expect(found).toBeGreaterThan(0)
    expect(await axeInBothSchemes()).toEqual([])
  })

  it('saves the detections as JSON', async () => {
    const { bytes } = await visitor.download('Save results as JSON', /^dropped\.detections\.json$/)
    file = JSON.parse(bytes.toString()) as DetectionsFile
    expect(file).toMatchObject({
      name: 'dropped.png',
      size: { width: side, height: side },
      pixelSize: null,
      preset: 'fast',
      seed: 1,
      epochs: EPOCHS,
    })
    expect(file.adapter).toMatchObject(await visitor.adapter())
    expect(`${file.detections.length} detection`).toBe((await visitor.text('#found'))!.replace(/s$/, ''))
    expect(hit()).toMatchObject({ kind: 'deficit', xAngstrom: null })
    expect(hit().nearMaximum).toBeLessThan(file.region.low)
  })

  it('saves the same as CSV', async () => {
    const { bytes } = await visitor.download('Save results as CSV', /^dropped\.detections\.csv$/)
    const lines = bytes.toString().trimEnd().split('\n')
    const { id, x, y, nearMaximum, score } = hit()
    expect(lines).toHaveLength(file.detections.length + 1)
    expect(lines[id]).toBe(`${id},${x},${y},,,deficit,${nearMaximum},${score}`)
  })

  it('saves a picture in which the missing column is blue', async () => {
    const { bytes } = await visitor.download('Save results as PNG', /^dropped\.overlay\.png$/)
    const { width, height, data, channels } = decode(bytes)
    const zoom = Math.floor(1024 / side)
    expect([width, height]).toEqual([side * zoom, side * zoom])
    const { x, y } = hit()
    const at = channels * (Math.round((y + 0.5) * zoom) * width + Math.round((x + 0.5) * zoom))
    expect(data[at + 2]).toBeGreaterThan(data[at] + 30)
  })

  it('shows a detection close up when its row is chosen', async () => {
    const before = await picture()
    await visitor.press(`Detection ${hit().id}: show in the picture`)
    await visitor.see('lacuna-comparison', new RegExp(`^Detection ${hit().id} · deficit`))
    await eventually(async () => (await picture()) !== before)
    expect(await visitor.page.$$('>>> lacuna-comparison >>> lacuna-triptych')).toHaveLength(1)
    expect(await axeInBothSchemes()).toEqual([])
  })

  it('saves the model, which gives the same result when it is loaded again', async () => {
    const saved = await visitor.download('Save model', /\.safetensors$/)
    expect(saved.name).toBe('dropped.fast.seed1.safetensors')
    model = saved.bytes
    await visitor.drop('again.safetensors', model, 'application/octet-stream')
    await visitor.see('#model-facts', new RegExp(`^Loaded from again\\.safetensors · fast preset · ${EPOCHS} epochs`))
    await visitor.press('Detect')
    await visitor.see('#found', new RegExp(`^${file.detections.length} detection`), PATIENCE)
  })

  it('is done with the keyboard alone as well', async () => {
    const { keyboard } = visitor.page
    await tabTo('Retrain')
    await keyboard.press('Enter')
    await tabTo('Cancel')
    await keyboard.press('Enter')
    await visitor.see('footer', /Cancelled/, PATIENCE)
    await visitor.drop('again.safetensors', model, 'application/octet-stream')
    await visitor.see('#model-facts', /^Loaded/)

    await tabTo('Detect')
    await keyboard.press('Space')
    await visitor.see('#found', /^[1-9]\d* detection/, PATIENCE)
    await tabTo('Detection 1: show in the picture')
    await keyboard.press('Enter')
    await visitor.see('lacuna-comparison', /^Detection 1 /)
    await keyboard.press('End')
    await eventually(async () => (await focused()).startsWith(`Detection ${file.detections.length}: `))
    await keyboard.press('Enter')
    await visitor.see('lacuna-comparison', new RegExp(`^Detection ${file.detections.length} `))

    await tabTo('Micrograph dropped.png')
    const before = await picture()
    await keyboard.press('0')
    await eventually(async () => (await picture()) !== before)
  })

  function hit() {
    const found = file.detections.find(({ x, y }) => Math.hypot(x - missing.x, y - missing.y) < NEAR)
    if (!found) throw new Error(`nothing found near the missing column: ${JSON.stringify(file.detections)}`)
    return found
  }
})

describe('the viewer', () => {
  afterEach(leave)

  it('zooms with the wheel, pans by dragging and reads pixels off', async () => {
    const { png, side } = specimen()
    await visit()
    await visitor.drop('look.png', png, 'image/png')
    await visitor.see('#facts', /look\.png/)
    const box = (await (await visitor.page.$(CANVAS))!.boundingBox())!
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    await visitor.page.mouse.move(middle.x, middle.y)
    expect(await visitor.see('.readout', /px/)).toMatch(/^x 9\d y 9\d px · intensity \d/)

    const whole = await picture()
    await visitor.page.mouse.wheel({ deltaY: -600 })
    await eventually(async () => (await picture()) !== whole)
    expect(await visitor.text('.readout')).toMatch(/^x 9\d y 9\d px/)

    const near = await picture()
    await visitor.page.mouse.down()
    await visitor.page.mouse.move(middle.x + 120, middle.y + 80, { steps: 4 })
    await visitor.page.mouse.up()
    await eventually(async () => (await picture()) !== near)
    await visitor.press('Fit')
    await eventually(async () => (await brightness(side, { x: 120, y: 96 })) > 150)
  })

  it('keeps to a phone’s width', async () => {
    await visit({ size: { width: 390, height: 844 } })
    const overflow = await visitor.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
    expect(await axeInBothSchemes()).toEqual([])
  })
})

describe('when something is wrong', () => {
  afterEach(leave)

  it('a truncated file is named with its cause, and the open micrograph stays', async () => {
    await visit()
    const before = await visitor.text('#facts')
    await visitor.drop('broken.png', specimen().png.subarray(0, 400), 'image/png')
    expect(await visitor.see('#problem', /./)).toMatch(/broken\.png: /)
    expect(await visitor.text('footer')).toMatch(/^broken\.png: /)
    expect(await visitor.text('#facts')).toBe(before)
    expect(await axeInBothSchemes()).toEqual([])
    await visitor.press('Dismiss')
    expect(await visitor.page.$('>>> #problem')).toBeNull()
  })

  it('without an adapter the page says why and what to do, and still shows micrographs', async () => {
    visitor = await Visitor.open(await site.launch({ webgpu: false }), site.url)
    expect(await visitor.see('#no-gpu', /./)).toMatch(/found no adapter.*hardware acceleration.*--enable-unsafe-webgpu/)
    await viewingOnly()
  })

  it('without WebGPU, here because the page is not served securely, it does too', async () => {
    visitor = await Visitor.open(browser, site.insecureUrl)
    expect(await visitor.see('#no-gpu', /./)).toMatch(
      /only on secure pages.*has no WebGPU.*over https, or from localhost/,
    )
    await viewingOnly()
  })

  async function viewingOnly(): Promise<void> {
    expect(await visitor.text('lacuna-header')).toContain('No WebGPU adapter')
    const train = await visitor.find('button', 'Train')
    expect(await train.evaluate((button) => (button as HTMLButtonElement).disabled)).toBe(true)
    await visitor.drop('look.png', specimen().png, 'image/png')
    await visitor.see('#facts', /look\.png/)
    expect(await axeInBothSchemes()).toEqual([])
  }
})

async function axeInBothSchemes(): Promise<string[]> {
  const findings: string[] = []
  for (const scheme of ['light', 'dark'] as const) {
    await visitor.prefer(scheme)
    findings.push(...(await visitor.axe()).map((finding) => `${scheme}: ${finding}`))
  }
  return findings
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it never came to hold')
    await pause(50)
  }
}

/** Steps done, as the progress bar shows them. */
function progress(): Promise<number> {
  return visitor.page.$eval('>>> progress', (element) => element.value)
}

/** What the viewer shows, as one string that changes with any pixel. */
function picture(): Promise<string> {
  return visitor.page.$eval(CANVAS, (canvas) => canvas.toDataURL())
}

/** Mean brightness of a few pixels of the viewer's canvas at a point of a square picture shown whole. */
async function brightness(side: number, at: { x: number; y: number }): Promise<number> {
  const { width, height, data, channels } = decode(Buffer.from((await picture()).split(',')[1], 'base64'))
  const scale = (Math.min(width, height) * 0.97) / side
  const column = Math.round(width / 2 + (at.x - side / 2) * scale)
  const row = Math.round(height / 2 + (at.y - side / 2) * scale)
  let sum = 0
  for (let y = row - 2; y <= row + 2; y++) {
    for (let x = column - 2; x <= column + 2; x++) sum += data[channels * (y * width + x)]
  }
  return sum / 25
}

/** Accessible name of what has the focus, through shadow roots. */
function focused(): Promise<string> {
  return visitor.page.evaluate(() => {
    let element = document.activeElement
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
    return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim()
  })
}

async function tabTo(name: string): Promise<void> {
  for (let step = 0; step < 60; step++) {
    if ((await focused()).startsWith(name)) return
    await visitor.page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reaches ${name}`)
}
