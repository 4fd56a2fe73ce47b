import type { Divider } from './frame'
import { FONT, HALO, INK, label } from './ink'
import type { Point } from './view'

/** The line, its handle, and above the scale bar the names of its two sides. */
export function paintDivider(
  context: CanvasRenderingContext2D,
  { at, handle, left, right }: Divider,
  height: number,
): void {
  context.fillStyle = HALO
  context.fillRect(at - 2, 0, 4, height)
  context.fillStyle = INK
  context.fillRect(at - 1, 0, 2, height)
  paintHandle(context, { x: at, y: height / 2 }, handle / 2)
  context.font = FONT
  context.textBaseline = 'alphabetic'
  context.textAlign = 'right'
  label(context, left, { x: at - 10, y: height - 62 })
  context.textAlign = 'left'
  label(context, right, { x: at + 10, y: height - 62 })
  context.textAlign = 'start'
}

/** A disc with an arrow to either side. */
function paintHandle(context: CanvasRenderingContext2D, { x, y }: Point, radius: number): void {
  context.beginPath()
  context.arc(x, y, radius - 2, 0, 2 * Math.PI)
  context.fillStyle = HALO
  context.fill()
  context.lineWidth = 2
  context.strokeStyle = INK
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
