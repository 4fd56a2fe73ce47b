import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AxeResults, RunOptions } from 'axe-core'
import puppeteer, { type Browser, type BrowserContext, type CDPSession, type ElementHandle, type Page } from 'puppeteer'
import { preview, type PreviewServer } from 'vite'
import { afterAll, beforeAll } from 'vitest'
import { findBrowser } from '../../scripts/lib/browser.mjs'
import { buildOnce } from '../support/build-once'

const root = join(import.meta.dirname, '../..')
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What depends on the colours: everything else is the same in either theme. */
export const THEME_RULES = ['color-contrast', 'link-in-text-block']

/** Chromium's own software adapter; the flag has no effect where a GPU serves WebGPU anyway. */
const WEBGPU = ['--enable-unsafe-webgpu']
const NO_ADAPTER = ['--disable-gpu', '--disable-features=WebGPU']
/** A name of this machine that browsers do not trust as they trust localhost. */
const INSECURE_HOST = 'lacuna.test'

export interface Site {
  /** Address of the built page. */
  url: string
  /** The same page where browsers offer no WebGPU: plain http, not from localhost. */
  insecureUrl: string
  /** Opens a browser of its own, with WebGPU unless told otherwise. */
  launch(options?: { webgpu: boolean }): Promise<Browser>
  /** The server goes away; the browsers stay. */
  goOffline(): Promise<void>
  close(): Promise<void>
}

/** Serves the page as it is shipped. */
export async function startSite(): Promise<Site> {
  return serve(await buildPage())
}

/** The page as it is shipped, and a browser, as long as a file's tests run. */
export function siteAndBrowser(): { readonly site: Site; readonly browser: Browser } {
  const here = {} as { site: Site; browser: Browser }
  beforeAll(async () => {
    here.site = await startSite()
    here.browser = await here.site.launch()
  })
  afterAll(() => here.site.close())
  return here
}

/** The folder of the built page, with Vite's list of what belongs to what. */
export function buildPage(): Promise<string> {
  return buildOnce('page', (folder) => viteBuild(root, '--outDir', folder, '--manifest'))
}

/** In a process of its own, because Vitest's environment would make it a development build. */
export function viteBuild(cwd: string, ...options: string[]): void {
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const env = { ...process.env, NODE_ENV: 'production' }
  execFileSync(process.execPath, [vite, 'build', '--logLevel', 'warn', ...options], { cwd, env })
}

/** Serves what is built from a sub-path, where absolute addresses would show. */
export async function serve(folder: string): Promise<Site> {
  const base = '/some/folder/'
  const server = await preview({
    root,
    base,
    configFile: false,
    // An address that leads nowhere is answered as such, not with the page.
    appType: 'mpa',
    logLevel: 'warn',
    build: { outDir: folder },
    preview: { port: 0, host: '127.0.0.1', allowedHosts: [INSECURE_HOST] },
  })
  const browsers: Browser[] = []
  return {
    url: addressOf(server, 'localhost', base),
    insecureUrl: addressOf(server, INSECURE_HOST, base),
    async launch({ webgpu } = { webgpu: true }) {
      const browser = await puppeteer.launch({
        executablePath: findBrowser() ?? undefined,
        headless: true,
        args: [
          '--no-sandbox',
          '--force-color-profile=srgb',
          // Nothing outside can be reached, even by what the page's own policy does not cover.
          `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost`,
          ...(webgpu ? WEBGPU : NO_ADAPTER),
        ],
      })
      browsers.push(browser)
      return browser
    },
    goOffline: () => server.close(),
    async close() {
      await Promise.all(browsers.map((browser) => browser.close()))
      await server.close()
    },
  }
}

function addressOf(server: PreviewServer, host: string, base: string): string {
  const address = server.httpServer.address()
  if (address === null || typeof address === 'string') throw new Error('the preview server has no port')
  return `http://${host}:${address.port}${base}`
}

export interface Visit {
  hash?: string
  /** Name of a file that the address is of: the page waits for a file, and meanwhile shows no micrograph of its own. */
  file?: string
  size?: { width: number; height: number }
  /** What is done in the page before its own scripts. */
  before?: () => void
}

