import { paintArrowKey, paintArrows } from './arrows'
import { paintCursor } from './cursor'
import { paintDivider } from './divider'
import type { Frame } from './frame'
import { paintMarkers, paintRegions, paintScaleBar } from './marks'
import { paintRuler } from './ruler'
import { paintTrainingRegion } from './training-region'

/** From here on a pixel is large enough to be looked at: it is shown as the square it is. */
const SHOW_PIXELS_AT = 2.5

/** Draws one frame: pictures in image space, then marks and scale bar in screen space, so they keep their size. */
export function paint(context: CanvasRenderingContext2D, frame: Frame): void {
  const { viewport, density, divider } = frame
  context.setTransform(density, 0, 0, density, 0, 0)
  context.clearRect(0, 0, viewport.width, viewport.height)
  if (divider) {
    const { at } = divider
    clipped(context, new DOMRect(0, 0, at, viewport.height), () => paintImage(context, frame, frame.micrograph))
    const right = new DOMRect(at, 0, viewport.width - at, viewport.height)
    clipped(context, right, () => paintResult(context, frame))
    paintDivider(context, divider, viewport.height)
  } else paintResult(context, frame)
  paintScaleBar(context, frame)
  if (frame.arrows) paintArrowKey(context, frame, frame.arrows)
  if (frame.line) paintRuler(context, frame.transform, frame.line)
  if (frame.cursor) paintCursor(context, frame.transform, frame.cursor)
}

function paintResult(context: CanvasRenderingContext2D, frame: Frame): void {
  paintImage(context, frame, frame.picture)
  if (frame.overlay && frame.overlayOpacity > 0) {
    context.globalAlpha = frame.overlayOpacity
    paintImage(context, frame, frame.overlay)
    context.globalAlpha = 1
  }
  if (frame.arrows && frame.overlayOpacity > 0) paintArrows(context, frame, frame.arrows)
  paintTrainingRegion(context, frame)
  paintRegions(context, frame)
  paintMarkers(context, frame)
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

/** Whatever `act` paints shows within the box alone. */
function clipped(context: CanvasRenderingContext2D, { x, y, width, height }: DOMRect, act: () => void): void {
  context.save()
  context.beginPath()
  context.rect(x, y, width, height)
  context.clip()
  act()
  context.restore()
}
