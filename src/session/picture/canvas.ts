import type { Rgb } from './colour-map'
import { eachTextPixel, GLYPH_HEIGHT, textWidth } from './pixel-font'

export interface Raster {
  data: Uint8ClampedArray<ArrayBuffer>
  width: number
  height: number
}

export const BLACK: Rgb = [0, 0, 0]
export const WHITE: Rgb = [255, 255, 255]

/** Opaque pixels and the few things drawn with them; everything outside is clipped. */
export class Canvas implements Raster {
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

  /** A line from one point to another, with a head a third as long at the second. */
  arrow(fromX: number, fromY: number, toX: number, toY: number, thickness: number, colour: Rgb): void {
    this.line(fromX, fromY, toX, toY, thickness, colour)
    const [x, y] = [(fromX - toX) / 3, (fromY - toY) / 3]
    for (const side of [0.5, -0.5]) this.line(toX, toY, toX + x - side * y, toY + y + side * x, thickness, colour)
  }

  private line(fromX: number, fromY: number, toX: number, toY: number, thickness: number, colour: Rgb): void {
    const steps = Math.max(1, Math.ceil(Math.hypot(toX - fromX, toY - fromY)))
    for (let step = 0; step <= steps; step++) {
      const [x, y] = [fromX + ((toX - fromX) * step) / steps, fromY + ((toY - fromY) * step) / steps]
      this.fill(x - thickness / 2, y - thickness / 2, thickness, thickness, colour)
    }
  }

  /** `size` pixels a glyph pixel, on a halo: legible on bright columns and on dark background alike. */
  text(text: string, left: number, top: number, size: number, colour: Rgb, halo = BLACK): void {
    const x0 = Math.min(Math.max(left, size), this.width - (textWidth(text) + 1) * size)
    const y0 = Math.min(Math.max(top, size), this.height - (GLYPH_HEIGHT + 1) * size)
    eachTextPixel(text, (x, y) => this.fill(x0 + (x - 1) * size, y0 + (y - 1) * size, 3 * size, 3 * size, halo))
    eachTextPixel(text, (x, y) => this.fill(x0 + x * size, y0 + y * size, size, size, colour))
  }
}
