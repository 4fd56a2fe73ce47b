import type { SquarePixels } from '../micrograph/square-pixels'
import type { JudgedFrame } from './judge-frame'

/** A frame that was judged on square pixels, as its own show it. */
export function onOwnPixels(frame: JudgedFrame, square: SquarePixels): JudgedFrame {
  const places = { x: frame.x.slice(), y: frame.y.slice() }
  frame.x.forEach((x, n) => {
    const own = square.place({ x, y: frame.y[n] })
    places.x[n] = own.x
    places.y[n] = own.y
  })
  const one = square.way({ x: 1, y: 1 })
  const along = (values: Float32Array, axis: 'x' | 'y') => values.map((value) => value * one[axis])
  const deviations = ([intensity, x, y]: readonly Float32Array[]) => [intensity, along(x, 'x'), along(y, 'y')]
  return {
    ...frame,
    ...places,
    dx: along(frame.dx, 'x'),
    dy: along(frame.dy, 'y'),
    residuals: deviations(frame.residuals),
    scatter: deviations(frame.scatter),
    candidates: frame.candidates.map((one) => square.detection(one)),
    between: frame.between.map((one) => square.detection(one)),
  }
}
