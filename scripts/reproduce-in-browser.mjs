/**
 * The figures of `lacuna reproduce`, obtained in a browser as a person obtains them: the page's own tab, on the browser's
 * own adapter, given the files of a folder. Prints table1.json.
 *
 *     npm run -s reproduce:browser -- --data DIR [--preset fast|paper] [--seed N] [--epochs N]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import puppeteer from 'puppeteer'
import { createServer } from 'vite'
import { ensureBrowser } from './lib/browser.mjs'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    preset: { type: 'string', default: 'fast' },
    seed: { type: 'string', default: '1' },
    epochs: { type: 'string' },
  },
})
if (!values.data) {
  console.error('reproduce:browser needs --data DIR, the folder with the published .npy sets')
  process.exit(2)
}
const { data, ...run } = values
const sets = (await readdir(data)).filter((name) => /\.npy$|^sets\.json$/.test(name)).map((name) => join(data, name))

const server = await createServer({
  root: join(import.meta.dirname, '..'),
  logLevel: 'error',
  server: { port: 0, host: '127.0.0.1' },
})
await server.listen()
const address = /** @type {import('node:net').AddressInfo} */ (server.httpServer?.address())
const executablePath = await ensureBrowser()
const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox', '--enable-unsafe-webgpu'] })
const downloads = mkdtempSync(join(tmpdir(), 'lacuna-reproduction-'))
try {
  process.stdout.write(await reproduce(await browser.newPage()))
} finally {
  await browser.close()
  await server.close()
  rmSync(downloads, { recursive: true, force: true })
}

/** @param {import('puppeteer').Page} page */
async function reproduce(page) {
  page.on('console', (message) => message.type() === 'error' && console.error(message.text()))
  const session = await page.createCDPSession()
  await session.send('Page.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads })
  const hash = new URLSearchParams({ ...run, tab: 'reproduce' })
  await page.goto(`http://127.0.0.1:${address.port}/#${hash}`)
  const picker = await page.waitForSelector('>>> input#sets')
  await /** @type {import('puppeteer').ElementHandle<HTMLInputElement>} */ (picker).uploadFile(...sets)
  await page.locator('::-p-aria([name="Run"][role="button"])').click()
  await page.waitForSelector('>>> lacuna-progress')
  for (;;) {
    const failure = await textOf(page, '>>> lacuna-notice')
    if (failure) throw new Error(failure)
    const progress = await textOf(page, '>>> .message')
    if (progress === null) break
    console.error(progress)
    await pause(15_000)
  }
  await page.locator('::-p-aria([name="table1.json"][role="button"])').click()
  for (;;) {
    if ((await readdir(downloads)).includes('table1.json')) return readFileSync(join(downloads, 'table1.json'), 'utf8')
    await pause(100)
  }
}

/**
 * @param {import('puppeteer').Page} page
 * @param {string} selector
 */
async function textOf(page, selector) {
  const found = await page.$(selector)
  return found && found.evaluate((element) => element.textContent)
}
