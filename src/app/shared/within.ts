import type { Rectangle } from '../../session/request'

/** Whether a column, px from the centre of the top left pixel, lies in a part of the micrograph. */
export function isWithin({ x, y }: { x: number; y: number }, region: Rectangle): boolean {
  const [u, v] = [x + 0.5 - region.x, y + 0.5 - region.y]
  return u >= 0 && v >= 0 && u < region.width && v < region.height
}
