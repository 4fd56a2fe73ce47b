import { dashedBox, LETTERS, label, markerShapes, scaleBarShapes } from '../../session/picture/shapes'
import { MOST_LABELS, regionLabel } from '../../session/picture/marks'
import type { Frame } from './frame'
import { boxBetween } from './ink'
import { paintShapes } from './paint-shapes'
import { type Point, type Size, toScreen } from './view'

/** A shape by kind around every detection, in the colour of its side, with its number where there is room. */
export function paintMarkers(context: CanvasRenderingContext2D, frame: Frame): void {
  const radius = frame.ringRadius * frame.transform.scale.x
  const seen = frame.markers
    .map((marker, index) => ({ marker, index }))
    .filter(({ marker }) => !outside(place(frame, marker), frame.viewport, radius + 24))
  const labelled = seen.length <= MOST_LABELS
  for (const { marker, index } of seen) {
    paintShapes(context, markerShapes(marker, frame.transform, { radius, chosen: index === frame.selected, labelled }))
  }
}

/** A dashed box around every found region, and what it is. */
export function paintRegions(context: CanvasRenderingContext2D, { regions, transform }: Frame): void {
  for (const region of regions) {
    const { left, top, right, bottom } = region.box
    const start = toScreen(transform, { x: left + 0.5, y: top + 0.5 })
    const box = boxBetween(start, toScreen(transform, { x: right + 0.5, y: bottom + 0.5 }))
    const corner = { x: Math.max(start.x, 0) + 6, y: Math.max(start.y, 0) + 6 + 0.8 * LETTERS }
    paintShapes(context, [...dashedBox(box), label(regionLabel(region), corner)])
  }
}

/** In a corner of the visible part of the picture: a bar beside the picture would measure nothing. */
export function paintScaleBar(
  context: CanvasRenderingContext2D,
  { viewport, transform, micrograph, angstromPerPixel, scaleBar }: Frame,
): void {
  if (!scaleBar) return
  const first = toScreen(transform, { x: 0, y: 0 })
  const last = toScreen(transform, { x: micrograph.width, y: micrograph.height })
  const [left, top] = [Math.max(first.x, 0), Math.max(first.y, 0)]
  const [right, bottom] = [Math.min(last.x, viewport.width), Math.min(last.y, viewport.height)]
  const seen = { left, top, width: right - left, height: bottom - top }
  paintShapes(context, scaleBarShapes(seen, angstromPerPixel && angstromPerPixel / transform.scale.x, scaleBar))
}

/** A column's position counts from the middle of the first pixel, the picture's from its corner. */
function place({ transform }: Pick<Frame, 'transform'>, { x, y }: Point): Point {
  return toScreen(transform, { x: x + 0.5, y: y + 0.5 })
}

/** The detection whose place is nearest to a point of the screen, by its index; null where none is as near as `reach`, CSS pixels. */
export function nearestTo(
  at: Point,
  detections: readonly Point[],
  transform: Frame['transform'],
  reach: number,
): number | null {
  let [nearest, distance]: [number | null, number] = [null, reach]
  detections.forEach((detection, index) => {
    const centre = place({ transform }, detection)
    const away = Math.hypot(centre.x - at.x, centre.y - at.y)
    if (away <= distance) [nearest, distance] = [index, away]
  })
  return nearest
}

function outside(at: Point, { width, height }: Size, margin: number): boolean {
  return at.x < -margin || at.y < -margin || at.x > width + margin || at.y > height + margin
}
