import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decode } from 'fast-png'
import { unzipSync } from 'fflate'
import type { Browser, ElementHandle } from 'puppeteer'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openInput } from '../../src/session/opening'
import type { MicrographRecord } from '../../src/session/files/record'
import { type Site, startSite, type Visit, Visitor } from './harness'
import { noise, specimen } from './micrograph'

/** All that a software adapter has time for; columns are judged by their neighbours however little the model has learned. */
const EPOCHS = 1
const TRAINED = `fast preset · ${EPOCHS} epoch ·`
/** How far from the column's place it may be found, px. */
const NEAR = 2
/** A software adapter beside other work: what must happen, may take this long. */
const PATIENCE = 180_000
const CANVAS = '>>> lacuna-viewer >>> canvas'

interface Point {
  x: number
  y: number
}

let site: Site
let browser: Browser
let visitor: Visitor

beforeAll(async () => {
  site = await startSite()
  browser = await site.launch()
})

afterAll(() => site.close())

/** Others keep what was opened and learned before: each visit is in a context of its own. */
async function visit(options: Visit = {}): Promise<void> {
  visitor = await Visitor.open(await browser.createBrowserContext(), site.url, options)
  await visitor.begun()
}

async function leave(): Promise<void> {
  const { complaints } = visitor
  await visitor.close()
  expect(complaints).toEqual([])
}

