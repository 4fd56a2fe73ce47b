import { norm } from '../math/vector'
import { addToPlane } from '../math/robust-plane'
import { factor, solveFactored } from '../math/solve'
import { median } from '../math/robust'
import { nearestPoint } from './grid'
import type { Distortion, Sites, Sublattice } from './lattice'

/** Points this near the frame have seen the lattice through a window that the frame cuts. */
const OUTERMOST = 3
/** Columns so many steps of the grid away count, the nearer ones more: σ of their weights, steps. */
const REACH = 3.5
const WEIGHT = 1.5
const FEWEST = 7
/** Columns whose own fit is cut, less than so many σ from the frame, do not count; nor do those off by more than so many spreads. */
const CUT = 2
const OUTLIERS = 3
/** A correction of fewer standard errors is none. */
const SIGNIFICANCE = 3
const ROUNDS = 3

/**
 * The distortion, corrected near the frame. A wave that is looked at through half a window is seen displaced; the columns
 * themselves are not, so that there the distortion follows them: a plane through the displacements that they have left.
 */
export function correctedAtFrame(
  distortion: Distortion,
  sublattices: readonly Sublattice[],
  picture: { width: number; height: number },
): Distortion {
  const { columns, rows, step, origin, domain } = distortion
  const [dx, dy] = [distortion.dx.slice(), distortion.dy.slice()]
  const near = whole(distortion, sublattices, picture)
  for (let at = 0; at < dx.length; at++) {
    const [column, row] = [at % columns, Math.floor(at / columns)]
    if (Math.min(column, row, columns - 1 - column, rows - 1 - row) >= OUTERMOST || domain[at] === 255) continue
    const members: Member[] = []
    const reach = Math.ceil(REACH)
    for (let v = Math.max(0, row - reach); v <= Math.min(rows - 1, row + reach); v++) {
      for (let u = Math.max(0, column - reach); u <= Math.min(columns - 1, column + reach); u++) {
        for (const { sites, n } of near[v * columns + u]) {
          const x = (sites.x[n] - origin.x) / step.x - column
          const y = (sites.y[n] - origin.y) / step.y - row
          const r = norm(x, y)
          const own = domain[v * columns + u] === domain[at]
          if (own && r <= REACH)
            members.push({ x, y, weight: Math.exp(-0.5 * (r / WEIGHT) ** 2), dx: sites.dx[n], dy: sites.dy[n] })
        }
      }
    }
    dx[at] += planeAt(members, 'dx')
    dy[at] += planeAt(members, 'dy')
  }
  return { ...distortion, dx, dy }
}

/** A column that counts at a point: where it is from there, in steps, and by how much it is off its place. */
interface Member {
  x: number
  y: number
  weight: number
  dx: number
  dy: number
}

/** The columns that the frame does not cut, by the point of the grid that they are nearest to. */
function whole(
  grid: Distortion,
  sublattices: readonly Sublattice[],
  { width, height }: { width: number; height: number },
) {
  const near = Array.from(grid.dx, (): { sites: Sites; n: number }[] => [])
  for (const { sites, width: sigma } of sublattices) {
    for (let n = 0; n < sites.count; n++) {
      const [x, y] = [sites.x[n], sites.y[n]]
      const isCut = Math.min(x, y, width - 1 - x, height - 1 - y) < CUT * sigma
      if (sites.settled[n] && !isCut) near[nearestPoint(grid, x, y)].push({ sites, n })
    }
  }
  return near
}

/** The value at the point itself of a plane through the members' values, outliers left out; 0 where they do not tell it. */
function planeAt(members: readonly Member[], component: 'dx' | 'dy'): number {
  let chosen = members
  let value = 0
  let error = 0
  for (let round = 0; round < ROUNDS; round++) {
    if (chosen.length < FEWEST) return 0
    const normal = new Float64Array(9)
    const side = new Float64Array(3)
    for (const member of chosen) addToPlane({ normal, side }, member, member.weight, member[component])
    if (!factor(normal, 3)) return 0
    solveFactored(normal, side)
    const unit = Float64Array.of(1, 0, 0)
    solveFactored(normal, unit)
    const constant = side[0]
    const alongX = side[1]
    const alongY = side[2]
    value = constant
    const off = new Float64Array(members.length)
    members.forEach((member, n) => {
      off[n] = Math.abs(member[component] - constant - alongX * member.x - alongY * member.y)
    })
    const spread = 1.4826 * median(off)
    // The variance of the value, the weights being those of a window and not of the members' precision, is hardly less.
    error = spread * Math.sqrt(unit[0])
    const limit = OUTLIERS * spread
    chosen = members.filter((_, n) => off[n] <= limit)
  }
  return Math.abs(value) > SIGNIFICANCE * error ? value : 0
}
