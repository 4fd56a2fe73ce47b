import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElementHandle } from 'puppeteer'
import { expect, it } from 'vitest'
import { writeNpy } from '../../src/io/npy'
import { simulateMicrograph } from '../../src/stem/simulate/micrograph'
import { siteAndBrowser, type Visit, Visitor } from './harness'
import { noise, specimen } from './micrograph'

const here = siteAndBrowser()

/** A first visit. */
async function visit(options: Visit = {}, on = here.browser): Promise<Visitor> {
  const visitor = await Visitor.open(await on.createBrowserContext(), here.site.url, options)
  await visitor.begun()
  return visitor
}

async function leave(visitor: Visitor): Promise<void> {
  await visitor.close()
  expect(visitor.complaints).toEqual([])
}

/** Drops a micrograph of a crystal, and waits for its lattice. */
async function opened(visitor: Visitor, name: string, bytes: Uint8Array): Promise<void> {
  await visitor.drop(name, bytes, binary)
  await visitor.see('#facts', new RegExp(`^${name.replace('.', '\\.')}`))
  await visitor.see('footer', /its lattice is found/)
}

const crystal = (seed: number) => {
  const { data, width, height } = simulateMicrograph({ seed, width: 224, height: 224, bits: 16 }).micrograph
  return writeNpy(data, [height, width])
}
const model = readFileSync('src/app/sample/lacuna-sample.safetensors')
const binary = 'application/octet-stream'

it('where nothing can be kept, as in some private windows, everything else works and nothing is said to be kept', async () => {
  const refuse = () => {
    const forbidden = () => {
      throw new DOMException('injected', 'SecurityError')
    }
    // Lacuna's workers have no caches in any case.
    const inPage = 'document' in globalThis ? ['caches', 'localStorage', 'sessionStorage'] : []
    for (const name of ['indexedDB', ...inPage]) Object.defineProperty(globalThis, name, { get: forbidden })
    if ('serviceWorker' in navigator)
      Object.defineProperty(navigator.serviceWorker, 'register', { value: () => Promise.reject(new Error('injected')) })
  }
  const visitor = await visit({ before: refuse, hash: '#epochs=1', file: 'scan.png' })
  for (const worker of visitor.page.workers()) await worker.evaluate(refuse)
  await opened(visitor, 'scan.png', specimen().png)
  await visitor.press('Train')
  await visitor.see('lacuna-progress', /epoch 1 of 1/, 60_000)
  await visitor.press('Cancel')
  await visitor.see('footer', /Cancelled/, 60_000)
  expect(await visitor.page.$('>>> lacuna-kept')).toBeNull()
  expect(await visitor.text('lacuna-header')).not.toMatch(/offline/)
  await leave(visitor)
})

it('two tabs keep one micrograph and one model, and no search that neither has made', async () => {
  const context = await here.browser.createBrowserContext()
  const [one, two] = [
    await Visitor.open(context, here.site.url, { file: 'one.npy' }),
    await Visitor.open(context, here.site.url, { file: 'two.npy' }),
  ]
  await two.begun()
  await one.page.bringToFront()
  await one.begun()
  await opened(one, 'one.npy', crystal(5))
  await one.drop('model.safetensors', model, binary)
  await one.press('Detect')
  await one.see('#found', /detection/, 60_000)
  await two.page.bringToFront()
  await opened(two, 'two.npy', crystal(6))
  await two.see('lacuna-kept', /two\.npy/)
  await two.page.reload()
  await two.see('#facts', /^two\.npy/)
  await two.see('#model-facts', /^Loaded from model/)
  await two.enabled('Detect')
  expect(await two.text('#found')).toBeNull()
  expect(await one.text('#facts')).toMatch(/^one\.npy/)
  expect([...one.complaints, ...two.complaints]).toEqual([])
  await context.close()
})

it('a frozen tab, and a clock that is set back, cost a training nothing; a worker that the browser ends is told of', async () => {
  const visitor = await visit({ hash: '#epochs=400', file: 'scan.png' })
  await opened(visitor, 'scan.png', specimen().png)
  await visitor.press('Train')
  await visitor.see('lacuna-progress', /epoch 1 of 400/, 60_000)
  const { page } = visitor
  const session = await page.createCDPSession()
  await session.send('Page.setWebLifecycleState', { state: 'frozen' })
  await new Promise((resume) => setTimeout(resume, 2000))
  await session.send('Page.setWebLifecycleState', { state: 'active' })
  const setBack = () => void (Date.now = () => 0)
  await page.evaluate(setBack)
  for (const worker of page.workers()) await worker.evaluate(setBack)
  const steps = () => page.$eval('>>> progress', (element) => element.value)
  const before = await steps()
  await expect.poll(steps, { timeout: 60_000 }).toBeGreaterThan(before)
  expect(await visitor.text('lacuna-progress')).not.toMatch(/-\d|NaN|Infinity/)

  // Whoever is gone answers nothing.
  for (const worker of page.workers()) void worker.evaluate(() => close()).catch(() => {})
  await visitor.see('#problem', /The worker that does the computing stopped .*Reload the page/)
  await page.reload()
  await visitor.see('#facts', /^scan\.png/)
  await visitor.see('#lattice', /^Cell/)
  await leave(visitor)
})

it('a file that is deleted after it was chosen is named, with what to do, and the open one stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-chosen-'))
  const names = ['first.png', 'second.png'].map((name) => join(folder, name))
  names.forEach((path, n) => writeFileSync(path, n === 0 ? specimen().png : noise()))
  const visitor = await visit({ file: 'first.png' })
  const input = await visitor.page.waitForSelector('>>> lacuna-panel >>> input[multiple]')
  await (input as ElementHandle<HTMLInputElement>).uploadFile(...names)
  await visitor.see('#facts', /^first\.png/)
  rmSync(folder, { recursive: true })
  await visitor.press('second.png')
  await visitor.see('#problem', /second\.png: the browser cannot read it any more.*Choose it again/)
  expect(await visitor.text('#facts')).toMatch(/^first\.png/)
  await leave(visitor)
})

it('an adapter that is lost, as when its process crashes, is opened anew: a search and a training go on', async () => {
  // In a browser of its own: all pages share that process.
  const own = await here.site.launch()
  const visitor = await visit({ hash: '#epochs=2', file: 'scan.npy' }, own)
  const crash = async () => {
    const page = await own.newPage()
    await page.goto('chrome://gpucrash').catch(() => {})
    await page.close()
  }
  await opened(visitor, 'scan.npy', crystal(5))
  await visitor.drop('model.safetensors', model, binary)
  await visitor.press('Detect')
  await crash()
  const found = await visitor.see('#found', /detection/, 60_000)
  await visitor.press('Detect')
  expect(await visitor.see('#found', /detection/, 60_000)).toBe(found)
  await visitor.close()
})
