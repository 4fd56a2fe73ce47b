import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type Browser, type Page } from 'puppeteer'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findBrowser } from '../../scripts/lib/browser.mjs'

/** `LACUNA_PYTHON` names one that has what the widget needs, where `python3` has not. */
const python = process.env.LACUNA_PYTHON ?? 'python3'
const hasJupyter = spawnSync(python, ['-c', 'import anywidget, pandas, jupyterlab']).status === 0
const root = join(import.meta.dirname, '../..')

describe('the notebook in JupyterLab', () => {
  beforeEach((context) => {
    if (!hasJupyter)
      context.skip('pip install jupyterlab anywidget pandas, or name a Python that has them as LACUNA_PYTHON')
  })

  const folder = mkdtempSync(join(tmpdir(), 'lacuna-notebook-'))
  let jupyter: ChildProcess | null = null
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    if (!hasJupyter) return
    execFileSync('npm', ['run', '-s', 'build:widget'], { cwd: root, env: { ...process.env, NODE_ENV: 'production' } })
    cpSync(join(root, 'python/notebook.ipynb'), join(folder, 'notebook.ipynb'))
    const lab = await startLab(folder)
    jupyter = lab.process
    browser = await puppeteer.launch({
      executablePath: findBrowser() ?? undefined,
      headless: true,
      args: ['--no-sandbox', '--enable-unsafe-webgpu'],
    })
    page = await browser.newPage()
    await page.setViewport({ width: 1280, height: 1600 })
    await page.goto(`${lab.url}lab/tree/notebook.ipynb?reset`)
    await page.waitForSelector('.jp-Notebook .jp-CodeCell', { timeout: 120_000 })
    // What is run before the kernel is there is lost.
    await page.waitForFunction(() => document.body.innerText.includes('| Idle'), { timeout: 120_000 })
  })

  afterAll(async () => {
    await browser?.close()
    jupyter?.kill()
    rmSync(folder, { recursive: true, force: true })
  })

  test('shows the micrograph, finds the three columns that differ, and gives them as a table', async () => {
    await run(page, 2)
    await page.waitForFunction(
      () => {
        const { shadowRoot } = document.querySelector('lacuna-detector') ?? {}
        return /^3 detections/.test(shadowRoot?.querySelector('[role=status]')?.textContent ?? '')
      },
      { timeout: 150_000, polling: 500 },
    )
    // The kernel has the result a moment after the page.
    await new Promise((resolve) => setTimeout(resolve, 2000))
    await run(page, 2)
    const table = await page.waitForSelector('.jp-OutputArea table.dataframe', { timeout: 60_000 })
    const kinds = await table!.$$eval('tbody tr td:nth-of-type(1)', (cells) => cells.map((cell) => cell.textContent))
    expect(kinds.toSorted()).toEqual(['excess', 'vacancy', 'vacancy'])
    await page.waitForFunction(() => document.body.innerText.includes('(True, '), { timeout: 60_000 })
    expect(
      await page.evaluate(() => document.querySelectorAll('.jp-RenderedText[data-mime-type*="error"]').length),
    ).toBe(0)
  })
})

/** JupyterLab on a free port; its address ends with a slash. */
async function startLab(folder: string): Promise<{ process: ChildProcess; url: string }> {
  const options = [
    '--no-browser',
    '--allow-root',
    '--port=0',
    '--IdentityProvider.token=',
    `--ServerApp.root_dir=${folder}`,
  ]
  const env = {
    ...process.env,
    PYTHONPATH: join(root, 'python/src'),
    JUPYTER_CONFIG_DIR: folder,
    JUPYTER_DATA_DIR: folder,
  }
  const lab = spawn(python, ['-m', 'jupyterlab', ...options], { env })
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    lab.on('exit', () => reject(new Error(`JupyterLab ended:\n${said}`)))
    lab.stderr.on('data', (text: Buffer) => {
      said += text.toString()
      const [address] = /http:\/\/(localhost|127\.0\.0\.1):\d+\//.exec(said) ?? []
      if (address) resolve(address)
    })
  })
  return { process: lab, url }
}

/** Runs the next code cells, as Shift+Enter does. */
async function run(page: Page, cells: number): Promise<void> {
  await page.click('.jp-Notebook .jp-Cell.jp-mod-active .jp-InputPrompt')
  for (let n = 0; n < cells;) {
    const isCode = await page.$eval('.jp-Notebook .jp-Cell.jp-mod-active', (cell) =>
      cell.classList.contains('jp-CodeCell'),
    )
    await page.keyboard.down('Shift')
    await page.keyboard.press('Enter')
    await page.keyboard.up('Shift')
    if (isCode) n++
  }
}
