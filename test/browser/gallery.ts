import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Page } from 'puppeteer'
import { expect } from 'vitest'

/** Edge of the squares that are compared by their mean colour, px: letters drawn by another machine look alike in them. */
const SQUARE = 8
/** Levels of 255 by which a square must differ to look different. */
const LEVELS = 24

/** Two pictures of every state, one wide and dark, one narrow and light. LACUNA_GALLERY=anew takes them instead of comparing. */
const root = join(import.meta.dirname, '../..')
const gallery = join(root, 'docs/gallery')
const anew = process.env.LACUNA_GALLERY === 'anew'
/** Where what has changed is framed. */
const scratch = join(root, '.cache/gallery')
/** Part of a picture that may differ: on one machine none does; letters that another draws differently do not add up to it. */
const MOST = 0.01
/** Beside other work a browser hands out a picture some of whose tiles are still to be drawn: then it is asked again, so often, after so long. */
const TRIES = 3
const PAUSE_MS = 500

/**
 * Compares what an element looks like with the picture of it that is kept, where neither holds what the adapter made: canvases,
 * charts and the cells of tables are masked. Where they differ, the new picture, with the squares that changed framed in red,
 * is written to `.cache/gallery`.
 */
export async function keepsLook(page: Page, selector: string, name: string): Promise<void> {
  const element = await page.$(selector)
  if (!element) throw new Error(`${selector} is not in the page`)
  const take = () => element.screenshot({ type: 'webp', quality: 60 })
  const kept = join(gallery, `${name}.webp`)
  if (anew) {
    mkdirSync(gallery, { recursive: true })
    writeFileSync(kept, await take())
    return
  }
  if (!existsSync(kept)) throw new Error(`${kept} is not there: take the gallery anew`)
  const look = async () => {
    const [before, after] = [readFileSync(kept), await take()].map((bytes) => Buffer.from(bytes).toString('base64'))
    return element.evaluate(compare, { before, after, square: SQUARE, levels: LEVELS })
  }
  const differs = ({ part, higher }: Look) => part > MOST || Math.abs(higher) > MOST
  let found = await look()
  for (let tries = 1; tries < TRIES && differs(found); tries++) {
    await setTimeout(PAUSE_MS)
    found = await look()
  }
  const { picture, part, higher } = found
  if (differs(found)) {
    mkdirSync(scratch, { recursive: true })
    writeFileSync(join(scratch, `${name}.png`), Buffer.from(picture.split(',')[1], 'base64'))
  }
  expect.soft(part, `${name}: see ${scratch}`).toBeLessThan(MOST)
  expect.soft(Math.abs(higher), `${name}: see ${scratch}`).toBeLessThan(MOST)
}

type Look = Awaited<ReturnType<typeof compare>>

/**
 * In the page, whose canvases read the pictures. `part`: of the squares outside the masked boxes, those that look different, or 1
 * for pictures of different widths; `higher`: by how much the new picture is higher than the old one, in parts of the old.
 */
async function compare(
  element: Element,
  { before, after, square, levels }: { before: string; after: string; square: number; levels: number },
) {
  const decode = async (webp: string) => {
    const bytes = Uint8Array.from(atob(webp), (c) => c.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/webp' }))
    const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height })
    const context = canvas.getContext('2d', { willReadFrequently: true })!
    context.drawImage(bitmap, 0, 0)
    return { canvas, context }
  }
  const [old, now] = [await decode(before), await decode(after)]
  const origin = element.getBoundingClientRect()
  const masked: DOMRect[] = []
  const mask = (root: ParentNode) => {
    for (const inner of root.querySelectorAll('*')) {
      if (inner.matches('canvas, svg, img, td')) masked.push(inner.getBoundingClientRect())
      if (inner.shadowRoot) mask(inner.shadowRoot)
    }
  }
  mask(element.shadowRoot ?? element)
  const hidden = (x: number, y: number) =>
    masked.some(
      ({ left, right, top, bottom }) =>
        x + square > left - origin.left &&
        x < right - origin.left &&
        y + square > top - origin.top &&
        y < bottom - origin.top,
    )
  const mean = (context: CanvasRenderingContext2D, x: number, y: number) => {
    const { data } = context.getImageData(x, y, square, square)
    const sum = [0, 0, 0]
    data.forEach((value, at) => at % 4 < 3 && (sum[at % 4] += value))
    return sum.map((value) => value / square ** 2)
  }
  let [seen, changed] = [0, 0]
  const { width } = now.canvas
  const height = Math.min(old.canvas.height, now.canvas.height)
  now.context.strokeStyle = 'red'
  for (let y = 0; y + square <= height; y += square) {
    for (let x = 0; x + square <= width; x += square) {
      if (hidden(x, y)) continue
      seen++
      const [was, is] = [mean(old.context, x, y), mean(now.context, x, y)]
      if (was.every((value, channel) => Math.abs(value - is[channel]) < levels)) continue
      changed++
      now.context.strokeRect(x + 0.5, y + 0.5, square - 1, square - 1)
    }
  }
  return {
    part: old.canvas.width === width ? changed / seen : 1,
    higher: now.canvas.height / old.canvas.height - 1,
    picture: now.canvas.toDataURL(),
  }
}
