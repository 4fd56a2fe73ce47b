import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LacunaDetector } from '../../src/app/element'
import { pause, Stage } from './element/stage'
import type { Visitor } from './harness'

let stage: Stage
let visitor: Visitor

beforeAll(async () => {
  stage = await Stage.build()
  visitor = stage.visitor
})

afterAll(async () => expect(await stage.close()).toEqual([]))

describe('an element that is told what to do by its attributes', () => {
  it('opens, trains, detects though the page saves the model meanwhile, and tells the page of each', async () => {
    await stage.place(
      '<lacuna-detector src="./micrograph.png" epochs="1" seed="7" region="0,0,150,192" autorun></lacuna-detector>',
    )
    await visitor.page.$eval('lacuna-detector', (element) =>
      element.addEventListener('lacuna-trained', () => {
        void element.saveModel().then((model) => Object.assign(window, { model }))
      }),
    )
    const [adapter] = await stage.hear('lacuna-adapter')
    expect(adapter.detail).toMatchObject(await visitor.adapter())
    const [trained] = await stage.hear('lacuna-trained')
    expect(trained.detail).toMatchObject({
      from: 'micrograph.png',
      epochs: 1,
      seed: 7,
      region: { x: 0, y: 0, width: 150, height: 192 },
      preset: 'fast',
      origin: 'trained',
    })
    const [found] = await stage.hear('lacuna-detections')
    expect(found.detail).toMatchObject({ name: 'micrograph.png', verdict: 'periodic' })
    expect((await stage.heard('lacuna-lattice'))[0].detail).toMatchObject({ verdict: 'periodic', crystal: null })
    expect((found.detail as { detections: unknown[] }).detections.length).toBeGreaterThan(0)
    const stages = new Set((await stage.heard('lacuna-progress')).map(({ detail }) => detail?.stage))
    expect([...stages]).toEqual(expect.arrayContaining(['lattice', 'train', 'predict', 'judge']))
    expect(await stage.heard('lacuna-error')).toEqual([])
  })

  it('exports what it found in every format', async () => {
    const files = await stage.call(async (element) => {
      const formats = ['json', 'csv', 'png', 'tiff'] as const
      const exported = await Promise.all(formats.map((format) => element.exportResults(format)))
      return exported.map(({ name, type, size }) => ({ name, type, filled: size > 100 }))
    })
    expect(files.value).toEqual([
      { name: 'micrograph.detections.json', type: 'application/json', filled: true },
      { name: 'micrograph.detections.csv', type: 'text/csv', filled: true },
      { name: 'micrograph.overlay.png', type: 'image/png', filled: true },
      { name: 'micrograph.heat.tif', type: 'image/tiff', filled: true },
    ])
  })

  it('judges again when its rate or its crystal changes, by attribute', async () => {
    const before = await detections()
    await visitor.page.$eval('lacuna-detector', (element) => {
      element.setAttribute('false-discovery-rate', '0.5')
      element.setAttribute('crystal', 'SrTiO3 [001]')
      element.setAttribute('thickness', '20')
    })
    const end = Date.now() + 20_000
    while ((await last()).circumstances?.request?.rate !== 0.5 && Date.now() < end) await pause(50)
    expect((await last()).circumstances?.request).toMatchObject({ rate: 0.5, crystal: 'SrTiO3 [001]' })
    expect(await detections()).toBeGreaterThanOrEqual(before)
    await visitor.see(
      '#detectable',
      /^In 95 % of the judged columns, .* would have been found\. That is, missing of a column: .*\b20 (atoms )?of Sr; .*\b20 (atoms )?of Ti\.$/,
    )
    expect((await stage.heard('lacuna-lattice')).at(-1)?.detail).toMatchObject({ crystal: { name: 'SrTiO3 [001]' } })
    await visitor.page.$eval('lacuna-detector', (element) => element.setAttribute('crystal', 'NaCl'))
    expect((await stage.hear('lacuna-error')).at(-1)?.detail).toMatchObject({ code: 'crystal' })
  })

  it('takes the text of a CIF, along its zone axis', async () => {
    const cif = readFileSync('test/fixtures/crystals/srtio3.cif', 'utf8')
    const before = (await stage.heard('lacuna-lattice')).length
    await visitor.page.$eval(
      'lacuna-detector',
      (element, text) => {
        element.setAttribute('zone', '0,0,1')
        element.setAttribute('crystal', text)
      },
      cif,
    )
    const end = Date.now() + 20_000
    const latest = async () => (await stage.heard('lacuna-lattice')).slice(before).at(-1)?.detail
    while (!(await latest())?.crystal && Date.now() < end) await pause(50)
    expect(await latest()).toMatchObject({
      crystal: { name: 'SrTiO3 [001]' },
      sublattices: [{ name: 'Sr' }, { name: 'Ti/O' }],
    })
  })

  interface Told {
    detections?: unknown[]
    circumstances?: { request?: { rate: number; crystal: string } }
  }

  async function last(): Promise<Told> {
    return (await stage.heard('lacuna-detections')).at(-1)?.detail ?? {}
  }

  async function detections(): Promise<number> {
    return (await last()).detections?.length ?? 0
  }

  it('keeps its work when it is moved, and ends its worker when it is removed', async () => {
    const { page } = visitor
    const workers = page.workers().length
    await page.evaluate(() => {
      const element = document.querySelector('lacuna-detector')!
      const section = document.createElement('section')
      document.querySelector('main')!.append(section)
      section.append(element)
    })
    expect((await stage.call(async (element) => (await element.saveModel()).length > 1000)).value).toBe(true)
    await page.evaluate(() => document.querySelector('lacuna-detector')!.remove())
    const end = Date.now() + 20_000
    // The detector's, and the thread that it reads files in.
    const left = workers - 2
    while (page.workers().length > left && Date.now() < end) await pause(50)
    expect(page.workers()).toHaveLength(left)
  })
})

