import type { DetectionRecord, PeriodicResult } from '../../session/detector'
import type { Rectangle } from '../../session/request'
import type { Size, Transform } from './view'

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
  /** The micrograph alone is to its left; null while nothing is compared. */
  divider: Divider | null
  detections: readonly DetectionRecord[]
  /** Null where the model learns from the whole picture. */
  trainingRegion: TrainingRegion | null
  regions: PeriodicResult['result']['regions']
  selected: number | null
  /** Image pixels from a detection to its ring. */
  ringRadius: number
  angstromPerPixel: number | null
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
