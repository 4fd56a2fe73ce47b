import type { Line } from '../../session/picture/profile'
import type { Arrows } from '../../session/picture/arrows'
import type { PeriodicResult } from '../../session/detector'
import type { Marker } from '../../session/picture/marks'
import type { ScaleBarStyle } from '../../session/picture/scale-bar'
import type { Rectangle } from '../../session/request'
import type { Point, Size, Transform } from './view'

/** All that one frame of the viewer shows. */
export interface Frame {
  viewport: Size
  /** Device pixels per CSS pixel. */
  density: number
  /** Image → screen (CSS pixels). */
  transform: Transform
  micrograph: ImageBitmap
  /** What the overlay lies on: the micrograph itself, or its prediction. */
  picture: ImageBitmap
  overlay: ImageBitmap | null
  /** 0–1. */
  overlayOpacity: number
  /** In place of an overlay; null where none is drawn. */
  arrows: DrawnArrows | null
  /** The micrograph alone is to its left; null while nothing is compared. */
  divider: Divider | null
  /** Of the detections, in their order, and of what was added. */
  markers: readonly Marker[]
  /** Null where the model learns from the whole picture. */
  trainingRegion: TrainingRegion | null
  regions: PeriodicResult['result']['regions']
  selected: number | null
  /** Where the keyboard points, px of the picture; null where it does not. */
  cursor: Point | null
  /** What is measured, px of the picture. */
  line: Line | null
  /** Image pixels from a detection to its ring. */
  ringRadius: number
  angstromPerPixel: number | null
  /** Null for none. */
  scaleBar: ScaleBarStyle | null
}

/** Arrows, and the places of the columns that they are at. */
export interface DrawnArrows extends Arrows {
  columns: { x: ArrayLike<number>; y: ArrayLike<number> }
}

/** An upright line, so many CSS pixels from the left, with a handle of this diameter, and the names of its two sides. */
export interface Divider {
  at: number
  handle: number
  left: string
  right: string
}

/** The part of the micrograph to learn from. */
interface TrainingRegion {
  region: Rectangle
  /** Whether the picture around it is dimmed, while it is drawn. */
  dimsTheRest: boolean
}
