import type { Point } from './view'

export const FONT = '600 12px system-ui, sans-serif'
/** Under every line and letter, so that they show on bright and dark pixels alike. */
export const HALO = 'rgb(0 0 0 / 0.75)'
export const INK = '#fff'

const HALO_WIDTH = 4

/** A rectangle on the screen, CSS pixels. */
export interface Box {
  left: number
  top: number
  width: number
  height: number
}

export function boxBetween(start: Point, end: Point): Box {
  return { left: start.x, top: start.y, width: end.x - start.x, height: end.y - start.y }
}

/** A dashed outline of this width. */
export function dashedBox(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: Box,
  dashes: number[],
  lineWidth: number,
): void {
  context.setLineDash(dashes)
  context.lineWidth = HALO_WIDTH
  context.strokeStyle = HALO
  context.strokeRect(left, top, width, height)
  context.lineWidth = lineWidth
  context.strokeStyle = INK
  context.strokeRect(left, top, width, height)
  context.setLineDash([])
}

export function label(context: CanvasRenderingContext2D, text: string, at: Point, colour = INK): void {
  context.lineJoin = 'round'
  context.lineWidth = HALO_WIDTH
  context.strokeStyle = HALO
  context.strokeText(text, at.x, at.y)
  context.fillStyle = colour
  context.fillText(text, at.x, at.y)
}

/** Strokes lines that stand out from any picture: dark and wide, and over that light and thin. */
export function strokeOver(context: CanvasRenderingContext2D, lines: () => void): void {
  for (const [width, colour] of [
    [5, HALO],
    [2, INK],
  ] as const) {
    context.lineWidth = width
    context.strokeStyle = colour
    context.beginPath()
    lines()
    context.stroke()
  }
}
