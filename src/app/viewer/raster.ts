import { HEAT_STEPS, heatTable } from '../../session/picture/colour-map'
import { FIRST_TONE, type Tone, toneTable } from '../../session/picture/tone'
import type { Size } from './view'

/** Pixels coloured at a time, and after how many milliseconds the page gets its turn: it never stalls on a large micrograph. */
const STRIP = 1 << 16
const TURN = 8

/** Colour of pixel `index` of a picture, its four bytes in the order of `ImageData`. */
export type Painter = (index: number) => number

/** Intensities in a map's opaque colours; what is NaN is transparent. */
export function tonePainter(data: Float32Array, tone: Tone = FIRST_TONE): Painter {
  const { colours, place } = toneTable(data, tone)
  const table = words(colours)
  return (index) => (Number.isNaN(data[index]) ? 0 : table[place(data[index])])
}

/** Differences in the diverging map, ±`limit` at its ends, transparent where they are less than `quiet`, or NaN. */
export function heatPainter(heat: Float32Array, { quiet, limit }: { quiet: number; limit: number }): Painter {
  const table = words(heatTable())
  return (index) => {
    const t = !(Math.abs(heat[index]) >= quiet) ? 0 : Math.max(-1, Math.min(1, heat[index] / limit))
    return table[HEAT_STEPS + Math.round(HEAT_STEPS * t)]
  }
}

/** One number a colour: written at once, four times as fast as its bytes. */
function words(colours: Uint8ClampedArray): Uint32Array {
  return new Uint32Array(colours.buffer, colours.byteOffset, colours.length / 4)
}

/**
 * Colours a picture once into a bitmap, which each frame then only scales. Works in strips of rows, in turns with the page;
 * resolves to null when `signal` aborts because a newer picture has come. `prepare` looks at the numbers as a whole.
 */
export async function rasterise(
  { width, height }: Size,
  prepare: () => Painter,
  signal: AbortSignal,
): Promise<ImageBitmap | null> {
  // Of a large picture each of these takes a turn: the first to touch its memory has it fetched page by page.
  await nextTask()
  const paint = prepare()
  await nextTask()
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) return null
  const rows = Math.max(1, Math.floor(STRIP / width))
  let start = performance.now()
  for (let top = 0; top < height; top += rows) {
    if (performance.now() - start > TURN) {
      await nextTask()
      start = performance.now()
    }
    if (signal.aborted) return null
    const strip = new ImageData(width, Math.min(rows, height - top))
    const pixels = words(strip.data)
    const first = top * width
    for (let at = 0; at < pixels.length; at++) pixels[at] = paint(first + at)
    context.putImageData(strip, 0, top)
  }
  // Moved, where to draw the canvas itself would copy it first.
  return canvas.transferToImageBitmap()
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
