import type { Canvas } from './canvas'
import { BLACK, WHITE } from './canvas'
import { GLYPH_HEIGHT, textWidth } from './pixel-font'

/** A scale bar: a round length that fits, in Å and in pixels of the picture it is drawn on. */
export interface ScaleBar {
  angstrom: number
  pixels: number
  label: string
}

/** How a scale bar is drawn. */
export interface ScaleBarStyle {
  /** Å; null for a round length that fits. */
  length: number | null
  corner: Corner
  /** Of bar and letters. */
  colour: 'white' | 'black'
  /** Whether a plate of the other colour lies behind it. */
  plate: boolean
}

export const BAR_CORNERS = ['bottom-left', 'bottom-right', 'top-left', 'top-right'] as const
type Corner = (typeof BAR_CORNERS)[number]

export const FIRST_BAR: ScaleBarStyle = { length: null, corner: 'bottom-left', colour: 'white', plate: true }

/** A bar of this length, where it takes no more than `most` pixels; null where it does, or where the pixel size is not known. */
export function givenScaleBar(angstromPerPixel: number | null, angstrom: number, most: number): ScaleBar | null {
  if (angstromPerPixel === null || !(angstromPerPixel > 0)) return null
  const pixels = angstrom / angstromPerPixel
  return pixels <= most ? { angstrom, pixels, label: lengthLabel(angstrom) } : null
}

/**
 * The longest 1-2-5 length that takes at most `room` pixels where one pixel covers `angstromPerPixel` Å.
 * Null where the pixel size is not known: a bar would then be a guess.
 */
export function chooseScaleBar(angstromPerPixel: number | null, room: number): ScaleBar | null {
  if (angstromPerPixel === null || !(angstromPerPixel > 0) || !(room > 0)) return null
  const longest = angstromPerPixel * room
  const decade = 10 ** Math.floor(Math.log10(longest))
  const step = [5, 2, 1].find((candidate) => candidate * decade <= longest) ?? 1
  const angstrom = step * decade
  return { angstrom, pixels: angstrom / angstromPerPixel, label: lengthLabel(angstrom) }
}

/** `5 Å`, `2 nm`, `1 µm`: the unit in which the number is shortest. */
export function lengthLabel(angstrom: number): string {
  if (angstrom >= 10_000) return `${round(angstrom / 10_000)} µm`
  if (angstrom >= 10) return `${round(angstrom / 10)} nm`
  return `${round(angstrom)} Å`
}

/** Removes the binary noise of 0.1 · 2 and the like. */
function round(value: number): number {
  return Number(value.toPrecision(6))
}

/** Bottom left, where the pixel size is known. */
export function paintScaleBar(picture: Canvas, angstromPerPixel: number | null, pen: number): void {
  const bar = chooseScaleBar(angstromPerPixel, picture.width / 4)
  if (!bar) return
  const margin = 12 * pen
  const thickness = 4 * pen
  const top = picture.height - margin - thickness
  const box = { left: margin, top, width: bar.pixels, height: thickness }
  picture.fill({ left: margin - pen, top: top - pen, width: box.width + 2 * pen, height: thickness + 2 * pen }, BLACK)
  picture.fill(box, WHITE)
  const size = 2 * pen
  const centred = margin + (bar.pixels - textWidth(bar.label) * size) / 2
  picture.text(bar.label, { left: Math.max(margin, centred), top: top - (GLYPH_HEIGHT + 2) * size, size }, WHITE)
}
