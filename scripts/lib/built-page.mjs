import puppeteer, { Locator } from 'puppeteer'
import { preview } from 'vite'
import { ensureBrowser } from './browser.mjs'
import { root } from './shell.mjs'

/** Longer than anything on the page takes on a software adapter, ms. */
const LONGEST_WAIT = 600_000

/**
 * The page in dist/app, served from this machine, in a browser of its own.
 * @param {string} hash the run, as in the page's address
 */
export async function openBuiltPage(hash) {
  const server = await preview({ root, logLevel: 'warn', preview: { port: 0, host: '127.0.0.1' } })
  const browser = await puppeteer.launch({
    executablePath: ensureBrowser(),
    args: ['--no-sandbox', '--enable-unsafe-webgpu'],
    protocolTimeout: 600_000,
  })
  const page = await browser.newPage()
  await page.setViewport({ width: 1280, height: 800, deviceScaleFactor: 1 })
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.httpServer.address())
  await page.goto(`http://127.0.0.1:${port}/${hash}`)
  return {
    page,
    async close() {
      await browser.close()
      await server.close()
    },
  }
}

/**
 * Presses a button by its name, or the one of several names that is there, once it can be pressed.
 * @param {import('puppeteer').Page} page
 * @param {string[]} names
 */
export async function press(page, ...names) {
  const buttons = names.map((name) =>
    page.locator(`::-p-aria([name="${name}"][role="button"])`).setTimeout(LONGEST_WAIT),
  )
  // The race has a limit of its own.
  const pressed = Locator.race(buttons).setTimeout(LONGEST_WAIT).click()
  await pressed.catch((cause) => {
    throw new Error(`no button ${names.join(' or ')} could be pressed`, { cause })
  })
}

/**
 * Waits for text in the first element that matches, through shadow roots.
 * @param {import('puppeteer').Page} page
 * @param {string} selector
 * @param {RegExp} pattern
 */
export async function see(page, selector, pattern, timeout = LONGEST_WAIT) {
  const end = Date.now() + timeout
  for (;;) {
    const found = await page.$(`>>> ${selector}`)
    const text = await found?.evaluate((element) => `${element.shadowRoot?.textContent ?? ''} ${element.textContent}`)
    await found?.dispose()
    if (text && pattern.test(text.replace(/\s+/g, ' ').trim())) return
    if (Date.now() > end) throw new Error(`${selector} reads '${text}', not ${pattern}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
