import { type Arrows, arrowKey, directionColour } from './arrows'
import { SIDE_COLOURS, type Rgb } from './colour-map'
import type { Box, Point, Shape, Stroke } from './drawing'
import { CORNERS, type Mark, type Marker } from './marks'
import { chooseScaleBar, FIRST_BAR, givenScaleBar } from './scale-bar'

const BLACK: Rgb = [0, 0, 0]
const WHITE: Rgb = [255, 255, 255]
/** Of letters on a picture. */
export const LETTERS = 12
const HALO_OPACITY = 0.75
const FAINT = 0.4
const SMALLEST = 9
/** From the picture's edge to a scale bar. */
const BAR_INSET = 20

/** Widths of an arrow's line, and of the halo around it. */
export const ARROW_LINE = 1.75
export const ARROW_HALO = 3.5

/** From px of a micrograph, from its corner, to units of a drawing. */
export interface Placing {
  scale: Point
  offset: Point
}

export function toDrawing({ scale, offset }: Placing, { x, y }: Point): Point {
  return { x: scale.x * x + offset.x, y: scale.y * y + offset.y }
}

function solid(colour: Rgb, width: number, opacity = 1, dashes: readonly number[] = []): Stroke {
  return { colour, width, opacity, dashes }
}

/** A shape by kind, from its outermost halo to its line; `radius` is that of the circle that it is about as large as. */
export function glyph(mark: Mark, at: Point, radius: number, strokes: readonly Stroke[]): Shape[] {
  const corners = CORNERS[mark].map(([dx, dy]) => ({ x: at.x + radius * dx, y: at.y + radius * dy }))
  return strokes.map((stroke) =>
    corners.length === 0
      ? { kind: 'ring', at, radius, stroke }
      : { kind: 'line', points: corners, closed: true, stroke },
  )
}

/** A marker; a chosen one is white with a line of its colour, and has its label whatever is `labelled`. */
export function markerShapes(
  marker: Marker,
  placing: Placing,
  { radius: own, chosen = false, labelled = true }: { radius: number; chosen?: boolean; labelled?: boolean },
): Shape[] {
  const at = toDrawing(placing, { x: marker.x + 0.5, y: marker.y + 0.5 })
  const radius = Math.max(SMALLEST, own)
  const colour = SIDE_COLOURS[marker.side]
  const opacity = marker.style === 'rejected' ? FAINT : 1
  const dashes = marker.style === 'added' ? [5, 4] : []
  const strokes = [
    solid(BLACK, chosen ? 7 : 4, opacity * HALO_OPACITY, dashes),
    solid(chosen ? WHITE : colour, chosen ? 4 : 2, opacity, dashes),
    ...(chosen ? [solid(colour, 1.5, opacity, dashes)] : []),
  ]
  const shapes = glyph(marker.mark, at, radius, strokes)
  if (!chosen && !labelled) return shapes
  const corner = { x: at.x + radius * 0.72 + 3, y: at.y - radius * 0.72 - 3 }
  return [...shapes, label(marker.label, corner, { colour: chosen ? WHITE : colour, opacity })]
}

/** Letters with a halo. */
export function label(
  text: string,
  at: Point,
  { colour = WHITE, opacity = 1 }: { colour?: Rgb; opacity?: number } = {},
): Shape & { kind: 'text' } {
  return { kind: 'text', text, at, anchor: 'start', size: LETTERS, colour, opacity, halo: BLACK }
}

/** A dashed outline. */
export function dashedBox({ left, top, width, height }: Box): Shape[] {
  const points = [
    { x: left, y: top },
    { x: left + width, y: top },
    { x: left + width, y: top + height },
    { x: left, y: top + height },
  ]
  return [solid(BLACK, 4, HALO_OPACITY, [6, 4]), solid(WHITE, 1.5, 1, [6, 4])].map((stroke) => ({
    kind: 'line',
    points,
    closed: true,
    stroke,
  }))
}

/**
 * A scale bar in a corner of a box; nothing where the pixel size, Å per unit, is not known. A length that was asked for and has no room
 * gives way to one that has.
 */
export function scaleBarShapes(box: Box, angstromPerUnit: number | null, style = FIRST_BAR): Shape[] {
  const { length, corner, plate } = style
  const given = length === null ? null : givenScaleBar(angstromPerUnit, length, box.width - 2 * BAR_INSET)
  const bar = given ?? chooseScaleBar(angstromPerUnit, Math.min(180, box.width / 3))
  if (!bar) return []
  const left = corner.endsWith('left') ? box.left + BAR_INSET : box.left + box.width - BAR_INSET - bar.pixels
  const top = corner.startsWith('top') ? box.top + 34 : box.top + box.height - 22
  const [colour, behind] = style.colour === 'white' ? [WHITE, BLACK] : [BLACK, WHITE]
  const back = panel({ left: left - 10, top: top - 24, width: bar.pixels + 20, height: 36 }, behind)
  return [
    ...(plate ? [back] : []),
    { kind: 'box', box: { left, top, width: bar.pixels, height: 4 }, colour, opacity: 1 },
    {
      kind: 'text',
      text: bar.label,
      at: { x: left + bar.pixels / 2, y: top - 8 },
      anchor: 'middle',
      size: LETTERS,
      colour,
      opacity: 1,
      halo: plate ? null : behind,
    },
  ]
}

/** Parts of its length that an arrow's head is long, and half as wide. */
const HEAD = 0.35

/** An arrow as one line. */
export function arrowPoints(from: Point, to: Point): Point[] {
  const [x, y] = [HEAD * (from.x - to.x), HEAD * (from.y - to.y)]
  return [
    from,
    to,
    { x: to.x + x - 0.5 * y, y: to.y + y + 0.5 * x },
    to,
    { x: to.x + x + 0.5 * y, y: to.y + y - 0.5 * x },
  ]
}

function arrowLine(from: Point, to: Point, stroke: Stroke): Shape {
  return { kind: 'line', points: arrowPoints(from, to), closed: false, stroke }
}

/** An arrow at every column that has one, coloured by its direction. */
export function arrowShapes(
  { which, x, y, enlarged }: Arrows,
  columns: { x: ArrayLike<number>; y: ArrayLike<number> },
  placing: Placing,
  opacity: number,
): Shape[] {
  return which.flatMap((n) => {
    const from = toDrawing(placing, { x: columns.x[n] + 0.5, y: columns.y[n] + 0.5 })
    const to = { x: from.x + x[n] * enlarged * placing.scale.x, y: from.y + y[n] * enlarged * placing.scale.y }
    return [
      arrowLine(from, to, solid(BLACK, ARROW_HALO, opacity * HALO_OPACITY)),
      arrowLine(from, to, solid(directionColour(Math.atan2(y[n], x[n])), ARROW_LINE, opacity)),
    ]
  })
}

/** An arrow of known length, above the place of the scale bar. `scale` is Å per px of the micrograph. */
export function arrowKeyShapes(arrows: Arrows, box: Box, placing: Placing, scale: number | null): Shape[] {
  const { px, label: told } = arrowKey(arrows, scale)
  const length = px * arrows.enlarged * placing.scale.x
  const [left, y] = [box.left + 20, box.top + box.height - 74]
  return [
    panel({ left: left - 10, top: y - 26, width: Math.max(length, 44) + 20, height: 36 }),
    arrowLine({ x: left, y }, { x: left + length, y }, solid(WHITE, 2)),
    { ...label(told, { x: left, y: y - 9 }), halo: null },
  ]
}

function panel(box: Box, colour = BLACK): Shape {
  return { kind: 'box', box, colour, opacity: HALO_OPACITY }
}
