import { DEFICIT_COLOUR, EXCESS_COLOUR, HEAT_STEPS, heatLimit, heatTable, type Rgb } from './colour-map'
import type { DetectionResult } from './detector'
import { eachTextPixel, GLYPH_HEIGHT, textWidth } from './pixel-font'
import { chooseScaleBar } from './scale-bar'

export interface Raster {
  data: Uint8ClampedArray<ArrayBuffer>
  width: number
  height: number
}

/** Small micrographs are enlarged by a whole number of times, so that rings and numbers can be read. */
const LEGIBLE_SIDE = 1024
const BLACK: Rgb = [0, 0, 0]
const WHITE: Rgb = [255, 255, 255]

/**
 * The picture of a result: the model's input in grey, the heat map over it, a numbered ring at every detection (numbers
 * as in the table and the files) and a scale bar where the pixel size is known. Pure, so the page and the command line
 * write the same pixels; both only encode it.
 */
export function overlayRgba(result: DetectionResult): Raster {
  const zoom = Math.max(1, Math.floor(LEGIBLE_SIDE / Math.max(result.width, result.height)))
  const picture = new Canvas(result.width * zoom, result.height * zoom)
  paintImage(picture, result, zoom)
  const pen = Math.max(1, Math.round(Math.max(picture.width, picture.height) / LEGIBLE_SIDE))
  result.detections.forEach((detection, index) => {
    const colour = detection.kind === 'deficit' ? DEFICIT_COLOUR : EXCESS_COLOUR
    const x = (detection.x + 0.5) * zoom
    const y = (detection.y + 0.5) * zoom
    const radius = (result.rule.halfWidth + 3) * zoom
    picture.ring(x, y, radius, 2 * pen, BLACK)
    picture.ring(x, y, radius, pen, colour)
    picture.text(String(index + 1), x + 0.75 * radius, y - 0.75 * radius - GLYPH_HEIGHT * pen, pen, colour)
  })
  paintScaleBar(picture, result.pixelSize ? result.pixelSize.x / zoom : null, pen)
  return { data: picture.data, width: picture.width, height: picture.height }
}

function paintImage(picture: Canvas, { width, input, heat, rule }: DetectionResult, zoom: number): void {
  const limit = heatLimit(heat, rule.threshold)
  const table = heatTable()
  for (let y = 0; y < picture.height; y++) {
    const row = Math.floor(y / zoom) * width
    for (let x = 0; x < picture.width; x++) {
      const index = row + Math.floor(x / zoom)
      const grey = 255 * input[index]
      const entry = 4 * (HEAT_STEPS + Math.round((HEAT_STEPS * heat[index]) / limit))
      const alpha = table[entry + 3] / 255
      const at = 4 * (y * picture.width + x)
      for (let channel = 0; channel < 3; channel++) {
        picture.data[at + channel] = grey + (table[entry + channel] - grey) * alpha
      }
      picture.data[at + 3] = 255
    }
  }
}

function paintScaleBar(picture: Canvas, angstromPerPixel: number | null, pen: number): void {
  const bar = chooseScaleBar(angstromPerPixel, picture.width / 4)
  if (!bar) return
  const margin = 12 * pen
  const thickness = 4 * pen
  const top = picture.height - margin - thickness
  picture.fill(margin - pen, top - pen, bar.pixels + 2 * pen, thickness + 2 * pen, BLACK)
  picture.fill(margin, top, bar.pixels, thickness, WHITE)
  const size = 2 * pen
  const centred = margin + (bar.pixels - textWidth(bar.label) * size) / 2
  picture.text(bar.label, Math.max(margin, centred), top - (GLYPH_HEIGHT + 2) * size, size, WHITE)
}

/** Opaque pixels and the three things drawn with them; everything outside is clipped. */
class Canvas {
  readonly data: Uint8ClampedArray<ArrayBuffer>

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8ClampedArray(4 * width * height)
  }

  fill(left: number, top: number, width: number, height: number, [red, green, blue]: Rgb): void {
    const right = Math.min(this.width, Math.round(left + width))
    const bottom = Math.min(this.height, Math.round(top + height))
    for (let y = Math.max(0, Math.round(top)); y < bottom; y++) {
      for (let x = Math.max(0, Math.round(left)); x < right; x++) {
        const at = 4 * (y * this.width + x)
        this.data[at] = red
        this.data[at + 1] = green
        this.data[at + 2] = blue
        this.data[at + 3] = 255
      }
    }
  }

  ring(x: number, y: number, radius: number, halfThickness: number, colour: Rgb): void {
    const reach = Math.ceil(radius + halfThickness)
    for (let py = Math.floor(y - reach); py <= y + reach; py++) {
      for (let px = Math.floor(x - reach); px <= x + reach; px++) {
        const distance = Math.hypot(px + 0.5 - x, py + 0.5 - y)
        if (Math.abs(distance - radius) <= halfThickness) this.fill(px, py, 1, 1, colour)
      }
    }
  }

  /** `size` pixels a glyph pixel, on a black halo: legible on bright columns and on dark background alike. */
  text(text: string, left: number, top: number, size: number, colour: Rgb): void {
    const x0 = Math.min(Math.max(left, size), this.width - (textWidth(text) + 1) * size)
    const y0 = Math.min(Math.max(top, size), this.height - (GLYPH_HEIGHT + 1) * size)
    eachTextPixel(text, (x, y) => this.fill(x0 + (x - 1) * size, y0 + (y - 1) * size, 3 * size, 3 * size, BLACK))
    eachTextPixel(text, (x, y) => this.fill(x0 + x * size, y0 + y * size, size, size, colour))
  }
}
