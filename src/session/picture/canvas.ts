import type { Rgb } from './colour-map'
import { eachTextPixel, GLYPH_HEIGHT, textWidth } from './pixel-font'

export interface Raster {
  data: Uint8ClampedArray<ArrayBuffer>
  width: number
  height: number
}

export const BLACK: Rgb = [0, 0, 0]
export const WHITE: Rgb = [255, 255, 255]

/** An upright rectangle, px. */
interface Box {
  left: number
  top: number
  width: number
  height: number
}

interface Point {
  x: number
  y: number
}

/** Where a text begins, and pixels to one of a glyph. */
interface Lettering {
  left: number
  top: number
  size: number
}

/** Opaque pixels and the few things drawn with them; everything outside is clipped. */
export class Canvas implements Raster {
  readonly data: Uint8ClampedArray<ArrayBuffer>

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8ClampedArray(4 * width * height)
  }

  fill({ left, top, width, height }: Box, [red, green, blue]: Rgb): void {
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

  ring({ x, y }: Point, radius: number, halfThickness: number, colour: Rgb): void {
    const reach = Math.ceil(radius + halfThickness)
    for (let py = Math.floor(y - reach); py <= y + reach; py++) {
      for (let px = Math.floor(x - reach); px <= x + reach; px++) {
        const distance = Math.hypot(px + 0.5 - x, py + 0.5 - y)
        if (Math.abs(distance - radius) > halfThickness) continue
        this.fill({ left: px, top: py, width: 1, height: 1 }, colour)
      }
    }
  }

  /** A line from one point to another, with a head a third as long at the second. */
  arrow(from: Point, to: Point, thickness: number, colour: Rgb): void {
    this.line(from, to, thickness, colour)
    const [x, y] = [(from.x - to.x) / 3, (from.y - to.y) / 3]
    for (const side of [0.5, -0.5]) {
      this.line(to, { x: to.x + x - side * y, y: to.y + y + side * x }, thickness, colour)
    }
  }

  private line(from: Point, to: Point, thickness: number, colour: Rgb): void {
    const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y)))
    for (let step = 0; step <= steps; step++) {
      const [x, y] = [from.x + ((to.x - from.x) * step) / steps, from.y + ((to.y - from.y) * step) / steps]
      this.fill({ left: x - thickness / 2, top: y - thickness / 2, width: thickness, height: thickness }, colour)
    }
  }

  /** On a halo: legible on bright columns and on dark background alike. */
  text(text: string, { left, top, size }: Lettering, colour: Rgb, halo = BLACK): void {
    const x0 = Math.min(Math.max(left, size), this.width - (textWidth(text) + 1) * size)
    const y0 = Math.min(Math.max(top, size), this.height - (GLYPH_HEIGHT + 1) * size)
    const square = (x: number, y: number, side: number) => ({
      left: x0 + x * size,
      top: y0 + y * size,
      width: side * size,
      height: side * size,
    })
    eachTextPixel(text, (x, y) => this.fill(square(x - 1, y - 1, 3), halo))
    eachTextPixel(text, (x, y) => this.fill(square(x, y, 1), colour))
  }
}
