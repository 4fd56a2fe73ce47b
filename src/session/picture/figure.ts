import type { Micrograph } from '../../io/micrograph'
import type { JudgedMicrograph } from '../../stem/micrograph/judge-micrograph'
import type { ScaleBarStyle } from './scale-bar'
import { ARROWS, type ArrowsName, columnArrows } from './arrows'
import { diverging, type Rgb, SIDE_COLOURS } from './colour-map'
import type { Box, Drawing, Shape } from './drawing'
import { type ColumnMapName, columnMap, DISC_RADIUS, mapColours, MAPS, mapText } from './maps'
import { type Mark, type Marker, MOST_LABELS, regionLabel } from './marks'
import { heatRange, pictureRaster } from './picture-raster'
import { columnHeight, markRadius, type Searched } from './pictured'
import {
  arrowKeyShapes,
  arrowShapes,
  dashedBox,
  glyph,
  label,
  LETTERS,
  markerShapes,
  type Placing,
  scaleBarShapes,
  toDrawing,
} from './shapes'
import { strokeWidth } from './stroke-font'
import { type DifferenceName, isDifference } from './difference'
import { FIRST_TONE, type Tone } from './tone'

/** What lies over the picture: such a difference, a map or arrows; null for nothing. */
export type FigureOverlay = DifferenceName | ColumnMapName | ArrowsName | null

/** What a figure shows. */
export interface Scene {
  micrograph: Micrograph
  /** Null before anything was searched. */
  found: Searched | null
  /** The part that is shown, px; null for the whole. */
  region: { x: number; y: number; width: number; height: number } | null
  tone: Tone
  overlay: FigureOverlay
  opacity: number
  /** Empty for none. */
  markers: readonly Marker[]
  scaleBar: boolean
  /** How that is drawn; left out for the usual. */
  bar?: ScaleBarStyle
  /** Of the micrograph under all that: 1 as it is, 0 black. */
  brightness?: number
}

export const PLAIN: Pick<Scene, 'region' | 'tone' | 'overlay' | 'opacity' | 'scaleBar'> = {
  region: null,
  tone: FIRST_TONE,
  overlay: 'heat',
  opacity: 1,
  scaleBar: true,
}

/** Width of a figure, units: of a picture of this size the letters and marks are as large as on the screen. */
const FIGURE_WIDTH = 640
const LINE = 24
const MARGIN = 8
const INK: Rgb = [20, 22, 26]

/** The picture with all that lies over it and, below it, what the colours and shapes mean. */
export function figure(scene: Scene): Drawing {
  const { width, height } = regionOf(scene)
  const down = (FIGURE_WIDTH * height * aspectOf(scene)) / width
  const box = { left: 0, top: 0, width: FIGURE_WIDTH, height: down }
  const lines = [overlayKeyShapes(scene), legendShapes(scene.markers)].filter((shapes) => shapes.length > 0)
  const below = lines.flatMap((shapes, n) => shapes.map((shape) => moved(shape, MARGIN, down + n * LINE + LINE - 7)))
  return {
    width: FIGURE_WIDTH,
    height: down + lines.length * LINE + (lines.length > 0 ? 6 : 0),
    shapes: [...pictureShapes(scene, box), ...below],
  }
}

/** The picture in a box of a drawing, which has its shape. */
export function pictureShapes(scene: Scene, box: Box): Shape[] {
  const { micrograph, found, overlay, opacity, tone, markers } = scene
  const region = regionOf(scene)
  const scale = { x: box.width / region.width, y: box.height / region.height }
  const placing = { scale, offset: { x: box.left - region.x * scale.x, y: box.top - region.y * scale.y } }
  const heat = isDifference(overlay) && found ? { found, opacity, name: overlay } : null
  const raster = pictureRaster(micrograph, region, { tone, heat, brightness: scene.brightness ?? 1 })
  const periodic = ofLattice(found)
  const inside: Shape[] = [
    ...(periodic ? [...overlayShapes(periodic, overlay, opacity, placing), ...regionShapes(periodic, placing)] : []),
    ...(found ? markedShapes(markRadius(found) * scale.x, markers, region, placing) : []),
  ]
  const pixel = periodic?.match?.pixelSize ?? micrograph.pixelSize
  const arrows = periodic && isArrows(overlay) ? columnArrows(periodic, overlay) : null
  return [
    { kind: 'image', raster, box },
    { kind: 'clip', box, shapes: inside },
    ...(scene.scaleBar ? scaleBarShapes(box, pixel && pixel.x / scale.x, scene.bar) : []),
    ...(arrows ? arrowKeyShapes(arrows, box, placing, pixel?.x ?? null) : []),
  ]
}

function overlayShapes(found: JudgedMicrograph, overlay: FigureOverlay, opacity: number, placing: Placing): Shape[] {
  const { columns } = found.result
  if (isArrows(overlay)) {
    const arrows = columnArrows(found, overlay)
    return arrows ? arrowShapes(arrows, columns, placing, opacity) : []
  }
  const map = overlay && !isDifference(overlay) ? columnMap(found, overlay) : null
  if (!map) return []
  const radius = DISC_RADIUS * Math.min(...found.lattice.lengths) * placing.scale.x
  return Array.from(map.values.keys())
    .filter((n) => !Number.isNaN(map.values[n]))
    .map((n) => ({
      kind: 'disc',
      at: toDrawing(placing, { x: columns.x[n] + 0.5, y: columns.y[n] + 0.5 }),
      radius,
      colour: map.colour(map.values[n]),
      opacity,
    }))
}

