import { join } from 'node:path'
import type { Page } from 'puppeteer'
import { expect, it } from 'vitest'
import { benchReport } from '../../bench/report/html'
import { writeNpy } from '../../src/io/npy'
import { writeTiff } from '../../src/io/tiff/write'
import type { Table1File } from '../../src/session/report/table1'
import type { PatchSet } from '../../src/stem/patch/patches'
import { IMAGE_SETS } from '../../src/stem/paper/image-sets'
import { PUBLISHED_FILES } from '../../src/stem/paper/published'
import { simulateReproduction } from '../../src/stem/simulate/reproduction'
import { madeUpBench } from '../support/bench'
import { keepsLook } from './gallery'
import { siteAndBrowser, type Visit, Visitor } from './harness'
import { specimen } from './micrograph'

/** Enough patches for one short epoch and a histogram. */
const COUNTS = { trainingCount: 64, testCount: 7 }
/** Bytes that are left for what is kept: enough for a small micrograph and its model. */
const ROOM = 4_000_000
const PHONE = { width: 390, height: 844 }

const here = siteAndBrowser()

async function visit<T>(options: Visit, act: (visitor: Visitor) => Promise<T>): Promise<T> {
  const visitor = await Visitor.open(here.browser, here.site.url, options)
  const seen = await act(visitor)
  await visitor.close()
  expect(visitor.complaints).toEqual([])
  return seen
}

/** Wide and dark, and narrow and light, as which it stays. */
async function keepsLooks(visitor: Visitor, tab: string, state: string): Promise<void> {
  const { page } = visitor
  await keepsLook(page, `>>> ${tab}`, `${state}-wide`)
  await turnIntoPhone(page)
  await visitor.prefer('light')
  await keepsLook(page, `>>> ${tab}`, `${state}-narrow`)
}

/** What the page does at another width is done with the next frame. */
async function turnIntoPhone(page: Page): Promise<void> {
  await page.setViewport({ ...PHONE, deviceScaleFactor: 1 })
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}

it('each tab is reached by the keyboard, loads its own code alone, and keeps the run in the address', () =>
  visit({ hash: '#tab=benchmark&preset=paper&seed=7', size: PHONE }, async (visitor) => {
    const { page } = visitor
    const scripts = () =>
      page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name.replace(/.*\//, '')))
    await visitor.find('button', 'Quick run')
    expect(await scripts()).toEqual(expect.arrayContaining([expect.stringMatching(/^lacuna-benchmark-/)]))
    expect(
      (await scripts()).filter((name) =>
        /^(lacuna-(detection|reproduction)|(bench-|reproduction-)?worker)-/.test(name),
      ),
    ).toEqual([])
    expect(await visitor.axeInBothSchemes()).toEqual([])

    await (await visitor.find('link', 'Reproduce')).focus()
    await page.keyboard.press('Enter')
    await visitor.find('button', 'Run')
    expect(new URL(page.url()).hash).toBe('#preset=paper&seed=7&tab=reproduce')
    expect(await page.title()).toBe('Reproduce the paper · Lacuna')
    expect(await page.$$('>>> a[aria-current=page]')).toHaveLength(1)
    expect(await page.$eval('>>> lacuna-benchmark', (element) => element.checkVisibility())).toBe(false)
    expect(
      await (await visitor.find('spinbutton', 'Seed')).evaluate((field) => (field as HTMLInputElement).value),
    ).toBe('7')
    await visitor.fill('spinbutton', 'Epochs', '3')
    expect(new URL(page.url()).hash).toBe('#preset=paper&seed=7&epochs=3&tab=reproduce')
    expect(await visitor.axeInBothSchemes()).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)

    await page.goBack()
    expect(await page.$eval('>>> lacuna-benchmark', (element) => element.checkVisibility())).toBe(true)
  }))

it('reproduces the paper on sets that are dropped, shows the report, and saves what the command line writes', async () => {
  const { source, training, sets } = await simulateReproduction({ seed: 5, ...COUNTS })
  const npy = ({ data, count, size }: PatchSet) => writeNpy(Uint8Array.from(data), [count, size, size])
  await visit({ hash: '#epochs=1&tab=reproduce' }, async (visitor) => {
    const { page } = visitor
    await visitor.find('button', 'Run')
    await visitor.drop(PUBLISHED_FILES.training, npy(training), 'application/octet-stream')
    await visitor.see('summary', /^7 of 8 sets are missing$/)
    const run = await visitor.find('button', 'Run')
    expect(await run.evaluate((button) => (button as HTMLButtonElement).disabled)).toBe(true)
    for (const set of IMAGE_SETS) await visitor.drop(PUBLISHED_FILES[set], npy(sets[set]), 'application/octet-stream')
    const note = JSON.stringify({ format: 'lacuna-sets', source })
    await visitor.drop('sets.json', new TextEncoder().encode(note), 'application/json')

    await visitor.press('Run')
    await visitor.press('Cancel')
    await visitor.see('lacuna-reproduction >>> [role=status]', /^Reproduction cancelled\.$/)
    await visitor.press('Run')
    const report = await visitor.see('lacuna-report', /of all defects found/, 60_000)
    expect(report).toContain(`simulated, seed 5; 64 patches to train on, 7 of bulk and 7 of each defect to judge`)
    expect(await page.$$('>>> lacuna-report >>> tbody tr')).toHaveLength(8)
    const picture = await page.$('>>> lacuna-report >>> img')
    expect(await picture!.evaluate((image) => image.naturalWidth)).toBeGreaterThan(1000)
    // Figure 2 has colours: its style came with the page, since the policy allows none in markup.
    const bars = await page.$('>>> lacuna-report >>> .bulk[d]')
    expect(await bars!.evaluate((path) => getComputedStyle(path).fill)).not.toBe('rgb(0, 0, 0)')
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await keepsLooks(visitor, 'lacuna-reproduction', 'reproduced')
    expect(await visitor.axe()).toEqual([])

    const { bytes } = await visitor.download('table1.json', /^table1\.json$/)
    const table = JSON.parse(bytes.toString()) as Table1File
    expect(table).toMatchObject({ data: source, preset: 'fast', seed: 1, epochs: 1 })
    expect(report).toContain(`${(100 * table.bulkAccepted).toFixed(1)} % of bulk accepted`)
  })
})