describe('a viewer by itself', () => {
  it('says what is wrong with its address, and shows what is given instead', async () => {
    await stage.place('<lacuna-viewer src="./gone.lacuna"></lacuna-viewer>')
    expect((await stage.hear('lacuna-error'))[0].detail).toMatchObject({ code: 'unreachable' })
    expect(await visitor.text('lacuna-notice')).toMatch(/gone\.lacuna: the server answers 404/)
    await visitor.page.$eval('lacuna-viewer', (viewer) => (viewer.src = './micrograph.png'))
    await visitor.page.waitForFunction(() => document.querySelector('lacuna-viewer')!.micrograph?.width === 192)
    expect(await visitor.text('lacuna-notice')).toBeNull()
  })
})

describe('an element that is told what to do by its methods', () => {
  beforeEach(() => stage.place('<lacuna-detector epochs="40"><b slot="empty">Nothing yet</b></lacuna-detector>'))

  it('opens pixels that the page holds, and searches them by a model that it holds', async () => {
    const opened = await stage.call(async (element) => {
      const image = await createImageBitmap(await (await fetch('./micrograph.png')).blob())
      const { width, height } = image
      const context = new OffscreenCanvas(width, height).getContext('2d')!
      context.drawImage(image, 0, 0)
      const colours = context.getImageData(0, 0, width, height).data
      const pixels = Float32Array.from({ length: width * height }, (_, at) => colours[4 * at])
      const { model } = window as unknown as { model: Uint8Array<ArrayBuffer> }
      const opened = await element.openPixels(pixels, width, height, { pixelSize: 0.02, unit: 'nm', name: 'held' })
      await element.loadModel(new File([model], 'held.safetensors'))
      await element.detect()
      return opened
    })
    expect(opened.value).toMatchObject({ name: 'held.npy', width: 192, pixelSize: { x: 0.2, y: 0.2 } })
    const [found] = await stage.hear('lacuna-detections')
    expect(found.detail).toMatchObject({ name: 'held.npy', verdict: 'periodic' })
    await expect(stage.call((element) => element.openPixels([1, 2, 3], 2, 2))).resolves.toMatchObject({
      code: 'bad-pixels',
    })
  })

  it('pauses, steps once, resumes, and ends at the caller’s signal with what was learned', async () => {
    const opened = await stage.call(async (element) => (await element.open('./micrograph.png')).width)
    expect(opened.value).toBe(192)
    await visitor.page.evaluate(() => {
      const controller = new AbortController()
      const training = document.querySelector('lacuna-detector')!.train({ signal: controller.signal })
      const outcome = training.catch((reason: unknown) => reason)
      Object.assign(window, { controller, outcome })
    })
    // An epoch has 32 steps: a model that was cancelled in its first would not be kept.
    await stage.hear('lacuna-progress', 40)
    await stage.call((element) => element.pause())
    const paused = await stillAt()
    await stage.call((element) => element.step())
    await vi.waitFor(async () => expect(await done()).toBeGreaterThan(paused), { timeout: 10_000, interval: 100 })
    expect(await stillAt()).toBe(paused + 1)
    await stage.call((element) => element.resume())
    await stage.hear('lacuna-progress', (await stage.heard('lacuna-progress')).length + 2)
    const outcome = await visitor.page.evaluate(async () => {
      const { controller, outcome } = window as unknown as { controller: AbortController; outcome: Promise<unknown> }
      controller.abort('enough')
      return outcome
    })
    expect(outcome).toBe('enough')
    expect((await stage.hear('lacuna-trained'))[0].detail).toMatchObject({ origin: 'cancelled' })
    expect(await stage.heard('lacuna-train')).toEqual([])
  })

  it.each([
    ['detect() without a micrograph', 'nothing-open', (element: LacunaDetector) => element.detect()],
    ['train() without a micrograph', 'nothing-open', (element: LacunaDetector) => element.train()],
    ['saveModel() without a model', 'no-model', (element: LacunaDetector) => element.saveModel()],
    ['exportResults() without a result', 'no-result', (element: LacunaDetector) => element.exportResults('csv')],
    ['open() of an address that leads nowhere', 'unreachable', (element: LacunaDetector) => element.open('./gone.png')],
  ] as const)('%s rejects with %s', async (_, code, act) => {
    expect(await stage.call(act as (element: LacunaDetector) => Promise<unknown>)).toEqual({ code })
  })

  it('shows the page’s own words in its empty and its failed state', async () => {
    const slots = () =>
      visitor.page.evaluate(() => {
        const { shadowRoot } = document.querySelector('lacuna-detector')!
        return [...shadowRoot!.querySelectorAll('slot')].map(({ name }) => name)
      })
    expect(await slots()).toEqual(['empty'])
    await stage.call((element) => element.open('./gone.png'))
    expect((await stage.hear('lacuna-error'))[0].detail).toMatchObject({ code: 'unreachable' })
    expect(await visitor.text('#problem')).toMatch(/gone\.png: the server answers 404/)
    expect(await slots()).toEqual(['error', 'empty'])
  })

  it('refuses a preset that there is none of, and keeps its own', async () => {
    await visitor.page.evaluate(() => document.querySelector('lacuna-detector')!.setAttribute('preset', 'slow'))
    expect((await stage.hear('lacuna-error'))[0].detail).toMatchObject({ code: 'unknown-preset' })
    expect(await visitor.page.$eval('>>> lacuna-training >>> select', (select) => select.value)).toBe('fast')
  })

  /** Where the progress stands still: the step that was under way at a pause may take a while on a busy machine. */
  async function stillAt(): Promise<number> {
    for (let before = await done(); ;) {
      await pause(1500)
      const now = await done()
      if (now === before) return now
      before = now
    }
  }

  async function done(): Promise<number> {
    const events = await stage.heard('lacuna-progress')
    return Number(events.at(-1)?.detail?.done)
  }
})
