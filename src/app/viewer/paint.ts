import { DEFICIT_COLOUR, EXCESS_COLOUR, type Rgb } from '../../session/colour-map'
import type { Detection } from '../../session/detector'
import { chooseScaleBar } from '../../session/scale-bar'
import { type Point, type Size, toScreen, type Transform } from './view'

export interface Frame {
  viewport: Size
  /** Device pixels per CSS pixel. */
  density: number
  /** Image → screen (CSS pixels). */
  transform: Transform
  base: OffscreenCanvas
  heat: OffscreenCanvas | null
  /** 0–1. */
  heatOpacity: number
  detections: readonly Detection[]
  selected: number | null
  /** Image pixels from a detection to its ring. */
  ringRadius: number
  angstromPerPixel: number | null
}

const FONT = '600 12px system-ui, sans-serif'
/** From here on a pixel is large enough to be looked at: it is shown as the square it is. */
const SHOW_PIXELS_AT = 2.5
const SMALLEST_RING = 9
/** With more in view the numbers would hide the picture, and one another. */
const MOST_LABELS = 80
const HALO = 'rgb(0 0 0 / 0.75)'

/** Draws one frame: the picture, the heat map, then markers and scale bar in screen space, so they keep their size. */
export function paint(context: CanvasRenderingContext2D, frame: Frame): void {
  const { viewport, density } = frame
  context.setTransform(density, 0, 0, density, 0, 0)
  context.clearRect(0, 0, viewport.width, viewport.height)
  paintPictures(context, frame)
  context.setTransform(density, 0, 0, density, 0, 0)
  paintMarkers(context, frame)
  paintScaleBar(context, frame)
}

function paintPictures(context: CanvasRenderingContext2D, frame: Frame): void {
  const { scale, offset } = frame.transform
  context.transform(scale.x, 0, 0, scale.y, offset.x, offset.y)
  context.imageSmoothingEnabled = scale.x < SHOW_PIXELS_AT
  context.imageSmoothingQuality = 'medium'
  context.drawImage(frame.base, 0, 0)
  if (!frame.heat || frame.heatOpacity === 0) return
  context.globalAlpha = frame.heatOpacity
  context.drawImage(frame.heat, 0, 0)
  context.globalAlpha = 1
}

function paintMarkers(context: CanvasRenderingContext2D, frame: Frame): void {
  const radius = Math.max(SMALLEST_RING, frame.ringRadius * frame.transform.scale.x)
  context.font = FONT
  context.textBaseline = 'alphabetic'
  const seen = frame.detections
    // A detection names a pixel; its middle is half a pixel further.
    .map(({ x, y, kind }, index) => ({ kind, index, at: toScreen(frame.transform, { x: x + 0.5, y: y + 0.5 }) }))
    .filter(({ at }) => !outside(at, frame.viewport, radius + 24))
  for (const { kind, index, at } of seen) {
    const colour = css(kind === 'deficit' ? DEFICIT_COLOUR : EXCESS_COLOUR)
    const chosen = index === frame.selected
    ring(context, at, radius, chosen ? 7 : 4, HALO)
    ring(context, at, radius, chosen ? 4 : 2, chosen ? '#fff' : colour)
    if (chosen) ring(context, at, radius, 1.5, colour)
    if (!chosen && seen.length > MOST_LABELS) continue
    const corner = { x: at.x + radius * 0.72 + 2, y: at.y - radius * 0.72 - 2 }
    label(context, String(index + 1), corner, chosen ? '#fff' : colour)
  }
}

function outside(at: Point, { width, height }: Size, margin: number): boolean {
  return at.x < -margin || at.y < -margin || at.x > width + margin || at.y > height + margin
}

function ring(context: CanvasRenderingContext2D, at: Point, radius: number, width: number, colour: string): void {
  context.beginPath()
  context.arc(at.x, at.y, radius, 0, 2 * Math.PI)
  context.lineWidth = width
  context.strokeStyle = colour
  context.stroke()
}

function label(context: CanvasRenderingContext2D, text: string, at: Point, colour: string): void {
  context.lineJoin = 'round'
  context.lineWidth = 4
  context.strokeStyle = HALO
  context.strokeText(text, at.x, at.y)
  context.fillStyle = colour
  context.fillText(text, at.x, at.y)
}

/** In the lower left corner of what is seen of the picture: a bar beside the picture would measure nothing. */
function paintScaleBar(
  context: CanvasRenderingContext2D,
  { viewport, transform, base, angstromPerPixel }: Frame,
): void {
  const first = toScreen(transform, { x: 0, y: 0 })
  const last = toScreen(transform, { x: base.width, y: base.height })
  const seen = Math.min(last.x, viewport.width) - Math.max(first.x, 0)
  const bar = chooseScaleBar(
    angstromPerPixel === null ? null : angstromPerPixel / transform.scale.x,
    Math.min(180, seen / 3),
  )
  if (!bar) return
  const left = Math.max(first.x, 0) + 20
  const top = Math.min(last.y, viewport.height) - 22
  context.fillStyle = HALO
  context.fillRect(left - 10, top - 24, bar.pixels + 20, 36)
  context.fillStyle = '#fff'
  context.fillRect(left, top, bar.pixels, 4)
  context.font = FONT
  context.textAlign = 'center'
  context.fillText(bar.label, left + bar.pixels / 2, top - 8)
  context.textAlign = 'start'
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`
}
