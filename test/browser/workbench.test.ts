import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, ElementHandle } from 'puppeteer'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keepsLook } from './gallery'
import { type Site, startSite, type Visit, Visitor } from './harness'
import { specimen } from './micrograph'

const WIDE = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }

/** Browsers read a file anew whenever it is opened. */
const folder = mkdtempSync(join(tmpdir(), 'lacuna-workbench-'))
let site: Site
let browser: Browser

beforeAll(async () => {
  site = await startSite()
  browser = await site.launch()
})

afterAll(async () => {
  rmSync(folder, { recursive: true })
  await site.close()
})

/** Each in a context of its own, where nothing is remembered. */
async function visit(act: (visitor: Visitor) => Promise<void>, options: Visit = {}): Promise<void> {
  const visitor = await Visitor.open(await browser.createBrowserContext(), site.url, { size: WIDE, ...options })
  await visitor.begun()
  await act(visitor)
  const { complaints } = visitor
  await visitor.close()
  expect(complaints).toEqual([])
}

/** Wide and dark, then narrow and light. */
async function keepsLooks(visitor: Visitor, selector: string, state: string): Promise<void> {
  await settle(visitor)
  await keepsLook(visitor.page, selector, `${state}-wide`)
  await visitor.page.setViewport({ ...PHONE, deviceScaleFactor: 1 })
  await visitor.prefer('light')
  await settle(visitor)
  await keepsLook(visitor.page, selector, `${state}-narrow`)
  expect(await visitor.page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
}

/** Colours, sizes and places follow within two frames. */
async function settle({ page }: Visitor): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}

async function open(visitor: Visitor, ...names: string[]): Promise<void> {
  const paths = names.map((name) => join(folder, name))
  for (const [n, path] of paths.entries()) writeFileSync(path, specimen(192 + 24 * n).png)
  const input = await visitor.page.waitForSelector('>>> lacuna-panel >>> input[multiple]')
  await (input as ElementHandle<HTMLInputElement>).uploadFile(...paths)
  await visitor.see('#facts', new RegExp(`^${names[0]}`))
  await visitor.see('#lattice', /^Cell/)
}

/** What of a picture a pane shows: colour levels, so that another part of it is another text. */
function pictureOf(visitor: Visitor, side: 0 | 1): Promise<string> {
  return visitor.page.$$eval('>>> lacuna-pane >>> canvas', (canvases, n) => canvases[n].toDataURL(), side)
}

it('a crystal that fits is named once the pixel size is known, and taken at a press alone', () =>
  visit(
    async (visitor) => {
      await open(visitor, 'scan.png')
      expect(await visitor.text('#fitting')).toBeNull()
      await visitor.press('Set pixel size')
      // 24 px are a cell of 3.905 Å.
      await visitor.fill('spinbutton', 'X per pixel', '0.1627')
      expect(await visitor.see('#fitting', /Fits/)).toMatch(/^Fits SrTiO3 \[001\] \(cell 0\.\d % (larger|smaller)\)\./)
      expect(await visitor.text('#scale')).toBeNull()
      await visitor.press('Take SrTiO3 [001]')
      await visitor.see('#scale', /^SrTiO3 \[001\]: 0\.16/)
      expect(await visitor.text('#fitting')).toBeNull()
    },
    { file: 'scan.png' },
  ))

