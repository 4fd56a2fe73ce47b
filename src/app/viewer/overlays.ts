import { html, type TemplateResult } from 'lit'
import type { PeriodicResult } from '../../session/detector'
import { ARROWS, type ArrowsName, columnArrows } from '../../session/picture/arrows'
import { type ColumnMapName, columnMap, DISC_RADIUS, MAPS, mapText } from '../../session/picture/maps'
import type { DifferenceName } from '../../session/picture/difference'
import { css } from '../../session/picture/sequential'
import { t } from '../language/message'
import { said } from '../language/told'
import { localised } from '../language/numbers'
import type { DrawnArrows } from './frame'
import type { Size } from './view'

/** What may lie over the picture. */
export type Overlay = DifferenceName | ColumnMapName | ArrowsName

type PixelSize = { x: number; y: number } | null

/** Discs at a time, so that the page never stalls. */
const TURN = 1000

export function isMap(overlay: Overlay): overlay is ColumnMapName {
  return overlay in MAPS
}

export function isArrows(overlay: Overlay): overlay is ArrowsName {
  return overlay in ARROWS
}

export function overlayLabel(overlay: Overlay): string {
  if (isMap(overlay)) return said(MAPS[overlay].label)
  if (isArrows(overlay)) return said(ARROWS[overlay])
  return overlay === 'phase' ? t`Against the main phase` : t`Heat map`
}

/** What the colours of a map, or the arrows, stand for. */
export function overlayKey(
  found: PeriodicResult,
  overlay: ColumnMapName | ArrowsName,
  pixelSize: PixelSize,
): TemplateResult {
  if (isArrows(overlay)) return arrowsLegend(found, overlay)
  const map = columnMap(found, overlay)
  if (!map) return html`<div class="legend">${t`No column was judged`}</div>`
  const [low, high] = [map.low, map.high].map((value) => localised(mapText(value, overlay, pixelSize)))
  return html`
    <div class="legend">
      ${map.isDiverging ? overlayLabel(overlay) : t`${overlayLabel(overlay)} found`}: ${low}
      <span class="bar ${map.isDiverging ? 'diverging' : ''}"></span> ${high}
    </div>
  `
}

function arrowsLegend(found: PeriodicResult, name: ArrowsName): TemplateResult {
  const arrows = columnArrows(found, name)
  if (!arrows) {
    const none = name === 'polarisation' ? t`Polarisation takes two sublattices` : t`No column was judged`
    return html`<div class="legend">${none}</div>`
  }
  return html`<div class="legend">${t`${overlayLabel(name)}, coloured by direction`}</div>`
}

/** Arrows, where they are what lies over the picture and there are any. */
export function drawnArrows(found: PeriodicResult, overlay: Overlay): DrawnArrows | null {
  const arrows = isArrows(overlay) ? columnArrows(found, overlay) : null
  return arrows && { ...arrows, columns: found.result.columns }
}

/** A disc at every column of which the value is known, on a picture of this size. Null when `signal` aborts. */
export async function drawMap(
  found: PeriodicResult,
  name: ColumnMapName,
  { width, height }: Size,
  signal: AbortSignal,
): Promise<ImageBitmap | null> {
  const map = columnMap(found, name)
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context || !map) return null
  const { columns } = found.result
  const radius = DISC_RADIUS * Math.min(...found.lattice.lengths)
  for (let n = 0; n < columns.count; n++) {
    if (n % TURN === 0) await new Promise((resume) => setTimeout(resume))
    if (signal.aborted) return null
    const value = map.values[n]
    if (Number.isNaN(value)) continue
    context.fillStyle = css(map.colour(value))
    context.beginPath()
    context.arc(columns.x[n] + 0.5, columns.y[n] + 0.5, radius, 0, 2 * Math.PI)
    context.fill()
  }
  return canvas.transferToImageBitmap()
}