it('says in the tab what is wrong with a set', () =>
  visit({ hash: '#tab=reproduce' }, async (visitor) => {
    await visitor.find('button', 'Run')
    for (const name of Object.values(PUBLISHED_FILES))
      await visitor.drop(name, Uint8Array.of(1, 2), 'application/octet-stream')
    await visitor.press('Run')
    await visitor.see('lacuna-notice', new RegExp(PUBLISHED_FILES.training.replace('.', '\\.')))
    await visitor.press('Dismiss')
  }))

it('simulates by multislice, ends when it is told to, saves what the command writes, and hands over what is to be searched', () =>
  visit({ hash: '#tab=simulate' }, async (visitor) => {
    const { page } = visitor
    await visitor.press('Simulate')
    await visitor.press('Cancel')
    await visitor.see('lacuna-simulation >>> [role=status]', /^Simulation cancelled\.$/)
    await visitor.fill('spinbutton', 'Thickness, cells', '501')
    await visitor.see('lacuna-simulation-fields >>> .refused', /from 1 to 500\. It is still 2\.$/)

    const file = join(import.meta.dirname, '../fixtures/crystals/gaas.cif')
    await visitor.choose(file, () => visitor.press('CIF…'))
    await visitor.see('lacuna-simulation-crystal >>> select', /GaAs \[001\] \(gaas\.cif\)/)
    await visitor.fill('textbox', 'Zone axis', '0,0,0')
    await visitor.see('lacuna-simulation-crystal >>> .refused', /^Zone 0,0,0: give the direction along the beam/)
    await visitor.fill('textbox', 'Zone axis', '1,1,0')
    await visitor.see('lacuna-simulation-crystal >>> select', /GaAs \[110\]/)
    const crystal = await visitor.find('combobox', 'Crystal')
    await crystal.select('SrTiO3 [001]')
    await (await visitor.find('combobox', 'Kind')).select('vacancy')
    await visitor.find('combobox', 'Sublattice')
    await visitor.fill('spinbutton', 'Thickness, cells', '1')
    await visitor.fill('spinbutton', 'HAADF, outer angle, mrad', '60')
    await (await visitor.find('checkbox', 'BF')).click()

    await visitor.press('Simulate')
    await visitor.see('lacuna-simulation >>> [role=status]', /^Simulation finished\.$/, 120_000)
    await visitor.press('BF')
    await visitor.press('HAADF')
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await keepsLooks(visitor, 'lacuna-simulation', 'simulated')
    expect(await visitor.axe()).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
    const { bytes } = await visitor.download('simulated-1-haadf.tif', /^simulated-1-haadf\.tif$/)
    const [, line] = /simulation=(.*)/.exec(bytes.toString('latin1'))!
    expect(JSON.parse(line)).toMatchObject({
      crystal: 'SrTiO3 [001]',
      cells: 1,
      defects: [{ set: 'sr-vacancy', count: 1 }],
      multislice: { kilovolts: 80, detector: { inner: 50, outer: 60 } },
    })

    await visitor.press('Search this micrograph')
    await visitor.see('#facts', /^simulated-1-haadf\.tif/)
    await expect
      .poll(() => new URL(page.url()).hash, { timeout: 60_000 })
      .toBe('#preset=fast&seed=1&crystal=SrTiO3+%5B001%5D&thickness=1&file=simulated-1-haadf.tif')
    // The next visit of this browser is to begin as a first one.
    await visitor.press('Forget')
    await expect.poll(() => page.$$('>>> lacuna-kept').then(({ length }) => length)).toBe(0)
  }))

