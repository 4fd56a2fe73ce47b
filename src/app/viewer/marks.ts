import { SIDE_COLOURS } from '../../session/picture/colour-map'
import { CORNERS, type Mark } from '../../session/picture/marks'
import { css } from '../../session/picture/sequential'
import type { Frame } from './frame'
import { FONT, HALO, INK, label } from './ink'
import { type Point, type Size, toScreen } from './view'

const SMALLEST = 9
/** With more marks in view the numbers would hide the picture, and one another. */
const MOST_LABELS = 80
/** Of what was rejected. */
const FAINT = 0.4
const DASHES = [5, 4]

/** A shape by kind around every detection, in the colour of its side, with its number where there is room. */
export function paintMarkers(context: CanvasRenderingContext2D, frame: Frame): void {
  const radius = Math.max(SMALLEST, frame.ringRadius * frame.transform.scale.x)
  context.font = FONT
  context.textBaseline = 'alphabetic'
  const seen = frame.markers
    .map((marker, index) => ({ marker, index, at: place(frame, marker) }))
    .filter(({ at }) => !outside(at, frame.viewport, radius + 24))
  for (const { marker, index, at } of seen) {
    const colour = css(SIDE_COLOURS[marker.side])
    const chosen = index === frame.selected
    context.globalAlpha = marker.style === 'rejected' ? FAINT : 1
    context.setLineDash(marker.style === 'added' ? DASHES : [])
    trace(context, marker.mark, at, radius)
    stroke(context, chosen ? 7 : 4, HALO)
    stroke(context, chosen ? 4 : 2, chosen ? INK : colour)
    if (chosen) stroke(context, 1.5, colour)
    context.setLineDash([])
    if (chosen || seen.length <= MOST_LABELS) {
      const corner = { x: at.x + radius * 0.72 + 3, y: at.y - radius * 0.72 - 3 }
      label(context, marker.label, corner, chosen ? INK : colour)
    }
    context.globalAlpha = 1
  }
}

/** A column's position counts from the middle of the first pixel, the picture's from its corner. */
export function place({ transform }: Pick<Frame, 'transform'>, { x, y }: Point): Point {
  return toScreen(transform, { x: x + 0.5, y: y + 0.5 })
}

function outside(at: Point, { width, height }: Size, margin: number): boolean {
  return at.x < -margin || at.y < -margin || at.x > width + margin || at.y > height + margin
}

/** Makes the shape the context's path. */
function trace(context: CanvasRenderingContext2D, mark: Mark, { x, y }: Point, radius: number): void {
  context.beginPath()
  const corners = CORNERS[mark]
  if (corners.length === 0) context.arc(x, y, radius, 0, 2 * Math.PI)
  for (const [dx, dy] of corners) context.lineTo(x + radius * dx, y + radius * dy)
  context.closePath()
}

function stroke(context: CanvasRenderingContext2D, width: number, colour: string): void {
  context.lineJoin = 'round'
  context.lineWidth = width
  context.strokeStyle = colour
  context.stroke()
}
