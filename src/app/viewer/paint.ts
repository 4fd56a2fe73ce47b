import type { DetectionRecord, PeriodicResult } from '../../session/detector'
import { chooseScaleBar } from '../../session/picture/scale-bar'
import { type Bulk, paintBulk } from './bulk'
import { FONT, HALO, label, paintDetections, paintRegions } from './markers'
import { type Point, type Size, toScreen, type Transform } from './view'

/** An upright line, so many CSS pixels from the left, with a handle of this diameter, and the names of what it parts. */
export interface Divider {
  at: number
  handle: number
  left: string
  right: string
}

export interface Frame {
  viewport: Size
  /** Device pixels per CSS pixel. */
  density: number
  /** Image → screen (CSS pixels). */
  transform: Transform
  micrograph: ImageBitmap
  /** What the heat map lies on: the micrograph itself, or its prediction. */
  picture: ImageBitmap
  heat: ImageBitmap | null
  /** 0–1. */
  heatOpacity: number
  /** To the left of it is the micrograph alone; null: nowhere. */
  divider: Divider | null
  detections: readonly DetectionRecord[]
  /** What is learned from, where it is not the whole picture. */
  bulk: Bulk | null
  regions: PeriodicResult['result']['regions']
  selected: number | null
  /** Image pixels from a detection to its ring. */
  ringRadius: number
  angstromPerPixel: number | null
}

/** From here on a pixel is large enough to be looked at: it is shown as the square it is. */
const SHOW_PIXELS_AT = 2.5

/** Draws one frame: pictures in image space, then marks and scale bar in screen space, so they keep their size. */
export function paint(context: CanvasRenderingContext2D, frame: Frame): void {
  const { viewport, density, divider } = frame
  context.setTransform(density, 0, 0, density, 0, 0)
  context.clearRect(0, 0, viewport.width, viewport.height)
  if (divider) {
    within(context, 0, divider.at, viewport.height, () => paintImage(context, frame, frame.micrograph))
    within(context, divider.at, viewport.width, viewport.height, () => paintResult(context, frame))
    paintDivider(context, divider, viewport.height)
  } else paintResult(context, frame)
  paintScaleBar(context, frame)
}

function paintResult(context: CanvasRenderingContext2D, frame: Frame): void {
  paintImage(context, frame, frame.picture)
  if (frame.heat && frame.heatOpacity > 0) {
    context.globalAlpha = frame.heatOpacity
    paintImage(context, frame, frame.heat)
    context.globalAlpha = 1
  }
  paintBulk(context, frame)
  paintRegions(context, frame)
  paintDetections(context, frame)
}

function paintImage(
  context: CanvasRenderingContext2D,
  { transform: { scale, offset } }: Frame,
  image: ImageBitmap,
): void {
  context.save()
  context.transform(scale.x, 0, 0, scale.y, offset.x, offset.y)
  context.imageSmoothingEnabled = scale.x < SHOW_PIXELS_AT
  context.imageSmoothingQuality = 'medium'
  context.drawImage(image, 0, 0)
  context.restore()
}

/** What is painted meanwhile is seen only between two places on the x axis of the screen. */
function within(
  context: CanvasRenderingContext2D,
  left: number,
  right: number,
  height: number,
  paint: () => void,
): void {
  context.save()
  context.beginPath()
  context.rect(left, 0, right - left, height)
  context.clip()
  paint()
  context.restore()
}

/** The names are above the scale bar. */
function paintDivider(context: CanvasRenderingContext2D, { at, handle, left, right }: Divider, height: number): void {
  context.fillStyle = HALO
  context.fillRect(at - 2, 0, 4, height)
  context.fillStyle = '#fff'
  context.fillRect(at - 1, 0, 2, height)
  paintHandle(context, { x: at, y: height / 2 }, handle / 2)
  context.font = FONT
  context.textBaseline = 'alphabetic'
  context.textAlign = 'right'
  label(context, left, { x: at - 10, y: height - 62 }, '#fff')
  context.textAlign = 'left'
  label(context, right, { x: at + 10, y: height - 62 }, '#fff')
  context.textAlign = 'start'
}

/** A disc with an arrow to either side. */
function paintHandle(context: CanvasRenderingContext2D, { x, y }: Point, radius: number): void {
  context.beginPath()
  context.arc(x, y, radius - 2, 0, 2 * Math.PI)
  context.fillStyle = HALO
  context.fill()
  context.lineWidth = 2
  context.strokeStyle = '#fff'
  context.stroke()
  for (const side of [-1, 1]) {
    const [from, to] = [x + side * 0.25 * radius, x + side * 0.6 * radius]
    context.beginPath()
    context.moveTo(from, y - 0.35 * radius)
    context.lineTo(to, y)
    context.lineTo(from, y + 0.35 * radius)
    context.stroke()
  }
}

/** In the lower left corner of what is seen of the picture: a bar beside the picture would measure nothing. */
function paintScaleBar(
  context: CanvasRenderingContext2D,
  { viewport, transform, micrograph, angstromPerPixel }: Frame,
): void {
  const first = toScreen(transform, { x: 0, y: 0 })
  const last = toScreen(transform, { x: micrograph.width, y: micrograph.height })
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
