import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'puppeteer-core'

/** Edge of the squares that are compared by their mean colour, px: letters drawn by another machine look alike in them. */
const SQUARE = 8
/** Levels of 255 by which a square must differ to look different. */
const LEVELS = 24

export interface Difference {
  /** Part of the squares outside the masked boxes that look different; 1 for pictures of different widths. */
  part: number
  /** By how much the new picture is higher than the old one, in parts of the old. */
  higher: number
}

/**
 * Compares the picture of an element with the one that is kept, where neither holds what the adapter made: canvases and charts
 * are masked. Where they differ by more than `most`, the new picture with the squares that changed framed in red is written
 * to `scratch`.
 */
export async function compareLook(
  page: Page,
  kept: string,
  taken: Uint8Array,
  scratch: string,
  most: number,
): Promise<Difference> {
  if (!existsSync(kept)) throw new Error(`${kept} is not there: take the gallery anew`)
  const [before, after] = [readFileSync(kept), taken].map((bytes) => Buffer.from(bytes).toString('base64'))
  const { picture, ...difference } = await page.evaluate(compare, before, after, SQUARE, LEVELS)
  if (Math.max(difference.part, Math.abs(difference.higher)) > most) {
    mkdirSync(scratch, { recursive: true })
    const file = join(scratch, kept.replace(/^.*[/\\]/, '').replace('.webp', '.png'))
    writeFileSync(file, Buffer.from(picture.split(',')[1], 'base64'))
  }
  return difference
}

/** In the page, whose canvases read the pictures. */
async function compare(before: string, after: string, square: number, levels: number) {
  const decode = async (webp: string) => {
    const bytes = Uint8Array.from(atob(webp), (c) => c.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/webp' }))
    const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height })
    const context = canvas.getContext('2d', { willReadFrequently: true })!
    context.drawImage(bitmap, 0, 0)
    return { canvas, context }
  }
  const [old, now] = [await decode(before), await decode(after)]
  const element = document.querySelector('lacuna-detector')!
  const origin = element.getBoundingClientRect()
  const masked: DOMRect[] = []
  const mask = (root: ShadowRoot) => {
    for (const inner of root.querySelectorAll('*')) {
      if (inner.matches('canvas, svg')) masked.push(inner.getBoundingClientRect())
      if (inner.shadowRoot) mask(inner.shadowRoot)
    }
  }
  mask(element.shadowRoot!)
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