/** One person at one page from the first look to the saved result: each test goes on where the last one stopped. */
describe('one sitting', () => {
  const { png, side, missing } = specimen()
  let file: MicrographRecord
  let model: Buffer

  beforeAll(() => visit())
  afterAll(leave)

  it('opens with a micrograph that is plainly labelled as simulated, what is found in it, and what computes and where', async () => {
    expect(await visitor.text('.badge')).toMatch(/^Simulated/)
    expect(await visitor.text('#facts')).toMatch(/^Simulated .* · 384 × 384 px$/)
    expect(await visitor.text('#pixel-size')).toMatch(/^0\.1636 Å\/px, as simulated$/)
    await visitor.see('#found', /^\d+ detections$/)
    expect(await visitor.text('#model-facts')).toMatch(/^Comes with Lacuna/)
    const adapter = await visitor.adapter()
    const kind = adapter.architecture === 'swiftshader' ? 'software' : /software|hardware/.source
    const header = new RegExp(
      `${adapter.vendor} ${adapter.architecture} · (${kind}) adapter.*Nothing leaves this machine`,
    )
    expect(await visitor.text('lacuna-header')).toMatch(header)
    expect(await visitor.axeInBothSchemes()).toEqual([])
  })

  it('compares the micrograph with the result on either side of a divider that is dragged', async () => {
    const name = 'Divider between the micrograph and the result'
    const marked = (await coloured()).length
    await tick('Markers')
    // The picture is drawn with the next frame: until then the markers' own colours are counted.
    await eventually(async () => (await coloured()).length < marked)
    const all = await coloured()
    await tick('Compare')
    const handle = await visitor.find('slider', name)
    const { x, y, width, height } = (await handle.boundingBox())!
    const middle = width / 2
    const left = all.filter((place) => place < middle - 12)
    expect(left).not.toEqual([])
    await eventually(async () => Math.min(...(await coloured())) > middle - 12)
    expect((await coloured()).length).toBeCloseTo(all.length - left.length, -3)
    expect(await visitor.axeInBothSchemes()).toEqual([])

    await visitor.page.mouse.move(x + middle, y + height / 2)
    await visitor.page.mouse.down()
    await visitor.page.mouse.move(x + width - 20, y + height / 2, { steps: 3 })
    await visitor.page.mouse.up()
    await eventually(async () => (await coloured()).length < 0.05 * all.length)
    await tabTo(name)
    await visitor.page.keyboard.press('Home')
    await eventually(async () => (await coloured()).length > 0.95 * all.length)
    await tick('Compare')
    await tick('Markers')
  })

  it('shows the micrograph in other colours, and as it was, and what could have been found', async () => {
    const before = await settledPicture()
    await visitor.press('Display')
    await (await visitor.find('combobox', 'Colours')).select('viridis')
    await eventually(async () => (await coloured()).length > 100_000)
    const dark = await picture()
    await (await visitor.find('slider', 'Gamma')).focus()
    await visitor.page.keyboard.press('Home')
    await eventually(async () => (await picture()) !== dark)
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await visitor.press('Reset')
    await visitor.press('Display')
    await eventually(async () => (await picture()) === before)
    await (await visitor.find('combobox', 'Overlay')).select('deficit')
    expect(await visitor.see('.legend', /^Smallest deficit/)).toMatch(/^Smallest deficit found: \d+ % \d+ %$/)
    await eventually(async () => (await coloured()).length > 50_000)
    await (await visitor.find('combobox', 'Overlay')).select('heat')
  })

  it('shows strain, rotation, arrows and the spectrum, and measures a line with the mouse and by keys', async () => {
    const overlay = await visitor.find('combobox', 'Overlay')
    for (const [name, legend] of [
      ['exx', /^Strain εxx: −[\d.]+ % [\d.]+ %$/],
      ['rotation', /^Rotation: −[\d.]+° [\d.]+°$/],
      ['polarisation', /^Polarisation, coloured by direction$/],
      ['displacement', /^Displacement, coloured/],
    ] as const) {
      const before = await settledPicture()
      await overlay.select(name)
      await visitor.see('.legend', legend)
      await eventually(async () => (await picture()) !== before)
    }
    await visitor.press('FFT')
    await visitor.see('lacuna-spectrum', /^FFT, up to 0\.\d+ \/ px/)
    // Spots are bright, and ringed.
    await eventually(() =>
      visitor.page.$eval('>>> lacuna-spectrum >>> canvas', (canvas) => canvas.toDataURL().length > 20_000),
    )
    await visitor.press('Measure')
    await visitor.see('#measured', /^Drag a line/)
    // The picture makes room for the profile with the next frame.
    await settledPicture()
    await drag(384, { x: 80, y: 192 }, { x: 280, y: 192 })
    expect(await visitor.see('#measured', /Å/)).toMatch(/^3[23]\.\d+ Å · (19\d|20\d)\.\d px · −?0\.\d°$/)
    expect(await visitor.axeInBothSchemes()).toEqual([])
    const { keyboard } = visitor.page
    await tabTo('Simulated micrograph')
    for (const key of ['ArrowLeft', 'Enter', 'ArrowDown', 'ArrowDown', 'Enter'] as const) await keyboard.press(key)
    expect(await visitor.see('#measured', /90\.0°$/)).toMatch(/^\d+\.\d+ Å/)
    await keyboard.press('Escape')
    expect(await visitor.page.$('>>> lacuna-profile')).toBeNull()
    await visitor.press('FFT')
    await overlay.select('heat')

    await (await visitor.find('checkbox', 'Histogram and table of what is in view alone')).click()
    await visitor.press('Zoom in')
    await visitor.press('Zoom in')
    const rows = () => visitor.page.$$('>>> lacuna-detections >>> tbody tr').then(({ length }) => length)
    const all = Number.parseInt((await visitor.text('#found'))!)
    await eventually(async () => (await rows()) < all)
    expect(await visitor.text('#found')).toBe(`${all} detections`)
    await visitor.press('Fit')
    await eventually(async () => (await rows()) === all)
    await (await visitor.find('checkbox', 'Histogram and table of what is in view alone')).click()
  })

  it('simulates another crystal by one press of a key', async () => {
    await tabTo('Simulate Au [110], 2 defects')
    await visitor.page.keyboard.press('Enter')
    await visitor.see('#facts', /^Simulated Au \[110\], seed 1/)
    await visitor.see('#lattice', /\d+ Au columns/)
    expect(new URL(visitor.page.url()).hash).toBe('#preset=fast&seed=1&crystal=Au+%5B110%5D')
    expect(await visitor.axeInBothSchemes()).toEqual([])
  })

  it('takes a dropped file and shows its pixels', async () => {
    await visitor.drop('dropped.png', png, 'image/png')
    await visitor.see('#facts', /^dropped\.png · 192 × 192 px/)
    // The crystal was that of the sample.
    expect(new URL(visitor.page.url()).hash).toBe('#preset=fast&seed=1&file=dropped.png')
    await visitor.see('#pixel-size', /^Pixel size not known/)
    expect(await visitor.text('#model-facts')).toBeNull()
    expect(await visitor.text('.badge')).toBeNull()
    expect(await brightness(side, { x: 120, y: 96 })).toBeGreaterThan(150)
    expect(await brightness(side, missing)).toBeLessThan(90)
    await visitor.see('#lattice', /^Cell 2[34]\.\d\d × 2[34]\.\d\d px, (89|90)\.\d° · \d+ A and \d+ B columns/)
  })

  it('takes the crystal by name, which gives the pixel size', async () => {
    await (await visitor.find('combobox', 'Crystal')).select('SrTiO3 [001]')
    await visitor.see('#scale', /^SrTiO3 \[001\]: 0\.16\d+ Å\/px$/)
    expect(await visitor.text('#lattice')).toMatch(/\(3\.9\d × 3\.9\d Å\).* sr and \d+ ti columns/)
  })

  it('takes a CIF, along the zone axis that is typed', async () => {
    const file = await visitor.page.waitForSelector('>>> lacuna-crystal >>> input[type=file]')
    await (file as ElementHandle<HTMLInputElement>).uploadFile('test/fixtures/crystals/srtio3.cif')
    await visitor.see('#lattice', /\d+ Sr and \d+ Ti\/O columns/)
    expect(await visitor.text('#scale')).toMatch(/^SrTiO3 \[001\]: 0\.16\d+ Å\/px$/)
    await visitor.fill('textbox', 'Zone axis', '1,1')
    const said = 'Zone 1,1: give the direction along the beam, such as 1,1,0.'
    await eventually(async () => (await alert('lacuna-crystal')) === said)
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await visitor.fill('textbox', 'Zone axis', '1,1,0')
    await visitor.see('#scale', /^The lattice does not fit this crystal/)
  })

  it('takes a crystal that is dropped, and says of a bad one which file, what is wrong and what to do', async () => {
    await visitor.drop('again.cif', readFileSync('test/fixtures/crystals/srtio3.cif'), '')
    await visitor.see('#lattice', /\d+ Sr and \d+ Ti\/O columns/)
    const held = visitor.page.url()
    await visitor.find('textbox', 'Zone axis')
    await visitor.drop('bad.cif', Buffer.from(`data_bad\n_cell_length_a ${'x'.repeat(9000)} y`), '')
    const said = 'bad.cif: line 2: _cell_length_a needs one value, not 2'
    expect(await visitor.see('#problem', /./)).toBe(`That did not work. Dismiss ${said}`)
    expect(await visitor.text('footer')).toBe(said)
    await visitor.drop('list.json', Buffer.from(JSON.stringify(Array(999).fill('x'))), '')
    await visitor.see(
      '#problem',
      /list\.json: its "name" is not one line of 1 to 100 characters; see docs\/crystals\.md$/,
    )
    expect(visitor.page.url()).toBe(held)
    expect(await visitor.text('#facts')).toMatch(/^dropped\.png/)
    await visitor.press('Dismiss')
    await (await visitor.find('combobox', 'Crystal')).select('SrTiO3 [001]')
    await visitor.see('#lattice', /\d+ sr and \d+ ti columns/)
  })

  it('keeps the run in the address', async () => {
    await visitor.fill('spinbutton', 'Epochs', '400')
    await expect
      .poll(() => new URL(visitor.page.url()).hash)
      .toBe('#preset=fast&seed=1&epochs=400&crystal=SrTiO3+%5B001%5D&file=dropped.png')
  })

  it('refuses what is out of range aloud, and shows what holds', async () => {
    for (const [field, typed, range, held] of [
      ['Epochs', '-3', 'a whole number from 1 to 100,000', '400'],
      ['Epochs', '2.5', 'a whole number from 1 to 100,000', '400'],
      ['Seed', '4294967296', 'a whole number from 0 to 4,294,967,295', '1'],
    ]) {
      await visitor.fill('spinbutton', field, typed)
      expect(await alert('lacuna-run-fields')).toBe(`${field} must be ${range}. It is still ${held}.`)
      expect(await shown(field)).toBe(held)
    }
    expect(await visitor.axeInBothSchemes()).toEqual([])
    expect(new URL(visitor.page.url()).hash).toBe(
      '#preset=fast&seed=1&epochs=400&crystal=SrTiO3+%5B001%5D&file=dropped.png',
    )
    await visitor.fill('spinbutton', 'Seed', '1')
    await visitor.fill('spinbutton', 'Epochs', '400')
    expect(await alert('lacuna-run-fields')).toBe('')
  })

  it('takes a region to learn from, which is drawn with the mouse and mended by numbers', async () => {
    const { page } = visitor
    expect(await visitor.text('#region')).toBe('Learns from the whole micrograph')
    const before = await picture()
    const beside = await brightness(side, { x: 168, y: 96 })
    await visitor.press('Draw region')
    await drag(side, { x: 150, y: 170 }, { x: 20, y: 30 })
    const drawn = /^Learns from x (\d+), y (\d+), (\d+) × (\d+) px$/.exec(await visitor.see('#region', /px$/))!
    const [x, y, width, height] = drawn.slice(1).map(Number)
    expect([x, y, x + width, y + height].every((at, n) => Math.abs(at - [20, 30, 150, 170][n]) <= 2)).toBe(true)
    // It was drawn, not panned: only what is outside the region has stepped back.
    await eventually(async () => (await brightness(side, { x: 168, y: 96 })) < 0.7 * beside)
    expect(await brightness(side, { x: 120, y: 96 })).toBeGreaterThan(150)
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await visitor.fill('spinbutton', 'Left, px', '500')
    await visitor.see('#region', /^Learns from x 191, y \d+, 1 × /)
    for (const [name, value] of [
      ['Left', 24],
      ['Top', 0],
      ['Width', 130],
      ['Height', 190],
    ] as const) {
      await visitor.fill('spinbutton', `${name}, px`, String(value))
    }
    await visitor.see('#region', /x 24, y 0, 130 × 190 px$/)
    expect(new URL(page.url()).hash).toContain('&region=24,0,130,190&')
    await page.keyboard.press('Escape')
    expect(await page.$('>>> lacuna-region >>> input')).toBeNull()
    expect(await picture()).not.toBe(before)
    expect(await visitor.text('footer')).toBe('Learns from x 24, y 0, 130 × 190 px.')
  })

  it('trains, and shows the loss and a prediction after the first epoch', async () => {
    await visitor.press('Train')
    await visitor.see('#learned', /after 1 epoch$/, PATIENCE)
    expect(await visitor.page.$$('>>> lacuna-loss-chart >>> svg')).toHaveLength(1)
    expect(await visitor.page.$$('>>> lacuna-triptych >>> canvas')).toHaveLength(3)
    expect(await visitor.axeInBothSchemes()).toEqual([])
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

  it('cancels while paused, and keeps what it has learned', async () => {
    await visitor.press('Pause')
    await visitor.find('button', 'Resume')
    await visitor.press('Cancel')
    await visitor.see('#model-facts', /^Cancelled, partly trained on dropped\.png/, PATIENCE)
    await visitor.enabled('Detect')
    await visitor.enabled('Train further')
    const help = (await visitor.page.waitForSelector('>>> lacuna-help[about="Learn the crystal"] >>> summary'))!
    await help.press('Enter')
    expect(await visitor.page.$$('>>> lacuna-help >>> details[open]')).toHaveLength(1)
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await visitor.page.keyboard.press('Escape')
    expect(await visitor.page.$$('>>> lacuna-help >>> details[open]')).toEqual([])
  })

  it('trains again and finds the missing column', async () => {
    await visitor.fill('spinbutton', 'Epochs', String(EPOCHS))
    await visitor.press('Retrain')
    const facts = new RegExp(`^Trained on dropped\\.png · ${TRAINED} seed 1 · learned from x 24, y 0, 130 × 190 px`)
    await visitor.see('#model-facts', facts, PATIENCE)
    expect(await visitor.text('#estimate')).toMatch(/^1 epoch takes about \d+ (s|min) on this adapter\.$/)
    await visitor.press('Detect')
    const found = Number.parseInt(await visitor.see('#found', /^\d+ detections?$/, PATIENCE))
    expect(found).toBeGreaterThan(0)
    expect(await visitor.axeInBothSchemes()).toEqual([])
  })

  it('saves the detections as JSON', async () => {
    const { bytes } = await visitor.download('Save results as JSON', /^dropped\.detections\.json$/)
    const region = { x: 24, y: 0, width: 130, height: 190 }
    file = JSON.parse(bytes.toString()) as MicrographRecord
    expect(file).toMatchObject({
      format: 'lacuna-detections',
      formatVersion: 3,
      verdict: 'periodic',
      name: 'dropped.png',
      size: { width: side, height: side },
      pixelSize: { file: null, crystal: 'SrTiO3 [001]' },
      request: { model: 'fast', seed: 1, epochs: EPOCHS, region, rate: 0.01, crystal: 'SrTiO3 [001]' },
    })
    expect(file.request.sha256).toBe(createHash('sha256').update(png).digest('hex'))
    expect(file.adapter).toMatchObject(await visitor.adapter())
    expect(`${found().length} detection`).toBe((await visitor.text('#found'))!.replace(/s$/, ''))
    expect(hit()).toMatchObject({ kind: 'vacancy', sublattice: 'sr' })
    expect(hit().strength).toBeLessThan(-75)
    expect(hit().xAngstrom).toBeCloseTo(hit().x * file.pixelSize.lattice!.x, 9)
  })

  it('saves the same as CSV', async () => {
    const { bytes } = await visitor.download('Save results as CSV', /^dropped\.detections\.csv$/)
    const lines = bytes.toString().trimEnd().split('\n')
    const { id, i, j, x, y } = hit()
    expect(lines).toHaveLength(found().length + 1)
    expect(lines[id]).toContain(`${id},vacancy,sr,${i},${j},${x},${y},`)
  })

  it('saves the heat map as calibrated floats', async () => {
    const { bytes } = await visitor.download('Save results as TIFF', /^dropped\.heat\.tif$/)
    const heat = await openInput(bytes, 'dropped.heat.tif')
    expect(heat).toMatchObject({ kind: 'micrograph', micrograph: { width: side, height: side } })
  })

  it('saves a picture in which a blue ring is around the missing column', async () => {
    const { bytes } = await visitor.download('Save results as PNG', /^dropped\.overlay\.png$/)
    const { width, height, data, channels } = decode(bytes)
    const zoom = Math.floor(1024 / side)
    expect([width, height]).toEqual([side * zoom, side * zoom])
    const { x, y } = hit()
    const left = Math.round((x + 0.5 - 0.4 * Math.min(...file.lattice!.lengthsPx)) * zoom)
    const at = channels * (Math.round((y + 0.5) * zoom) * width + left)
    expect(data[at + 2]).toBeGreaterThan(data[at] + 30)
  })

  it('saves a report that can be read by itself', async () => {
    const html = (await visitor.download('Save results as Report', /^dropped\.report\.html$/)).bytes.toString()
    expect(html).toContain('<h2>Methods</h2>')
    expect(html).toContain(createHash('sha256').update(png).digest('hex'))
    expect(html).toMatch(/<h3>○ vacancy: \d+<\/h3>/)
    expect(html).toMatch(/Lacuna [\d.]+, Chrome \d+/)
  })

  it('saves what is seen as a figure for a paper, and copies it', async () => {
    const { page } = visitor
    await visitor.press('Figure')
    const svg = (await visitor.download('Save figure', /^dropped\.figure\.svg$/)).bytes.toString()
    expect(svg).toContain('>vacancy: ')
    expect(svg).toContain(`>${hit().id}</text>`)
    await (await visitor.find('combobox', 'Format')).select('png')
    await (await visitor.find('combobox', 'Pixels of the PNG')).select('3')
    const png = decode((await visitor.download('Save figure', /^dropped\.figure\.png$/)).bytes)
    expect(png.width).toBe(1920)
    await page
      .browserContext()
      .overridePermissions(new URL(page.url()).origin, ['clipboard-read', 'clipboard-sanitized-write'])
    await page.bringToFront()
    await visitor.press('Copy figure')
    await visitor.see('footer', /on the clipboard/)
    const types = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap(({ types }) => types))
    expect(types).toEqual(['image/png'])
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await visitor.press('Figure')
  })

  it('shows a detection close up when its row is chosen', async () => {
    const before = await picture()
    await visitor.press(`Detection ${hit().id}: show in the picture`)
    await visitor.see('lacuna-comparison', new RegExp(`^Detection ${hit().id} ○ vacancy`))
    await eventually(async () => (await picture()) !== before)
    expect(await visitor.page.$$('>>> lacuna-comparison >>> lacuna-triptych')).toHaveLength(1)
    expect(await visitor.axeInBothSchemes()).toEqual([])
  })

  it('is reviewed by hand: a verdict, a kind, a note, a column that was missed; undone, redone, and kept by a new search', async () => {
    const { keyboard } = visitor.page
    const all = found().length
    await visitor.press('Accept')
    expect(await visitor.see('#review-facts', /accepted/)).toBe(`1 of ${all} reviewed: 1 accepted`)
    await (await visitor.find('combobox', 'Kind')).select('other')
    await visitor.fill('textbox', 'Note', 'checked against frame 2')
    await tabTo(`Detection ${hit().id}: show in the picture, accepted`)
    await keyboard.press('r')
    await visitor.see('#review-facts', /: 1 rejected$/)
    await keyboard.down('Control')
    await keyboard.press('z')
    await keyboard.up('Control')
    await visitor.see('#review-facts', /: 1 accepted$/)
    expect(await visitor.text('footer')).toBe(`Undone: detection ${hit().id} rejected.`)

    await tabTo('Add column')
    await keyboard.press('Enter')
    await tabTo('Micrograph dropped.png')
    await visitor.press('Fit')
    await tabTo('Micrograph dropped.png')
    for (let step = 0; step < 5; step++) await keyboard.press('ArrowRight')
    expect(await visitor.see('.readout', /sr|ti/)).toMatch(/(sr|ti) −?\d+, −?\d+/)
    await keyboard.press('Enter')
    await visitor.see('lacuna-review', /Added by hand: (sr|ti) −?\d+, −?\d+/)
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await keyboard.press('Escape')
    await visitor.press('Undo')
    await visitor.see('#review-facts', /: 1 accepted$/)
    await visitor.press('Redo')
    await visitor.see('#review-facts', /: 1 accepted, 1 added$/)

    await visitor.press('Detect')
    await visitor.see('#review-facts', new RegExp(`^1 of ${all} reviewed: 1 accepted, 1 added$`), PATIENCE)
    rmSync(join(visitor.downloads, 'dropped.detections.json'))
    const saved = await visitor.download('Save results as JSON', /^dropped\.detections\.json$/)
    const { detections, review } = JSON.parse(saved.bytes.toString()) as MicrographRecord
    const opinion = { verdict: 'accepted', kind: 'other', note: 'checked against frame 2' }
    expect(detections![hit().id - 1].review).toEqual(opinion)
    expect(review).toMatchObject([
      { ...opinion, detection: hit().id },
      { verdict: 'added', detection: null },
    ])
    await visitor.press(`Detection ${hit().id}: show in the picture, accepted`)
  })

  it('finds more at a looser threshold, which is dragged, and is in the address', async () => {
    const before = await threshold()
    const handle = await visitor.find('slider', 'Threshold, −log10 p')
    // The panel may have scrolled on to the table.
    await handle.evaluate((slider) => slider.scrollIntoView({ block: 'center' }))
    const box = (await handle.boundingBox())!
    const [x, y] = [box.x + box.width / 2, box.y + 8]
    await visitor.page.mouse.move(x, y)
    await visitor.page.mouse.down()
    await visitor.page.mouse.move(x - 45, y + 4, { steps: 5 })
    await eventually(async () => (await threshold()) < before - 1)
    // The table and the count follow while the threshold is still held.
    await eventually(async () => {
      const count = Number.parseInt((await visitor.text('#found'))!)
      const rows = await visitor.page.$$('>>> lacuna-detections >>> tbody tr')
      return rows.length === count && count > found().length
    })
    // The panel scrolls, and the page does not as well.
    expect(await visitor.page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0)
    await visitor.page.mouse.up()
    await eventually(() => Promise.resolve(/[#&]rate=0\.[0-5]/.test(new URL(visitor.page.url()).hash)))
    await visitor.fill('spinbutton', 'False discovery rate, %', '1')
    await visitor.see('#found', new RegExp(`^${found().length} detection`))
    expect(new URL(visitor.page.url()).hash).not.toContain('rate')
    for (const typed of ['80', '0']) {
      await visitor.fill('spinbutton', 'False discovery rate, %', typed)
      const said = 'The false discovery rate must be a number from 0.0001 to 50 %. It is still 1 %.'
      expect(await alert('lacuna-results')).toBe(said)
      expect(await shown('False discovery rate, %')).toBe('1')
    }
    expect(new URL(visitor.page.url()).hash).not.toContain('rate')
  })

  it('saves the model, which gives the same result when it is loaded again', async () => {
    const saved = await visitor.download('Save model', /\.safetensors$/)
    expect(saved.name).toBe('dropped.fast.seed1.safetensors')
    model = saved.bytes
    await visitor.drop('again.safetensors', model, 'application/octet-stream')
    await visitor.see('#model-facts', new RegExp(`^Loaded from again\\.safetensors · ${TRAINED}`))
    await visitor.press('Detect')
    await visitor.see('#found', new RegExp(`^${found().length} detection`), PATIENCE)
  })

  it('is done with the keyboard alone as well', async () => {
    const { keyboard } = visitor.page
    await tabTo('Draw region')
    await keyboard.press('Enter')
    await tabTo('Width, px')
    await keyboard.type('100')
    await keyboard.press('Escape')
    await visitor.see('#region', /x 24, y 0, 100 × 190 px$/)
    expect(await visitor.page.$('>>> lacuna-region >>> input')).toBeNull()
    expect(await focused()).toBe('Draw region')
    await tabTo('Whole micrograph')
    await keyboard.press('Space')
    await visitor.see('#region', /the whole micrograph$/)
    expect(new URL(visitor.page.url()).hash).not.toContain('region')

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
    await eventually(async () => (await focused()).startsWith(`Detection ${found().length}: `))
    await keyboard.press('Enter')
    await visitor.see('lacuna-comparison', new RegExp(`^Detection ${found().length} `))

    await tabTo('Threshold, −log10 p')
    const strict = await threshold()
    await keyboard.press('ArrowLeft')
    await eventually(async () => (await threshold()) < strict)
    expect(new URL(visitor.page.url()).hash).toContain('rate=0.02')
    await keyboard.press('ArrowRight')
    await eventually(async () => (await threshold()) === strict)

    await tabTo('Micrograph dropped.png')
    const before = await picture()
    await keyboard.press('0')
    await eventually(async () => (await picture()) !== before)

    const table = join(visitor.downloads, 'dropped.detections.csv')
    rmSync(table, { force: true })
    await tabTo('Save results as CSV')
    await keyboard.press('Enter')
    await eventually(() => Promise.resolve(existsSync(table)))

    const other = join(visitor.downloads, 'other.png')
    writeFileSync(other, png)
    await tabTo('Open file…')
    await visitor.choose(other, () => keyboard.press('Enter'))
    await visitor.see('#facts', /^other\.png/)
  })

  it('takes several files and a model at once, and tells what came of each', async () => {
    const type = 'image/png'
    // What was said above of the same picture would be there again.
    await visitor.press('Forget')
    await visitor.dropAll([
      { name: 'first.png', bytes: png, type },
      { name: 'model.safetensors', bytes: model, type: 'application/octet-stream' },
      { name: 'noise.png', bytes: noise(), type },
      { name: 'broken.png', bytes: png.subarray(0, 400), type },
    ])
    await visitor.see('#facts', /^first\.png/)
    await visitor.see('#model-facts', /^Loaded from model/)
    await visitor.press('Detect')
    await visitor.see('lacuna-files', new RegExp(`first\\.png ${found().length} detection`), PATIENCE)
    await visitor.press('noise.png')
    await visitor.see('lacuna-files', /noise\.png not periodic/)
    expect(await visitor.text('lacuna-files')).toContain(`first.png ${found().length} detection`)
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await visitor.press('broken.png')
    await visitor.see('lacuna-files', /broken\.png cannot be read/)
    expect(await visitor.text('#facts')).toMatch(/^noise\.png/)

    await visitor.press('Detect all')
    await visitor.see('#batch', /^1 of 3: first\.png$/)
    expect((await usable()).filter((name) => !/^(\?|Cancel|Cancel all|Pause|JSON|Report)$/.test(name))).toEqual([])
    await visitor.see('footer', /^All 3 micrographs are searched\.$/, PATIENCE)
    const list = await visitor.text('lacuna-files')
    expect(list).toMatch(
      new RegExp(
        `first\\.png ${found().length} detections?.*noise\\.png not periodic.*broken\\.png could not be searched`,
      ),
    )
    const summary = await visitor.download('Save summary (CSV)', /^lacuna\.summary\.csv$/)
    const lines = summary.bytes.toString().trimEnd().split('\n')
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 2).join(' '))).toEqual([
      'first.png periodic',
      'noise.png not periodic',
      'broken.png not searched',
    ])
    // What was found before is there again at once.
    await visitor.press(/first\.png \d+ detections?/.exec(list!)![0])
    await visitor.see('#found', new RegExp(`^${found().length} detection`))

    await visitor.press('Detection 1: show in the picture')
    await visitor.press('Reject')
    await (await visitor.find('combobox', 'Overlay')).select('eyy')
    const session = await visitor.download('Save session', /^first\.lacuna$/)
    const withPicture = await visitor.find('checkbox', 'with the picture')
    await withPicture.click()
    rmSync(join(visitor.downloads, session.name))
    const lean = await visitor.download('Save session', /^first\.lacuna$/)
    await withPicture.click()
    const names = ({ bytes }: { bytes: Buffer }) => Object.keys(unzipSync(bytes)).sort()
    expect(names(lean)).toEqual(names(session).filter((name) => name !== 'source.bin'))
    expect(names(session)).toContain('source.bin')
    await visitor.press('Simulate')
    await visitor.see('#facts', /^Simulated/)
    await visitor.drop('first.lacuna', session.bytes, 'application/zip')
    await visitor.see('footer', /^Session first\.lacuna is open\.$/, PATIENCE)
    expect(await visitor.text('#facts')).toMatch(/^first\.png/)
    expect(await visitor.text('#found')).toBe((await visitor.text('#found'))!.replace(/^\d+/, String(found().length)))
    expect(await visitor.text('#review-facts')).toMatch(/: 1 rejected$/)
    expect(await visitor.text('.legend')).toMatch(/^Strain εyy/)
    await visitor.see('lacuna-comparison', /^Detection 1 /)
    await visitor.drop('cut.lacuna', session.bytes.subarray(0, 2000), 'application/zip')
    expect(await visitor.see('#problem', /./)).toMatch(/cut\.lacuna: it is no session, or ends early/)
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await visitor.press('Dismiss')
    await visitor.drop('alone.png', png, type)
    await visitor.see('#facts', /^alone\.png/)
    expect(await visitor.page.$('>>> lacuna-files')).toBeNull()
  })

  function found() {
    return file.detections ?? []
  }

  /** What of the panel can be pressed or typed into. */
  function usable(): Promise<string[]> {
    return visitor.page.$eval('>>> lacuna-panel', (panel) => {
      const names: string[] = []
      const visit = (root: ParentNode) => {
        for (const element of root.querySelectorAll<HTMLElement>('*')) {
          if (element.closest('[inert], [hidden]')) continue
          if (element.matches('button:enabled, select:enabled, input:enabled, summary, [tabindex]'))
            names.push(element.textContent.trim() || (element.getAttribute('aria-label') ?? element.id))
          if (element.shadowRoot) visit(element.shadowRoot)
        }
      }
      visit(panel.shadowRoot!)
      return names
    })
  }

  function hit() {
    const near = found().find(({ x, y }) => Math.hypot(x - missing.x, y - missing.y) < NEAR)
    if (!near) throw new Error(`nothing found near the missing column: ${JSON.stringify(found())}`)
    return near
  }

  async function threshold(): Promise<number> {
    const handle = await visitor.find('slider', 'Threshold, −log10 p')
    return handle.evaluate((slider) => Number(slider.getAttribute('aria-valuenow')))
  }
})

/** Another person, who only looks; each test goes on where the last one stopped. */
describe('a look at a micrograph', () => {
  beforeAll(() => visit({ file: 'look.png' }))
  afterAll(leave)

  it('zooms with the wheel, pans by dragging and reads pixels off', async () => {
    const { png, side } = specimen()
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

  it('a truncated file is named with its cause, and the open micrograph stays', async () => {
    const before = await visitor.text('#facts')
    await visitor.drop('broken.png', specimen().png.subarray(0, 400), 'image/png')
    expect(await visitor.see('#problem', /./)).toMatch(/broken\.png: /)
    expect(await visitor.text('footer')).toMatch(/^broken\.png: /)
    expect(await visitor.text('#facts')).toBe(before)
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await visitor.press('Dismiss')
    expect(await visitor.page.$('>>> #problem')).toBeNull()
  })

  it('keeps to a phone’s width', async () => {
    await visitor.page.setViewport({ width: 390, height: 844, deviceScaleFactor: 1 })
    const overflow = await visitor.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
    expect(await visitor.axeInBothSchemes()).toEqual([])

    // A finger draws as the mouse does, on a picture that has come into sight.
    const { page } = visitor
    const button = await visitor.find('button', 'Draw region')
    await button.evaluate((element) => element.scrollIntoView({ block: 'center' }))
    await visitor.press('Draw region')
    const { x, y, width, height } = (await (await page.$(CANVAS))!.boundingBox())!
    expect(y).toBeGreaterThanOrEqual(0)
    const finger = await page.touchscreen.touchStart(x + 0.3 * width, y + 0.3 * height)
    await finger.move(x + 0.5 * width, y + 0.5 * height)
    await finger.move(x + 0.7 * width, y + 0.7 * height)
    await finger.end()
    await visitor.see('#region', /^Learns from x \d+, y \d+, \d+ × \d+ px$/)
    expect(await visitor.axeInBothSchemes()).toEqual([])
  })
})

describe('when something is wrong', () => {
  afterEach(leave)

  it('a picture that is not periodic has that verdict and nothing else', async () => {
    await visit({ hash: '#region=200,180,99,99' })
    await visitor.see('#region', /x 200, y 180, 99 × 99 px$/)
    await visitor.drop('noise.png', noise(), 'image/png')
    await visitor.see('lacuna-lattice', /Not periodic .*no crystal to learn/)
    expect(await visitor.text('footer')).toMatch(/^noise\.png is not periodic: /)
    // A region that the new micrograph does not have went with the old one.
    expect(await visitor.text('#region')).toBe('Learns from the whole micrograph')
    expect(new URL(visitor.page.url()).hash).toBe('#preset=fast&seed=1&file=noise.png')
    const train = await visitor.find('button', 'Train')
    expect(await train.evaluate((button) => (button as HTMLButtonElement).disabled)).toBe(true)
    expect(await visitor.page.$$('>>> lacuna-detections >>> table')).toEqual([])
    const { bytes } = await visitor.download('Save results as JSON', /^noise\.detections\.json$/)
    expect(JSON.parse(bytes.toString())).toMatchObject({ verdict: 'not periodic', detections: null, lattice: null })
    expect(await visitor.axeInBothSchemes()).toEqual([])
  })

  it('an address of a file asks for it, and has its run wait for it', async () => {
    await visit({ hash: '#preset=fast&seed=1&crystal=srtio3-001', file: 'dropped.png' })
    const asked = 'This address is of dropped.png: open that file here to repeat the run.'
    expect(await visitor.see('.awaited', /./)).toBe(asked)
    // No other picture is what they came for.
    expect(await visitor.text('#facts')).toMatch(/^DM3, DM4, .*Drop one or several, or choose them\.$/)
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await visitor.drop('dropped.png', specimen().png, 'image/png')
    await visitor.see('#facts', /^dropped\.png/)
    await visitor.see('#lattice', /sr and \d+ ti columns/)
    expect(await visitor.text('.awaited')).toBeNull()
    expect(new URL(visitor.page.url()).hash).toBe('#preset=fast&seed=1&crystal=srtio3-001&file=dropped.png')
    await visitor.press('Simulate')
    await visitor.see('#facts', /^Simulated/)
    expect(new URL(visitor.page.url()).hash).toBe('#preset=fast&seed=1&crystal=srtio3-001')
  })

  it('without an adapter the page says why and what to do, and still shows micrographs', async () => {
    visitor = await Visitor.open(await site.launch({ webgpu: false }), site.url, { file: 'look.png' })
    expect(await visitor.see('#no-gpu', /./)).toMatch(/found no adapter.*hardware acceleration.*--enable-unsafe-webgpu/)
    await viewingOnly()
  })

  it('without WebGPU, here because the page is not served securely, it does too', async () => {
    visitor = await Visitor.open(await browser.createBrowserContext(), site.insecureUrl)
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
    expect(await visitor.axeInBothSchemes()).toEqual([])
  }
})

/** What an element says is wrong. */
function alert(element: string): Promise<string> {
  return visitor.page.$eval(`>>> ${element} >>> [role=alert]`, (line) => line.textContent)
}

/** What a number field shows. */
async function shown(name: string): Promise<string> {
  return (await visitor.find('spinbutton', name)).evaluate((field) => (field as HTMLInputElement).value)
}

async function tick(name: string): Promise<void> {
  await (await visitor.find('checkbox', name)).click()
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

/** The picture once it has stopped changing: what was found before is drawn in turns. */
async function settledPicture(): Promise<string> {
  for (let last = await picture(); ;) {
    await pause(500)
    const next = await picture()
    if (next === last) return next
    last = next
  }
}

/** How far from the left the pixels of the viewer's canvas lie that have a colour: without markers, those of the heat map. */
async function coloured(): Promise<number[]> {
  const { width, data, channels } = decode(Buffer.from((await picture()).split(',')[1], 'base64'))
  const places = Array.from({ length: data.length / channels }, (_, at) => at)
  return places.filter((at) => Math.abs(data[channels * at] - data[channels * at + 2]) > 12).map((at) => at % width)
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

/** Drags the mouse between two pixels of a square picture shown whole. */
async function drag(side: number, from: Point, to: Point): Promise<void> {
  const { mouse } = visitor.page
  const box = (await (await visitor.page.$(CANVAS))!.boundingBox())!
  const scale = (Math.min(box.width, box.height) * 0.97) / side
  const place = ({ x, y }: Point) =>
    [box.x + box.width / 2 + (x - side / 2) * scale, box.y + box.height / 2 + (y - side / 2) * scale] as const
  await mouse.move(...place(from))
  await mouse.down()
  await mouse.move(...place(to), { steps: 4 })
  await mouse.up()
}

/** Accessible name of what has the focus, through shadow roots. */
function focused(): Promise<string> {
  return visitor.page.evaluate(() => {
    let element = document.activeElement
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
    const label = element instanceof HTMLInputElement ? element.labels?.[0] : element
    return (element?.getAttribute('aria-label') ?? label?.textContent ?? '').trim()
  })
}

async function tabTo(name: string): Promise<void> {
  for (let step = 0; step < 70; step++) {
    if ((await focused()).startsWith(name)) return
    await visitor.page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reaches ${name}`)
}
