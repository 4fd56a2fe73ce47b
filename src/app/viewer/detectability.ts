import { quantile } from 'd3-array'
import { html, type TemplateResult } from 'lit'
import type { PeriodicResult } from '../../session/detector'
import { significant } from '../shared/format'
import { colourAt, css, type MapName } from './colour-maps'
import type { Size } from './view'

/** The smallest changes of a column that would have been found, by the names that results have for them. */
export const DETECTABLE = {
  deficit: 'Smallest deficit',
  excess: 'Smallest excess',
  shift: 'Smallest shift',
} as const

export type DetectableName = keyof typeof DETECTABLE

export const DETECTABLE_MAP: MapName = 'viridis'
/** The ends of the colour map, beyond which few columns lie. */
const ENDS = [0.02, 0.98] as const
/** Radius of a disc in parts of the cell's shorter edge: discs of neighbours do not touch. */
const RADIUS = 0.3
/** Discs at a time, so that the page never stalls. */
const TURN = 1000

/** What the ends of the colour map stand for; null where no column was judged. */
export function detectableRange(
  { result }: PeriodicResult,
  name: DetectableName,
): { low: number; high: number } | null {
  const [low, high] = ENDS.map((part) => quantile(result.detectable[name], part))
  return low === undefined || high === undefined ? null : { low, high }
}

/** `12 %`, `0.15 Å`. `pixelSize` is Å per pixel. */
export function detectableText(
  value: number,
  name: DetectableName,
  pixelSize: { x: number; y: number } | null,
): string {
  // Without the last digits, in which 100 · 0.3 is more than 30.
  if (name !== 'shift') return `${Math.ceil(Number((100 * value).toPrecision(5)))} %`
  return pixelSize ? `${significant(value * Math.sqrt(pixelSize.x * pixelSize.y), 2)} Å` : `${significant(value, 2)} px`
}

/** What the colours stand for. */
export function detectableKey(
  found: PeriodicResult,
  name: DetectableName,
  pixelSize: { x: number; y: number } | null,
): TemplateResult {
  const range = detectableRange(found, name)
  if (!range) return html`<div class="legend">No column was judged</div>`
  const { low, high } = range
  return html`
    <div class="legend">
      ${DETECTABLE[name]} found: ${detectableText(low, name, pixelSize)} <span class="bar"></span>
      ${detectableText(high, name, pixelSize)}
    </div>
  `
}

/** A disc at every judged column, coloured by its value, on a picture of this size. Null when `signal` aborts. */
export async function drawDetectable(
  found: PeriodicResult,
  name: DetectableName,
  { width, height }: Size,
  signal: AbortSignal,
): Promise<ImageBitmap | null> {
  const range = detectableRange(found, name)
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context || !range) return null
  const { columns, detectable } = found.result
  const radius = RADIUS * Math.min(...found.lattice.lengths)
  for (let n = 0; n < columns.count; n++) {
    if (n % TURN === 0) await new Promise((resume) => setTimeout(resume))
    if (signal.aborted) return null
    const value = detectable[name][n]
    if (Number.isNaN(value)) continue
    context.fillStyle = css(colourAt(DETECTABLE_MAP, (value - range.low) / (range.high - range.low || 1)))
    context.beginPath()
    context.arc(columns.x[n] + 0.5, columns.y[n] + 0.5, radius, 0, 2 * Math.PI)
    context.fill()
  }
  return canvas.transferToImageBitmap()
}