/** What the page does at another width is done with the next frame. */
export async function nextFrame(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}

/** One visit of the page, with the hands and eyes that a test needs. Shadow roots are looked through. */
export class Visitor {
  /** Requests to other origins, console errors and warnings, uncaught exceptions: a test ends by asking for none. */
  readonly complaints: string[] = []
  readonly downloads = mkdtempSync(join(tmpdir(), 'lacuna-downloads-'))

  private constructor(
    readonly page: Page,
    readonly awaited: string | null,
  ) {}

  /** In a context, nothing is there that other visits have kept; it goes with the visit. */
  static async open(browser: Browser | BrowserContext, url: string, visit: Visit = {}): Promise<Visitor> {
    const page = await browser.newPage()
    const visitor = new Visitor(page, visit.file ?? null)
    await page.setViewport({ ...(visit.size ?? { width: 1280, height: 800 }), deviceScaleFactor: 1 })
    await visitor.prefer('dark')
    await visitor.#listen(new URL(url).origin)
    if (visit.before) await page.evaluateOnNewDocument(visit.before)
    const file = visit.file && `${visit.hash ? '&' : '#'}file=${visit.file}`
    await page.goto(url + (visit.hash ?? '') + (file ?? ''))
    return visitor
  }

  async #listen(origin: string): Promise<void> {
    const note = (url: string) => {
      if (!/^(blob|data):/.test(url) && new URL(url).origin !== origin) this.complaints.push(`request to ${url}`)
    }
    const watch = async (session: CDPSession) => {
      session.on('Network.requestWillBeSent', ({ request }) => note(request.url))
      await session.send('Network.enable')
    }
    const { page } = this
    page.on('request', (request) => note(request.url()))
    // A worker is a target of its own: the page's events do not show its requests.
    page.on('workercreated', (worker) => void watch(worker.client).catch(() => {}))
    page.on('console', (message) => {
      if (['error', 'warn'].includes(message.type())) this.complaints.push(`${message.type()}: ${message.text()}`)
    })
    page.on('pageerror', (error) => this.complaints.push(`exception: ${String(error)}`))
    const session = await page.createCDPSession()
    await session.send('Page.setDownloadBehavior', { behavior: 'allow', downloadPath: this.downloads })
  }

  async prefer(scheme: 'light' | 'dark'): Promise<void> {
    await this.page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ])
  }

  /** The element that assistive technology knows by this role and name, once it is there and can be used. */
  async find(role: string, name: string): Promise<ElementHandle> {
    const handle = await this.page.waitForSelector(`::-p-aria([name="${name}"][role="${role}"])`, { timeout: 20_000 })
    if (!handle) throw new Error(`no ${role} named ${name}`)
    return handle
  }

  async press(name: string): Promise<void> {
    await this.enabled(name)
    await (await this.find('button', name)).click()
  }

  /** Waits for what a visitor is shown first: the file that they are asked for, or the page's own micrograph. */
  async begun(): Promise<void> {
    if (this.awaited === null) await this.see('#facts', /^Simulated/)
    else await this.see('.awaited', /open that file here/)
  }

  /** Waits until a button can be pressed. */
  async enabled(name: string, timeout = 60_000): Promise<void> {
    const button = await this.find('button', name)
    await this.page.waitForFunction((element) => !(element as HTMLButtonElement).disabled, { timeout }, button)
  }

  /** Replaces what a field holds, as typing does. */
  async fill(role: 'spinbutton' | 'textbox', name: string, text: string): Promise<void> {
    const field = await this.find(role, name)
    await field.click({ count: 3 })
    await field.type(text)
    await this.page.keyboard.press('Tab')
  }

  /** Visible text of the first element that matches, through shadow roots; null when there is none. */
  async text(selector: string): Promise<string | null> {
    const handle = await this.page.$(`>>> ${selector}`)
    // An element with slots has words of its own and words that it was given.
    return (
      handle?.evaluate((element) =>
        `${element.shadowRoot?.textContent ?? ''} ${element.textContent ?? ''}`.replace(/\s+/g, ' ').trim(),
      ) ?? null
    )
  }

  /** Waits for text to appear in the first element that matches. */
  async see(selector: string, pattern: RegExp, timeout = 30_000): Promise<string> {
    const end = Date.now() + timeout
    for (;;) {
      const text = await this.text(selector)
      if (text !== null && pattern.test(text)) return text
      if (Date.now() > end) throw new Error(`${selector} reads '${text}', not ${pattern}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  drop(name: string, bytes: Uint8Array, type: string): Promise<void> {
    return this.dropAll([{ name, bytes, type }])
  }

  /** Drops files on the page the way the browser delivers them. */
  async dropAll(files: readonly { name: string; bytes: Uint8Array; type: string }[]): Promise<void> {
    const plain = files.map(({ name, bytes, type }) => ({ name, type, content: Buffer.from(bytes).toString('base64') }))
    await this.page.evaluate((dropped) => {
      const data = new DataTransfer()
      for (const { name, type, content } of dropped) {
        const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0))
        data.items.add(new File([bytes], name, { type }))
      }
      const target = document.querySelector('lacuna-app, lacuna-detector')
      for (const event of ['dragenter', 'dragover', 'drop']) {
        const init = { dataTransfer: data, bubbles: true, composed: true, cancelable: true }
        target?.dispatchEvent(new DragEvent(event, init))
      }
    }, plain)
  }

  /** Chooses a file in the chooser that something opens. */
  async choose(file: string, opens: () => Promise<unknown>): Promise<void> {
    const chosen = this.page.waitForFileChooser()
    // Choosers are caught once the page knows of it: keys and clicks go there by another way, and could be first.
    await this.page.evaluate(() => null)
    await opens()
    await (await chosen).accept([file])
  }

  /** Presses a save button and waits for its file to be written whole. */
  async download(button: string, name: RegExp): Promise<{ name: string; bytes: Buffer }> {
    await this.press(button)
    const end = Date.now() + 20_000
    while (Date.now() < end) {
      const found = readdirSync(this.downloads).find((file) => name.test(file))
      // Browsers put an empty file in its place first.
      if (found && statSync(join(this.downloads, found)).size > 0)
        return { name: found, bytes: readFileSync(join(this.downloads, found)) }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`no download named ${name}; there are ${readdirSync(this.downloads).join(', ')}`)
  }

  /** The adapter that this browser gives to any page: what Lacuna says it ran on must be this one. */
  adapter(): Promise<{ vendor: string; architecture: string }> {
    return this.page.evaluate(async () => {
      const adapter = await navigator.gpu.requestAdapter()
      if (!adapter) throw new Error('this browser has no WebGPU adapter')
      const { vendor, architecture } = adapter.info
      return { vendor, architecture }
    })
  }

  /** What axe finds wrong with the page as it is, one line a finding; of its rules, all unless some are named. */
  async axe(...rules: string[]): Promise<string[]> {
    if (!(await this.page.evaluate(() => 'axe' in globalThis))) await this.page.evaluate(axeSource)
    return this.page.evaluate(async (named) => {
      const { axe } = globalThis as unknown as {
        axe: { run: (root: Document, how: RunOptions) => Promise<AxeResults> }
      }
      // Of what is in order, axe would describe each element at length: half its time.
      const { violations } = await axe.run(document, {
        resultTypes: ['violations'],
        ...(named.length > 0 && { runOnly: { type: 'rule', values: named } }),
      })
      return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.html}`))
    }, rules)
  }

  /** What axe finds in light colours, and then in dark ones, which change nothing but contrasts; dark it stays. */
  async axeInBothSchemes(): Promise<string[]> {
    await this.prefer('light')
    const light = await this.axe()
    await this.prefer('dark')
    const dark = await this.axe(...THEME_RULES)
    return [...light.map((finding) => `light: ${finding}`), ...dark.map((finding) => `dark: ${finding}`)]
  }

  async close(): Promise<void> {
    const context = this.page.browserContext()
    const isOwn = context !== this.page.browser().defaultBrowserContext()
    await (isOwn ? context : this.page).close()
    rmSync(this.downloads, { recursive: true, force: true })
  }
}