function regionShapes({ result: { regions } }: JudgedMicrograph, placing: Placing): Shape[] {
  return regions.flatMap((region) => {
    const { left, top, right, bottom } = region.box
    const start = toDrawing(placing, { x: left + 0.5, y: top + 0.5 })
    const end = toDrawing(placing, { x: right + 0.5, y: bottom + 0.5 })
    const corner = { x: Math.max(start.x, 0) + 6, y: Math.max(start.y, 0) + 6 + 0.8 * LETTERS }
    const box = { left: start.x, top: start.y, width: end.x - start.x, height: end.y - start.y }
    return [...dashedBox(box), label(regionLabel(region), corner)]
  })
}

function markedShapes(
  radius: number,
  markers: readonly Marker[],
  { x, y, width, height }: NonNullable<Scene['region']>,
  placing: Placing,
): Shape[] {
  const seen = markers.filter(
    (marker) => marker.x >= x - 8 && marker.y >= y - 8 && marker.x < x + width + 8 && marker.y < y + height + 8,
  )
  return seen.flatMap((marker) => markerShapes(marker, placing, { radius, labelled: seen.length <= MOST_LABELS }))
}

/** What the colours of the overlay stand for, on one line from (0, 0). */
function overlayKeyShapes({ found, overlay, opacity, micrograph }: Scene): Shape[] {
  if (!found || overlay === null || opacity === 0) return []
  if (isArrows(overlay)) return [words(`${ARROWS[overlay]}, coloured by direction`, 0)]
  const periodic = ofLattice(found)
  const pixel = periodic?.match?.pixelSize ?? micrograph.pixelSize
  const key = isDifference(overlay) ? heatKey(found) : periodic && mapKey(periodic, overlay, pixel)
  if (!key) return []
  const [low, high] = [key.low, key.high]
  const left = strokeWidth(low) * LETTERS + 8
  const bar = 120
  const step = bar / key.colours.length
  return [
    words(low, 0),
    ...key.colours.map((colour, k): Shape => ({
      kind: 'box',
      box: { left: left + k * step, top: -9, width: step + 0.5, height: 9 },
      colour,
      opacity: 1,
    })),
    words(high, left + bar + 8),
  ]
}

function heatKey(found: Searched) {
  const ends = ((100 * heatRange(found).limit) / columnHeight(found)).toFixed(0)
  const colours = Array.from({ length: 33 }, (_, k) => diverging(k / 16 - 1))
  return { low: `deficit −${ends} %`, high: `+${ends} % excess`, colours }
}

function mapKey(found: JudgedMicrograph, name: ColumnMapName, pixel: { x: number; y: number } | null) {
  const map = columnMap(found, name)
  if (!map) return null
  const [low, high] = [map.low, map.high].map((value) => mapText(value, name, pixel))
  return { low: `${MAPS[name].label}: ${low}`, high, colours: mapColours(map, 33) }
}

/** A glyph for each kind that is marked, with its number, on one line from (0, 0). */
function legendShapes(markers: readonly Marker[]): Shape[] {
  const counts = new Map<string, { mark: Mark; side: Marker['side']; count: number }>()
  for (const { mark, side, kind, style } of markers) {
    if (style === 'rejected') continue
    const one = counts.get(kind) ?? { mark, side, count: 0 }
    counts.set(kind, { ...one, count: one.count + 1 })
  }
  let left = 0
  return [...counts].flatMap(([kind, { mark, side, count }]) => {
    const text = `${kind}: ${count}`
    const at = { x: left + 7, y: -4.5 }
    const stroke = { colour: side === 'neither' ? INK : SIDE_COLOURS[side], width: 1.75, opacity: 1, dashes: [] }
    const shapes = [...glyph(mark, at, 5, [stroke]), words(text, left + 18)]
    left += 18 + strokeWidth(text) * LETTERS + 22
    return shapes
  })
}

function words(text: string, left: number): Shape {
  return {
    kind: 'text',
    text,
    at: { x: left, y: 0 },
    anchor: 'start',
    size: LETTERS,
    colour: INK,
    opacity: 1,
    halo: null,
  }
}

function moved(shape: Shape, dx: number, dy: number): Shape {
  const point = ({ x, y }: { x: number; y: number }) => ({ x: x + dx, y: y + dy })
  switch (shape.kind) {
    case 'line':
      return { ...shape, points: shape.points.map(point) }
    case 'image':
    case 'box':
      return { ...shape, box: { ...shape.box, left: shape.box.left + dx, top: shape.box.top + dy } }
    case 'clip':
      return shape
    default:
      return { ...shape, at: point(shape.at) }
  }
}

function regionOf({ micrograph: { width, height }, region }: Scene): NonNullable<Scene['region']> {
  return region ?? { x: 0, y: 0, width, height }
}

/** Height of a pixel over its width. */
function aspectOf({ micrograph: { pixelSize } }: Scene): number {
  return pixelSize ? pixelSize.y / pixelSize.x : 1
}

function ofLattice(found: Searched | null): Extract<Searched, { verdict: 'periodic' }> | null {
  return found?.verdict === 'periodic' ? found : null
}

function isArrows(overlay: FigureOverlay): overlay is ArrowsName {
  return overlay !== null && overlay in ARROWS
}
