import { directionColour } from '../../session/picture/arrows'
import { ARROW_HALO, ARROW_LINE, arrowKeyShapes, arrowPoints } from '../../session/picture/shapes'
import { css } from '../../session/picture/sequential'
import type { DrawnArrows, Frame } from './frame'
import { HALO } from './ink'
import { paintShapes } from './paint-shapes'
import { type Point, toScreen } from './view'

/** Directions that have a colour of their own; all arrows of one are one path. */
const DIRECTIONS = 24
/** With more in view only some are drawn, evenly chosen: the page must not stall. */
const MOST = 8000

export function paintArrows(context: CanvasRenderingContext2D, frame: Frame, arrows: DrawnArrows): void {
  const { transform, viewport, overlayOpacity } = frame
  const { columns, enlarged } = arrows
  const seen: { from: Point; to: Point; direction: number }[] = []
  for (const n of arrows.which) {
    const from = toScreen(transform, { x: columns.x[n] + 0.5, y: columns.y[n] + 0.5 })
    if (from.x < -50 || from.y < -50 || from.x > viewport.width + 50 || from.y > viewport.height + 50) continue
    const [x, y] = [arrows.x[n] * enlarged * transform.scale.x, arrows.y[n] * enlarged * transform.scale.y]
    const turn = Math.atan2(y, x) / (2 * Math.PI)
    const direction = Math.round((turn < 0 ? turn + 1 : turn) * DIRECTIONS) % DIRECTIONS
    seen.push({ from, to: { x: from.x + x, y: from.y + y }, direction })
  }
  const every = Math.ceil(seen.length / MOST)
  const drawn = seen.filter((_, n) => n % every === 0)
  context.save()
  context.globalAlpha = overlayOpacity
  context.lineJoin = context.lineCap = 'round'
  stroke(context, drawn, ARROW_HALO, HALO)
  for (let direction = 0; direction < DIRECTIONS; direction++) {
    const some = drawn.filter((arrow) => arrow.direction === direction)
    if (some.length > 0) stroke(context, some, ARROW_LINE, css(directionColour((2 * Math.PI * direction) / DIRECTIONS)))
  }
  context.restore()
}

/** An arrow of known length, above the scale bar in the lower left corner of what is seen. */
export function paintArrowKey(context: CanvasRenderingContext2D, frame: Frame, arrows: DrawnArrows): void {
  const { transform, viewport, micrograph, angstromPerPixel } = frame
  const left = Math.max(toScreen(transform, { x: 0, y: 0 }).x, 0)
  const bottom = Math.min(toScreen(transform, { x: 0, y: micrograph.height }).y, viewport.height)
  const seen = { left, top: 0, width: viewport.width - left, height: bottom }
  paintShapes(context, arrowKeyShapes(arrows, seen, transform, angstromPerPixel))
}

function stroke(
  context: CanvasRenderingContext2D,
  arrows: readonly { from: Point; to: Point }[],
  width: number,
  colour: string,
): void {
  context.lineWidth = width
  context.strokeStyle = colour
  context.beginPath()
  for (const { from, to } of arrows) {
    context.moveTo(from.x, from.y)
    for (const { x, y } of arrowPoints(from, to)) context.lineTo(x, y)
  }
  context.stroke()
}
