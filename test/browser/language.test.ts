import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'puppeteer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Catalogue } from '../../src/app/language/catalogue'
import { crystalNames } from '../../src/session/crystals'
import { nextFrame, siteAndBrowser, Visitor } from './harness'

const locale = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../src/app/locales', name), 'utf8'))
const inElements = locale('de.json') as Catalogue
const german = { ...inElements, page: { ...inElements.page, ...(locale('de.page.json') as Catalogue['page']) } }

/** What is the same in both languages: names of programs, formats, detectors, colour maps and files, and units. */
const SAME =
  /^(Lacuna|English|Deutsch|JSON|CSV|PNG|SVG|PDF|TIFF|FFT|HAADF|MAADF|ABF|BF|px|nm|pm|viridis|magma|cividis|[\w.-]+\.npy|Google SwiftShader|\?)$/

const here = siteAndBrowser()

describe('a visitor whose browser is German', () => {
  let visitor: Visitor

  beforeAll(async () => {
    const before = () => Object.defineProperty(navigator, 'languages', { get: () => ['de-AT', 'en'] })
    visitor = await Visitor.open(await here.browser.createBrowserContext(), here.site.url, { before })
    await visitor.see('#found', /^\d+ Treffer$/, 60_000)
  })

  afterAll(async () => {
    const { complaints } = visitor
    await visitor.close()
    expect(complaints).toEqual([])
  })

  it('finds the page in German, from the first look to a detection close up', async () => {
    await (await visitor.find('button', 'Treffer 1: im Bild zeigen')).click()
    await visitor.see('lacuna-triptych', /Vorhersage.*Differenz/)
    for (const name of ['Abbildung', 'Darstellung', 'FFT', 'Messen']) await visitor.press(name)
    expect(await foreign(visitor.page)).toEqual([])
    expect(await visitor.page.evaluate(() => [document.documentElement.lang, document.title])).toEqual([
      'de',
      german.page['Lacuna · anomaly detection for STEM'],
    ])
  })

  it('reads decimal commas; fields keep the point that they take', async () => {
    const texts = await told(visitor.page)
    expect(texts.filter((text) => /\d\.\d/.test(text) && !/SrTiO3|\.npy/.test(text))).toEqual([])
    expect(await visitor.text('#pixel-size')).toMatch(/^0,1636 Å\/px, wie simuliert$/)
    expect(await visitor.text('#lattice')).toMatch(
      /^Zelle \d+,\d\d × \d+,\d\d px .*, \d+,\d° · Säulen: \d+ \w+ und \d+ \w+/,
    )
  })

  it('finds nothing that axe would find', async () => {
    expect(await visitor.axe()).toEqual([])
  })

  it('has room for its words on a phone', async () => {
    const { page } = visitor
    await page.setViewport({ width: 390, height: 800, deviceScaleFactor: 1 })
    await nextFrame(page)
    expect(await page.evaluate(() => document.scrollingElement!.scrollWidth)).toBe(390)
    expect(await cut(page)).toEqual([])
    expect(await visitor.axe()).toEqual([])
    await page.setViewport({ width: 1280, height: 800, deviceScaleFactor: 1 })
    await nextFrame(page)
  })

  it('reads English as soon as it is chosen, with all that is open, and after a reload', async () => {
    const before = await visitor.text('#found')
    const choice = await visitor.find('combobox', 'Sprache')
    await choice.select('en')
    await visitor.see('#found', /^\d+ detections$/)
    expect(parseInt((await visitor.text('#found'))!)).toBe(parseInt(before!))
    await visitor.see('lacuna-comparison', /Detection 1 /)
    await visitor.see('[part=status]', /^The language is English\.$/)
    expect(await visitor.page.evaluate(() => document.documentElement.lang)).toBe('en')
    await visitor.page.reload()
    await visitor.enabled('Train')
    expect(await visitor.page.evaluate(() => document.documentElement.lang)).toBe('en')
  })

  it('reads what the nearest lang around the element says', async () => {
    await visitor.page.$eval('>>> lacuna-detection', (element) => (element.lang = 'de'))
    await visitor.enabled('Trainieren')
    await visitor.page.$eval('>>> lacuna-detection', (element) => element.removeAttribute('lang'))
    await visitor.enabled('Train')
  })

  it.each([
    ['Simulate', 'simulation'],
    ['Reproduce', 'reproduction'],
    ['Benchmark', 'benchmark'],
  ])('finds the tab %s in German, too', async (tab, element) => {
    await visitor.page.select('>>> lacuna-header >>> select', 'de')
    await (await visitor.find('link', german.page[tab] as string)).click()
    await visitor.page.waitForSelector(`>>> lacuna-${element} >>> h2`)
    expect(await foreign(visitor.page)).toEqual([])
  })
})

/** Texts that are no German of the catalogue's, no number, no name. */
async function foreign(page: Page): Promise<string[]> {
  // Texts with markup in them are seen piece by piece.
  const pieces = new Set(
    Object.values(german.page).flatMap((text) =>
      typeof text === 'string' ? text.split(/\{\d\}/).map((piece) => piece.trim()) : [],
    ),
  )
  const patterns = [...Object.values(german.page), ...Object.values(german.told)]
    .flatMap((text) => (typeof text === 'string' ? [text] : Object.values(text)))
    // What is put in is checked by itself where it is a text of its own.
    .filter((text) => /\p{L}/u.test(text.replace(/\{\d\}/g, '')))
    .map(
      (text) =>
        new RegExp(
          `^${text
            .split(/\{\d\}/)
            .map(escaped)
            .join('.*?')}$`,
          's',
        ),
    )
  const crystals = crystalNames()
  const known = (text: string): boolean =>
    !/\p{L}{2}/u.test(text) ||
    SAME.test(text) ||
    pieces.has(text) ||
    crystals.some((name) => text.startsWith(name)) ||
    /^\d[\d×, ]* px$/.test(text) ||
    patterns.some((pattern) => pattern.test(text))
  return (await told(page)).filter((text) => !known(text) && !text.split(/ · |; | und |, /).every(known))
}

/** Texts that are seen or read aloud, through shadow roots; what says that it is English is left out. */
function told(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>()
    const add = (text: string | null) => text?.trim() && found.add(text.trim().replace(/\s+/g, ' '))
    const visit = (node: Node) => {
      if (node instanceof Element) {
        if (node.matches('style, script, [hidden], [lang=en]:not(html)')) return
        for (const name of ['aria-label', 'aria-valuetext', 'aria-roledescription', 'placeholder', 'title', 'alt'])
          add(node.getAttribute(name))
        if (node.shadowRoot) node.shadowRoot.childNodes.forEach(visit)
      } else if (node instanceof Text) add(node.data)
      node.childNodes.forEach(visit)
    }
    visit(document.body)
    return [...found]
  })
}

/** Buttons and labels whose words do not fit in them. */
function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const visit = (root: ParentNode) => {
      for (const element of root.querySelectorAll<HTMLElement>('*')) {
        const { right, width } = element.getBoundingClientRect()
        const isSeen = width > 0 && element.checkVisibility()
        if (
          isSeen &&
          element.matches('button, label, h2, p, span') &&
          (right > innerWidth + 1 || (element.scrollWidth > element.clientWidth + 1 && element.matches('button')))
        )
          if (!element.closest('.scroll, .visually-hidden')) found.push(element.textContent.trim())
        if (element.shadowRoot) visit(element.shadowRoot)
      }
    }
    visit(document)
    return found
  })
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
