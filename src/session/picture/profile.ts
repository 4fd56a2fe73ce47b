import type { Micrograph } from '../../io/micrograph'
import { bilinear } from '../../stem/math/interpolate'

/** Two points of a micrograph, px from its top left corner. */
export interface Line {
  from: { x: number; y: number }
  to: { x: number; y: number }
}

/** A line's length and direction: px and, where the pixel size is known, Å; the angle from +x towards +y as it is seen, degrees. */
export function lineLength({ from, to }: Line, pixelSize: Micrograph['pixelSize']) {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const { x, y } = pixelSize ?? { x: 1, y: 1 }
  return {
    px: Math.hypot(dx, dy),
    angstrom: pixelSize && Math.hypot(dx * x, dy * y),
    degrees: (180 * Math.atan2(dy * y, dx * x)) / Math.PI,
  }
}

/** Intensities about a pixel apart along a line, means over a strip `width` pixels wide. */
export function lineProfile(
  { data, width: columns, height: rows }: Pick<Micrograph, 'data' | 'width' | 'height'>,
  { from, to }: Line,
  width: number,
): Float32Array {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const [ux, uy] = length > 0 ? [(to.x - from.x) / length, (to.y - from.y) / length] : [1, 0]
  const across = Array.from({ length: Math.max(1, Math.round(width)) }, (_, k) => k - (Math.round(width) - 1) / 2)
  const within = (place: number, size: number) => Math.min(Math.max(place, 0), size - 1)
  return Float32Array.from(
    { length: Math.max(2, Math.round(length) + 1) },
    (_, k, last = Math.max(1, Math.round(length))) => {
      const along = (length * k) / last
      // A pixel's value is that of its middle.
      const at = (off: number) =>
        bilinear(
          data,
          { columns, rows },
          within(from.x + ux * along - uy * off - 0.5, columns),
          within(from.y + uy * along + ux * off - 0.5, rows),
        )
      return across.reduce((sum, off) => sum + at(off), 0) / across.length
    },
  )
}