it('the tour is offered until it is closed, points at what there is, and is walked through by the keyboard', () =>
  visit(async (visitor) => {
    const { page } = visitor
    expect(await visitor.text('lacuna-header')).toMatch(/New here\?/)
    await visitor.see('#found', /detection/)
    await visitor.press('Tour')
    const titles: (string | null)[] = []
    const pointed: boolean[] = []
    await visitor.see('lacuna-tour', /Step 1 of 5/)
    for (let step = 1; step <= 5; step++) {
      await visitor.see('lacuna-tour', new RegExp(`Step ${step} of 5`))
      await settle(visitor)
      titles.push(await visitor.text('lacuna-tour >>> h2'))
      pointed.push(
        await page.$eval('>>> lacuna-tour >>> .ring', (ring) => {
          const { top, bottom, height } = ring.getBoundingClientRect()
          return height > 20 && bottom > 0 && top < innerHeight
        }),
      )
      if (step < 5) await page.keyboard.press('ArrowRight')
    }
    expect(titles).toEqual([
      'Open a micrograph',
      'Check the lattice',
      'Train',
      'Detect, and set the threshold',
      'Export',
    ])
    expect(pointed).toEqual([true, true, true, true, true])
    await page.keyboard.press('ArrowLeft')
    await visitor.see('lacuna-tour', /Step 4 of 5/)
    expect(await visitor.axeInBothSchemes()).toEqual([])
    await keepsLooks(visitor, '>>> lacuna-tour >>> .card', 'tour')
    // On a phone, too, the card is in sight and hides nothing of what it points at.
    await page.keyboard.press('ArrowLeft')
    await visitor.see('lacuna-tour', /Step 3 of 5/)
    await settle(visitor)
    const phone = await page.$eval('lacuna-app', (app) => {
      const within = app.shadowRoot!.querySelector('lacuna-tour')!.shadowRoot!
      const [card, ring] = ['.card', '.ring'].map((name) => within.querySelector(name)!.getBoundingClientRect())
      const apart = card.bottom <= ring.top || card.top >= ring.bottom
      return {
        apart,
        inside: card.left >= 0 && card.right <= innerWidth && card.top >= 0 && card.bottom <= innerHeight,
      }
    })
    expect(phone).toEqual({ apart: true, inside: true })
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => {
      const header = document.querySelector('lacuna-app')!.shadowRoot!.querySelector('lacuna-header')!
      return header.shadowRoot!.activeElement?.textContent?.trim() === 'Tour'
    })
    expect(await visitor.text('lacuna-tour')).toBeNull()
    await page.reload()
    await visitor.begun()
    expect(await visitor.text('lacuna-header')).not.toMatch(/New here/)
  }))

it('micrographs of a list are compared in a table and side by side, and look the same way', () =>
  visit(
    async (visitor) => {
      const { page } = visitor
      await open(visitor, 'first.png', 'second.png')
      await visitor.press('Compare…')
      expect(await visitor.see('lacuna-several', /second\.png/)).toMatch(/Right: none/)
      await page.keyboard.press('Escape')
      await expect.poll(() => visitor.text('lacuna-several')).toBeNull()
      await visitor.press('second.png')
      await visitor.see('#facts', /^second\.png/)
      await visitor.press('Compare…')
      await visitor.see('lacuna-several', /Left: first\.png.*Right: second\.png/)
      await settle(visitor)
      const before = [await pictureOf(visitor, 0), await pictureOf(visitor, 1)]
      await (await page.$('>>> lacuna-pane >>> canvas'))!.focus()
      await page.keyboard.press('+')
      await settle(visitor)
      expect([(await pictureOf(visitor, 0)) === before[0], (await pictureOf(visitor, 1)) === before[1]]).toEqual([
        false,
        false,
      ])
      await visitor.press('Fit')
      await settle(visitor)
      expect([await pictureOf(visitor, 0), await pictureOf(visitor, 1)]).toEqual(before)
      await (await visitor.find('radio', 'first.png to the right')).click()
      await visitor.see('lacuna-several', /Right: first\.png/)
      await (await visitor.find('radio', 'second.png to the right')).click()
      expect(await visitor.axeInBothSchemes()).toEqual([])
      await keepsLooks(visitor, '>>> lacuna-several >>> dialog', 'several')
      await visitor.press('Close')
      await expect.poll(() => visitor.text('lacuna-several')).toBeNull()
    },
    { file: 'first.png' },
  ))
