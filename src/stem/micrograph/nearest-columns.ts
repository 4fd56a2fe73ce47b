/** Rows of a picture that are gone through at a time, so that hardly anything is held. */
const ROWS = 128

/** Where columns stand, and how far from each a pixel may be its own, px. */
export interface Places {
  x: Float64Array
  y: Float64Array
  reach: Float64Array
}

/** Visits every pixel of a picture that some column reaches, with the nearest one. */
export function visitNearest(
  { width, height }: { width: number; height: number },
  { x, y, reach }: Places,
  visit: (at: number, column: number) => void,
): void {
  const nearest = new Int32Array(ROWS * width)
  const squares = new Float32Array(ROWS * width)
  for (let top = 0; top < height; top += ROWS) {
    const bottom = Math.min(top + ROWS, height) - 1
    nearest.fill(-1)
    squares.fill(Infinity)
    for (let n = 0; n < x.length; n++) {
      const far = reach[n]
      const [first, last] = [Math.max(top, Math.ceil(y[n] - far)), Math.min(bottom, Math.floor(y[n] + far))]
      const [left, right] = [Math.max(0, Math.ceil(x[n] - far)), Math.min(width - 1, Math.floor(x[n] + far))]
      for (let row = first; row <= last; row++) {
        const from = (row - top) * width
        const down = (row - y[n]) ** 2
        for (let column = left; column <= right; column++) {
          const square = down + (column - x[n]) ** 2
          if (square >= squares[from + column]) continue
          squares[from + column] = square
          nearest[from + column] = n
        }
      }
    }
    const start = top * width
    const count = (bottom - top + 1) * width
    for (let at = 0; at < count; at++) if (nearest[at] >= 0) visit(start + at, nearest[at])
  }
}
