import type { Plane } from '../lattice/spectrum'
import type { Vector } from '../math/vector'

/** Where the columns of one lattice stand, px, and how far they are apart. */
export interface Places {
  columns: { spacing: number }
  expected: readonly Vector[]
}

/** A pixel is a column's own up to so many distances between columns, where no other one is nearer. */
export const REACH = 1.3
/** Rows of a picture that are gone through at a time, so that hardly anything is held. */
const ROWS = 128

/** Visits every pixel of a picture that a column reaches, with the nearest one: which column of which grain. */
export function visitNearest(
  { width, height }: Pick<Plane, 'width' | 'height'>,
  grains: readonly Places[],
  visit: (at: number, column: number, grain: number) => void,
): void {
  const [nearest, grain] = [new Int32Array(ROWS * width), new Uint8Array(ROWS * width)]
  const squares = new Float32Array(ROWS * width)
  for (let top = 0; top < height; top += ROWS) {
    const bottom = Math.min(top + ROWS, height) - 1
    nearest.fill(-1)
    squares.fill(Infinity)
    grains.forEach(({ columns, expected }, g) => {
      const far = REACH * columns.spacing
      expected.forEach(({ x, y }, n) => {
        const first = Math.max(top, Math.ceil(y - far))
        const last = Math.min(bottom, Math.floor(y + far))
        if (first > last) return
        const left = Math.max(0, Math.ceil(x - far))
        const right = Math.min(width - 1, Math.floor(x + far))
        for (let row = first; row <= last; row++) {
          const from = (row - top) * width
          const down = (row - y) ** 2
          for (let at = from + left, column = left; column <= right; column++, at++) {
            const square = down + (column - x) ** 2
            if (square >= squares[at]) continue
            squares[at] = square
            nearest[at] = n
            grain[at] = g
          }
        }
      })
    })
    const count = (bottom - top + 1) * width
    for (let at = 0; at < count; at++) if (nearest[at] >= 0) visit(top * width + at, nearest[at], grain[at])
  }
}
