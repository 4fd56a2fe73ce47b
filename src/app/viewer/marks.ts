import { SIDE_COLOURS, sideOf } from '../../session/picture/colour-map'
import type { DetectionRecord } from '../../session/detector'
import { type Mark, markOf } from '../shared/kinds'
import { css } from './colour-maps'
import type { Frame } from './frame'
import { FONT, HALO, INK, label } from './ink'
import { type Point, type Size, toScreen } from './view'

const SMALLEST = 9
/** With more marks in view the numbers would hide the picture, and one another. */
const MOST_LABELS = 80

/** Corners of the shapes on a circle of radius 1, drawn a little larger so that all look alike in size; circles have none. */
const CORNERS: Readonly<Record<Mark, readonly (readonly [number, number])[]>> = {
  vacancy: [],
  deficit: polygon(3, 90, 1.3),
  excess: polygon(3, -90, 1.3),
  displacement: polygon(4, 0, 1.2),
  interstitial: polygon(5, -90, 1.15),
  species: polygon(4, 45, 1.25),
  other: polygon(6, 0, 1.1),
}

function polygon(corners: number, from: number, size: number): [number, number][] {
  return Array.from({ length: corners }, (_, k) => {
    const angle = ((from + (360 * k) / corners) * Math.PI) / 180
    return [size * Math.cos(angle), size * Math.sin(angle)]
  })
}

/** A shape by kind around every detection, in the colour of its side, with its number where there is room. */
export function paintDetections(context: CanvasRenderingContext2D, frame: Frame): void {
  const radius = Math.max(SMALLEST, frame.ringRadius * frame.transform.scale.x)
  context.font = FONT
  context.textBaseline = 'alphabetic'
  const seen = frame.detections
    .map((detection, index) => ({ detection, index, at: place(frame, detection) }))
    .filter(({ at }) => !outside(at, frame.viewport, radius + 24))
  for (const { detection, index, at } of seen) {
    const colour = css(SIDE_COLOURS[sideOf(detection)])
    const chosen = index === frame.selected
    trace(context, markOf(detection.kind), at, radius)
    stroke(context, chosen ? 7 : 4, HALO)
    stroke(context, chosen ? 4 : 2, chosen ? INK : colour)
    if (chosen) stroke(context, 1.5, colour)
    if (!chosen && seen.length > MOST_LABELS) continue
    const corner = { x: at.x + radius * 0.72 + 3, y: at.y - radius * 0.72 - 3 }
    label(context, String(detection.id), corner, chosen ? INK : colour)
  }
}

/** A detection's position counts from the middle of the first pixel, the picture's from its corner. */
export function place({ transform }: Pick<Frame, 'transform'>, { x, y }: Pick<DetectionRecord, 'x' | 'y'>): Point {
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
