import type { Plane } from '../lattice/spectrum'
import type { Columns } from './columns'
import type { Levelled } from './deviations'
import type { FittedColumns } from './joint-fit'

/** A column ends so many σ from its middle. */
const REACH = 4

/** The picture as it would be if the columns marked in `known` were ordinary: as high as others, where they should be. */
export function ordinaryPicture(
  picture: Plane,
  columns: Columns,
  { fit, level, usual, known }: Pick<Levelled, 'level' | 'usual'> & { fit: FittedColumns; known: Uint8Array },
): Plane {
  if (!known.includes(1)) return picture
  const { table, lattice } = columns
  const shown = { ...picture, data: picture.data.slice() }
  known.forEach((is, n) => {
    if (!is || !fit.seen[n] || !Number.isFinite(fit.height[n])) return
    const sigma = lattice.sublattices[table.sublattice[n]].width
    const [x, y] = [table.x[n], table.y[n]]
    const isThere = fit.height[n] > 0.3 * level[n]
    const [dx, dy] = isThere ? [fit.dx[n] / fit.height[n], fit.dy[n] / fit.height[n]] : [0, 0]
    addColumn(shown, { x: x + dx, y: y + dy, peak: -fit.height[n], sigma })
    addColumn(shown, { x: x + usual[0][n], y: y + usual[1][n], peak: level[n], sigma })
  })
  return shown
}

function addColumn(
  { data, width, height }: Plane,
  { x, y, peak, sigma }: { x: number; y: number; peak: number; sigma: number },
): void {
  const reach = REACH * sigma
  for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(height - 1, y + reach); row++) {
    for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(width - 1, x + reach); column++) {
      data[row * width + column] += peak * Math.exp((-0.5 * ((column - x) ** 2 + (row - y) ** 2)) / sigma ** 2)
    }
  }
}
