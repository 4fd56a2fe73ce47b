import type { Rectangle } from '../../session/request'

export type Edge = keyof Rectangle

/**
 * A region with one of its figures as it was typed, to the nearest pixel and as far as the micrograph goes: a corner that moves takes
 * the opposite edges in with it where they would stick out.
 */
export function withEdge(
  region: Rectangle,
  edge: Edge,
  typed: number,
  whole: Pick<Rectangle, 'width' | 'height'>,
): Rectangle {
  const wanted = { ...region }
  wanted[edge] = Math.round(typed)
  const { x, y, width, height } = wanted
  const left = clamp(x, 0, whole.width - 1)
  const top = clamp(y, 0, whole.height - 1)
  return { x: left, y: top, width: clamp(width, 1, whole.width - left), height: clamp(height, 1, whole.height - top) }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
