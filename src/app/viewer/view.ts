/** Screen and image coordinates alike: CSS pixels, or pixels from the image's top left corner. */
export interface Point {
  x: number
  y: number
}

export interface Size {
  width: number
  height: number
}

/** The picture that is shown. `aspect` is the height of a pixel over its width: scans are not always square. */
export interface Picture extends Size {
  aspect: number
}

/** The picture, and the part of the page it is seen through. */
export interface Scene {
  picture: Picture
  viewport: Size
}

/** Where one looks: the image point in the middle of the viewport, and CSS pixels per image pixel along x. */
export interface View {
  centre: Point
  scale: number
}

/** Image → screen: each coordinate is scaled, then moved. A micrograph is never rotated on the screen. */
export interface Transform {
  scale: Point
  offset: Point
}

const LARGEST_SCALE = 48
/** How far beyond the fit one can zoom out, and how much air the fit leaves. */
const SMALLEST_FIT = 0.5
const FIT_MARGIN = 0.97

/** The whole picture, centred. */
export function fitView(scene: Scene): View {
  const { width, height } = scene.picture
  return { centre: { x: width / 2, y: height / 2 }, scale: fitScale(scene) }
}

function fitScale({ picture, viewport }: Scene): number {
  const horizontal = viewport.width / picture.width
  const vertical = viewport.height / (picture.height * picture.aspect)
  return Math.max(Math.min(horizontal, vertical) * FIT_MARGIN, Number.MIN_VALUE)
}

export function viewTransform({ centre, scale: along }: View, { picture, viewport }: Scene): Transform {
  const scale = { x: along, y: along * picture.aspect }
  const offset = { x: viewport.width / 2 - scale.x * centre.x, y: viewport.height / 2 - scale.y * centre.y }
  return { scale, offset }
}

export function toScreen({ scale, offset }: Transform, { x, y }: Point): Point {
  return { x: scale.x * x + offset.x, y: scale.y * y + offset.y }
}

export function toImage({ scale, offset }: Transform, { x, y }: Point): Point {
  return { x: (x - offset.x) / scale.x, y: (y - offset.y) / scale.y }
}

/** Zooms by `factor`. What lies under the screen point `anchor` stays there: everything else moves towards it, or away. */
export function zoomAt(view: View, scene: Scene, anchor: Point, factor: number): View {
  const fit = fitScale(scene)
  const scale = clamp(view.scale * factor, fit * SMALLEST_FIT, Math.max(LARGEST_SCALE, fit))
  const held = toImage(viewTransform(view, scene), anchor)
  return keepInSight({ centre: mix(held, view.centre, view.scale / scale), scale }, scene)
}

/** Moves the picture by a distance on the screen. */
export function panBy(view: View, scene: Scene, distance: Point): View {
  const { width, height } = scene.viewport
  const middle = { x: width / 2 - distance.x, y: height / 2 - distance.y }
  return keepInSight({ ...view, centre: toImage(viewTransform(view, scene), middle) }, scene)
}

/** A view of `point` with `span` image pixels across the smaller side of the viewport. */
export function viewOf(point: Point, span: number, scene: Scene): View {
  const { picture, viewport } = scene
  const scale = Math.min(viewport.width, viewport.height / picture.aspect) / span
  return keepInSight({ centre: point, scale: Math.min(scale, LARGEST_SCALE) }, scene)
}

/** The view a fraction of the way from one to another; scale moves geometrically, so the zoom feels even. */
export function between(from: View, to: View, fraction: number): View {
  return { centre: mix(from.centre, to.centre, fraction), scale: from.scale * (to.scale / from.scale) ** fraction }
}

/** Whether the view shows the whole picture and there is nothing to pan to. */
export function isFit(view: View, scene: Scene): boolean {
  return view.scale <= fitScale(scene) * 1.001
}

/** The whole pixels of the picture that are in sight; null where all are, or none. */
export function seenPart(
  transform: Transform,
  { picture, viewport }: Scene,
): { x: number; y: number; width: number; height: number } | null {
  const [first, last] = [
    toImage(transform, { x: 0, y: 0 }),
    toImage(transform, { x: viewport.width, y: viewport.height }),
  ]
  const [x, y] = [Math.max(0, Math.floor(first.x)), Math.max(0, Math.floor(first.y))]
  const [right, bottom] = [Math.min(picture.width, Math.ceil(last.x)), Math.min(picture.height, Math.ceil(last.y))]
  const isWhole = x === 0 && y === 0 && right === picture.width && bottom === picture.height
  return isWhole || right <= x || bottom <= y ? null : { x, y, width: right - x, height: bottom - y }
}

/** The middle of the viewport never leaves the picture, so it cannot be lost. */
function keepInSight(view: View, { picture }: Scene): View {
  const centre = { x: clamp(view.centre.x, 0, picture.width), y: clamp(view.centre.y, 0, picture.height) }
  return { ...view, centre }
}

/** The point `share` of the way from `a` to `b`. */
function mix(a: Point, b: Point, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
