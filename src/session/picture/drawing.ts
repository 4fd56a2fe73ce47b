import type { Raster } from './canvas'
import type { Rgb } from './colour-map'

/** Units of a drawing from its top left corner; of a screen they are CSS pixels. */
export interface Point {
  x: number
  y: number
}

export interface Box {
  left: number
  top: number
  width: number
  height: number
}

/** How a line is drawn; 1 is opaque. */
export interface Stroke {
  colour: Rgb
  width: number
  opacity: number
  /** On and off, in turns; empty for a line without gaps. */
  dashes: readonly number[]
}

/**
 * What a drawing is made of. The same shapes are painted on the screen, turned into pixels, and written as SVG and PDF, so that a mark
 * looks alike in all of them.
 */
export type Shape =
  | { kind: 'image'; raster: Raster; box: Box }
  | { kind: 'line'; points: readonly Point[]; closed: boolean; stroke: Stroke }
  | { kind: 'ring'; at: Point; radius: number; stroke: Stroke }
  | { kind: 'disc'; at: Point; radius: number; colour: Rgb; opacity: number }
  | { kind: 'box'; box: Box; colour: Rgb; opacity: number }
  | {
      kind: 'text'
      text: string
      /** Of its baseline's left end, middle or right end. */
      at: Point
      anchor: 'start' | 'middle' | 'end'
      size: number
      colour: Rgb
      opacity: number
      /** Under the letters, so that they show on bright and dark pixels alike; null for none. */
      halo: Rgb | null
    }
  /** Shapes of which what lies outside the box is not seen. */
  | { kind: 'clip'; box: Box; shapes: readonly Shape[] }

export interface Drawing {
  width: number
  height: number
  shapes: readonly Shape[]
}
