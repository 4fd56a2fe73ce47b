import { arrowKey, directionColour } from '../../session/picture/arrows'
import { css } from '../../session/picture/sequential'
import type { DrawnArrows, Frame } from './frame'
import { FONT, HALO, INK } from './ink'
import { type Point, toScreen } from './view'

/** Directions that have a colour of their own; all arrows of one are one path. */
const DIRECTIONS = 24
/** With more in view only some are drawn, evenly chosen: the page must not stall. */
const MOST = 8000
/** Parts of its length that an arrow's head is long, and half as wide. */
const HEAD = 0.35

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
  stroke(context, drawn, 3.5, HALO)
  for (let direction = 0; direction < DIRECTIONS; direction++) {
    const some = drawn.filter((arrow) => arrow.direction === direction)
    if (some.length > 0) stroke(context, some, 1.75, css(directionColour((2 * Math.PI * direction) / DIRECTIONS)))
  }
  context.restore()
}

/** An arrow of known length, above the scale bar in the lower left corner of what is seen. */
export function paintArrowKey(context: CanvasRenderingContext2D, frame: Frame, arrows: DrawnArrows): void {
  const { transform, viewport, micrograph, angstromPerPixel } = frame
  const { px, label } = arrowKey(arrows, angstromPerPixel)
  const length = px * arrows.enlarged * transform.scale.x
  const left = Math.max(toScreen(transform, { x: 0, y: 0 }).x, 0) + 20
  const bottom = Math.min(toScreen(transform, { x: 0, y: micrograph.height }).y, viewport.height)
  const y = bottom - 74
  context.fillStyle = HALO
  context.fillRect(left - 10, y - 26, Math.max(length, 44) + 20, 36)
  stroke(context, [{ from: { x: left, y }, to: { x: left + length, y } }], 2, INK)
  context.font = FONT
  context.textBaseline = 'alphabetic'
  context.fillStyle = INK
  context.fillText(label, left, y - 9)
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
    const [x, y] = [HEAD * (from.x - to.x), HEAD * (from.y - to.y)]
    context.moveTo(from.x, from.y)
    context.lineTo(to.x, to.y)
    context.moveTo(to.x + x - 0.5 * y, to.y + y + 0.5 * x)
    context.lineTo(to.x, to.y)
    context.lineTo(to.x + x + 0.5 * y, to.y + y - 0.5 * x)
  }
  context.stroke()
}
