import type { ColumnGeometry } from '../patch/columns'
import type { Drawing } from '../patch/smooth-defects'

/** The published micrograph's scale, Å per px: 3.905 Å are 23.87 px. */
export const PUBLISHED_PIXEL = 0.1636

/** σ of a column of the published patches, px. */
const SIGMA = 3.3

/** Defects as on the published patches: 8-bit images, 24 px a cell, shifts in Å. */
export function publishedDrawing(geometry: ColumnGeometry): Drawing {
  return { geometry, sigma: SIGMA, pixelSize: PUBLISHED_PIXEL, eightBit: true }
}
