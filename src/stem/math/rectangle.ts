import { InputError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'

/** Whole pixels of a micrograph: (x, y) is the top left one, counted from 0, and both edges' pixels belong to it. */
export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

/** Reads `x,y,width,height`; throws an InputError where the text is no rectangle of whole pixels. */
export function readRectangle(text: string): Rectangle {
  const parts = text.split(',').map((part) => part.trim())
  const [x, y, width, height] = parts.map(Number)
  if (parts.length === 4 && parts.every((part) => /^\d{1,9}$/.test(part)) && width > 0 && height > 0) {
    return { x, y, width, height }
  }
  throw new InputError(
    'bad-region',
    '',
    `"${text}" is no region of a micrograph: give x,y,width,height in whole pixels, such as 0,0,256,256`,
  )
}

/** As `readRectangle` reads it. */
export function formatRectangle({ x, y, width, height }: Rectangle): string {
  return [x, y, width, height].join()
}

export function liesIn({ x, y, width, height }: Rectangle, whole: Pick<Micrograph, 'width' | 'height'>): boolean {
  return x + width <= whole.width && y + height <= whole.height
}

/** Throws an InputError where a part does not lie in the micrograph. */
export function requireInside(part: Rectangle, micrograph: Omit<Micrograph, 'data'>): void {
  if (liesIn(part, micrograph)) return
  const { x, y, width, height } = part
  throw new InputError(
    'region-outside',
    micrograph.name,
    `the region ${formatRectangle(part)} reaches ${x + width} × ${y + height} pixels, and the micrograph has ` +
      `${micrograph.width} × ${micrograph.height}; give one that lies in it, or none to learn all of it`,
  )
}

/** A part of a micrograph, as one of its own; throws an InputError where it does not lie in it. */
export function cropped(micrograph: Micrograph, part: Rectangle): Micrograph {
  requireInside(part, micrograph)
  const { x, y, width, height } = part
  const data = new Float32Array(width * height)
  for (let row = 0; row < height; row++) {
    const from = (y + row) * micrograph.width + x
    data.set(micrograph.data.subarray(from, from + width), row * width)
  }
  return { ...micrograph, data, width, height }
}
