/** Screen and image coordinates alike: CSS pixels, or pixels from the image's top left corner. */
export interface Point {
  x: number
  y: number
}

export interface Size {
  width: number
  height: number
}

/** The picture that is looked at. `aspect` is the height of a pixel over its width: scans are not always square. */
export interface Picture extends Size {
  aspect: number
}

/** What is looked at: the image point in the middle of the viewport, and CSS pixels per image pixel along x. */
export interface View {
  centre: Point
  scale: number
}

const LARGEST_SCALE = 48
/** How far beyond the fit one can zoom out, and how much air the fit leaves. */
const SMALLEST_FIT = 0.5
const FIT_MARGIN = 0.97

/** The whole picture, centred. */
export function fitView(picture: Picture, viewport: Size): View {
  return { centre: { x: picture.width / 2, y: picture.height / 2 }, scale: fitScale(picture, viewport) }
}

function fitScale(picture: Picture, viewport: Size): number {
  const horizontal = viewport.width / picture.width
  const vertical = viewport.height / (picture.height * picture.aspect)
  return Math.max(Math.min(horizontal, vertical) * FIT_MARGIN, Number.MIN_VALUE)
}

/** Image → screen: each coordinate is scaled, then moved. A micrograph is never rotated on the screen. */
export interface Transform {
  scale: Point
  offset: Point
}

export function viewTransform(view: View, picture: Picture, viewport: Size): Transform {
  const scale = { x: view.scale, y: view.scale * picture.aspect }
  const offset = { x: viewport.width / 2 - scale.x * view.centre.x, y: viewport.height / 2 - scale.y * view.centre.y }
  return { scale, offset }
}

export function toScreen({ scale, offset }: Transform, { x, y }: Point): Point {
  return { x: scale.x * x + offset.x, y: scale.y * y + offset.y }
}

export function toImage({ scale, offset }: Transform, { x, y }: Point): Point {
  return { x: (x - offset.x) / scale.x, y: (y - offset.y) / scale.y }
}

/** Zooms by `factor` so that what lies under the screen point `anchor` stays there. */
export function zoomAt(view: View, picture: Picture, viewport: Size, anchor: Point, factor: number): View {
  const fit = fitScale(picture, viewport)
  const scale = clamp(view.scale * factor, fit * SMALLEST_FIT, Math.max(LARGEST_SCALE, fit))
  const held = toImage(viewTransform(view, picture, viewport), anchor)
  const centre = {
    x: held.x - (anchor.x - viewport.width / 2) / scale,
    y: held.y - (anchor.y - viewport.height / 2) / (scale * picture.aspect),
  }
  return keepInSight({ centre, scale }, picture)
}

/** Moves the picture by a distance on the screen. */
export function panBy(view: View, picture: Picture, distance: Point): View {
  const centre = {
    x: view.centre.x - distance.x / view.scale,
    y: view.centre.y - distance.y / (view.scale * picture.aspect),
  }
  return keepInSight({ ...view, centre }, picture)
}

/** A view of `point` with `span` image pixels across the smaller side of the viewport. */
export function viewOf(point: Point, span: number, picture: Picture, viewport: Size): View {
  const scale = Math.min(viewport.width, viewport.height / picture.aspect) / span
  return keepInSight({ centre: point, scale: Math.min(scale, LARGEST_SCALE) }, picture)
}

/** The view a fraction of the way from one to another; scale moves geometrically, so the zoom feels even. */
export function between(from: View, to: View, fraction: number): View {
  return {
    centre: {
      x: from.centre.x + (to.centre.x - from.centre.x) * fraction,
      y: from.centre.y + (to.centre.y - from.centre.y) * fraction,
    },
    scale: from.scale * (to.scale / from.scale) ** fraction,
  }
}

/** Whether the view shows the whole picture and there is nothing to pan to. */
export function isFit(view: View, picture: Picture, viewport: Size): boolean {
  return view.scale <= fitScale(picture, viewport) * 1.001
}

/** The middle of the viewport never leaves the picture, so it cannot be lost. */
function keepInSight(view: View, picture: Picture): View {
  const centre = { x: clamp(view.centre.x, 0, picture.width), y: clamp(view.centre.y, 0, picture.height) }
  return { ...view, centre }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