it('measures beside its peers, ends when it is told to, and shows a report that everyone can read', () =>
  visit({ hash: '#tab=benchmark' }, async (visitor) => {
    const { page } = visitor
    await visitor.press('Quick run')
    await visitor.see('lacuna-benchmark >>> .message', /^lacuna: first step in .* s, loss \d+/, 60_000)
    await visitor.press('Cancel')
    await visitor.see('lacuna-benchmark >>> [role=status]', /^Benchmark cancelled\.$/)

    // A whole run takes minutes; what it ends with does not.
    const tab = await page.$('>>> lacuna-benchmark >>> .sheet')
    await tab!.evaluate((sheet, report) => {
      sheet.append(Object.assign(document.createElement('lacuna-report'), { report }))
    }, benchReport(madeUpBench))
    await visitor.see('lacuna-report', /6 times as fast as the best of/)
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await keepsLooks(visitor, 'lacuna-benchmark', 'measured')
    expect(await visitor.axe()).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  }))

it('says in each tab that nothing can compute', async () => {
  const blind = await here.site.launch({ webgpu: false })
  for (const [tab, button] of [
    ['simulate', 'Simulate'],
    ['reproduce', 'Run'],
    ['benchmark', 'Quick run'],
  ]) {
    const visitor = await Visitor.open(blind, here.site.url, { hash: `#tab=${tab}` })
    await visitor.press(button)
    await visitor.see('lacuna-notice', /WebGPU/)
    await visitor.close()
    expect(visitor.complaints).toEqual([])
  }
})

it('goes on after a reload with the micrograph and the model of before, until they are forgotten', () =>
  visit({ hash: '#epochs=1&region=10,10,150,170', file: 'scan.png' }, async (visitor) => {
    const { page } = visitor
    await visitor.begun()
    await visitor.see('lacuna-header', /Works offline/)
    // Browsers ask for the quota now and then only, so it has to be in force from the first file on.
    const session = await page.createCDPSession()
    const usage = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0)
    const { origin } = new URL(here.site.url)
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + ROOM })
    await visitor.drop('scan.png', specimen().png, 'image/png')
    await visitor.see('lacuna-kept', /Kept in this browser for your next visit: scan\.png/)
    await visitor.press('Train')
    // What was learned until then is a model too.
    await visitor.see('lacuna-progress', /epoch 1 of 1/, 60_000)
    await visitor.press('Cancel')
    await visitor.see('lacuna-kept', /scan\.png \(.* and scan\.png\.fast\.seed1\.safetensors/, 60_000)

    // No room for another: what is kept stays.
    const other = writeTiff(
      new Uint16Array(192 * 192).map((_, index) => index % 250),
      { width: 192, height: 192, pixelSize: null },
    )
    const large = new Uint8Array(2 * ROOM)
    large.set(other)
    await visitor.drop('other.tif', large, 'image/tiff')
    await visitor.see('lacuna-kept >>> lacuna-notice', /other\.tif \(8\.0 MB\) is not kept for the next visit/)
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await session.send('Storage.overrideQuotaForOrigin', { origin })

    await page.reload()
    await visitor.see('#model-facts', /^Loaded from scan\.png\.fast\.seed1\.safetensors/)
    expect(await visitor.text('#facts')).toMatch(/^scan\.png/)
    // Both say so: the model what it has learned from, the address what a training would.
    expect(await visitor.text('#model-facts')).toContain('learned from x 10, y 10, 150 × 170 px')
    expect(await visitor.text('#region')).toBe('Learns from x 10, y 10, 150 × 170 px')
    await visitor.enabled('Detect')
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await visitor.press('Forget')
    await expect.poll(() => page.$$('>>> lacuna-kept').then(({ length }) => length)).toBe(0)
    await page.reload()
    // The address still names it.
    await visitor.see('.awaited', /scan\.png/)
    expect(await page.$$('>>> lacuna-kept')).toHaveLength(0)
  }))

it('keeps what was said of a micrograph for the next visit, until it is forgotten, and opens without a server', () =>
  visit({}, async (visitor) => {
    const { page } = visitor
    await visitor.see('#found', /^\d+ detections$/)
    await (await visitor.find('button', 'Detection 2: show in the picture')).click()
    await visitor.press('Reject')
    await visitor.see('lacuna-kept', /for your next visit: the review of 1 micrograph/)
    await page.reload()
    await visitor.see('#review-facts', /^1 of \d+ reviewed: 1 rejected$/)
    await visitor.find('button', 'Detection 2: show in the picture, rejected')
    await visitor.press('Forget')
    await expect.poll(() => page.$$('>>> lacuna-kept').then(({ length }) => length)).toBe(0)

    await visitor.see('lacuna-header', /Nothing leaves this machine.*Works offline/)
    const session = await page.createCDPSession()
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
    expect(installabilityErrors).toEqual([])
    await here.site.goOffline()
    await expect(fetch(here.site.url)).rejects.toThrow()
    await page.reload()
    await visitor.see('#review-facts', /^0 of \d+ reviewed$/)
    expect(await visitor.text('#facts')).toMatch(/^Simulated .* · 384 × 384 px$/)
    await (await visitor.find('link', 'Reproduce')).click()
    await visitor.find('button', 'Run')
    // In another language, too.
    await page.select('>>> lacuna-header >>> select', 'de')
    await visitor.find('button', 'Starten')
  }))
