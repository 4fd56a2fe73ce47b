import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type Browser, type ElementHandle, type Page } from 'puppeteer'
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
    await run(page, 'np.mgrid')
    await run(page, 'from lacuna_stem')
    await page.waitForFunction(
      () => {
        const { shadowRoot } = document.querySelector('lacuna-detector') ?? {}
        return /^3 detections/.test(shadowRoot?.querySelector('[role=status]')?.textContent ?? '')
      },
      { timeout: 150_000, polling: 500 },
    )
    // The kernel has the result a moment after the page: till then the cell says so, and is run again.
    const kinds = async () => {
      const cell = await run(page, 'view.detections')
      return cell.$$eval('table.dataframe tbody tr td:nth-of-type(1)', (cells) =>
        cells.map((td) => td.textContent).sort(),
      )
    }
    await expect.poll(kinds, { timeout: 60_000, interval: 1000 }).toEqual(['excess', 'vacancy', 'vacancy'])
    const facts = await run(page, 'view.columns')
    expect(await facts.$eval('.jp-OutputArea-output', (output) => output.textContent?.trim())).toBe('(True, 256)')
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

/** Runs the code cell that contains these words, as Shift+Enter does, and waits for its end. */
async function run(page: Page, words: string): Promise<ElementHandle> {
  const found = await page.evaluateHandle(
    (text) => [...document.querySelectorAll('.jp-CodeCell')].find((cell) => cell.textContent?.includes(text)),
    words,
  )
  const cell = found.asElement() as ElementHandle | null
  if (!cell) throw new Error(`no cell contains ${words}`)
  const prompt = (await cell.$('.jp-InputPrompt'))!
  const before = await prompt.evaluate((element) => element.textContent)
  await prompt.click()
  await page.keyboard.down('Shift')
  await page.keyboard.press('Enter')
  await page.keyboard.up('Shift')
  await page.waitForFunction(
    (element, was) => /\d/.test(element.textContent ?? '') && element.textContent !== was,
    { timeout: 60_000 },
    prompt,
    before,
  )
  return cell
}
