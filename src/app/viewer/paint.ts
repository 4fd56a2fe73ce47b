import type { DetectionRecord, PeriodicResult } from '../../session/detector'
import { chooseScaleBar } from '../../session/scale-bar'
import { FONT, HALO, paintDetections, paintRegions } from './markers'
import { type Size, toScreen, type Transform } from './view'

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
  detections: readonly DetectionRecord[]
  regions: PeriodicResult['result']['regions']
  selected: number | null
  /** Image pixels from a detection to its ring. */
  ringRadius: number
  angstromPerPixel: number | null
}

/** From here on a pixel is large enough to be looked at: it is shown as the square it is. */
const SHOW_PIXELS_AT = 2.5

/** Draws one frame: the picture, the heat map, then markers and scale bar in screen space, so they keep their size. */
export function paint(context: CanvasRenderingContext2D, frame: Frame): void {
  const { viewport, density } = frame
  context.setTransform(density, 0, 0, density, 0, 0)
  context.clearRect(0, 0, viewport.width, viewport.height)
  paintPictures(context, frame)
  context.setTransform(density, 0, 0, density, 0, 0)
  paintRegions(context, frame)
  paintDetections(context, frame)
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
  context.textBaseline = 'alphabetic'
  context.textAlign = 'center'
  context.fillText(bar.label, left + bar.pixels / 2, top - 8)
  context.textAlign = 'start'
}
