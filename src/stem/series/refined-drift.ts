import type { Plane } from '../lattice/spectrum'
import { bilinear } from '../math/interpolate'
import type { Vector } from '../math/vector'
import type { ColumnTable } from '../micrograph/columns'

/** How far from where the drift is thought to be it is looked for, px, and how often again from the best place. */
const OFFSETS = [-2, -1, 0, 1, 2]
const ROUNDS = 5
/** Columns nearer to the frame's edge are left out, px. */
const MARGIN = 12
/** Found: the best place is within so many px of the one before. */
const SETTLED = 0.1

/**
 * The drift to a part of a pixel: the frame is brightest, on average, at the places that the lattice has after it. Alignment by whole
 * pixels keeps to the frame before where the noise allows that, and so lags behind by a pixel at times.
 */
export function refinedDrift({ data, width, height }: Plane, { x, y }: ColumnTable, drift: Vector): Vector {
  const inside = Array.from(x.keys()).filter((n) => {
    const [px, py] = [x[n] + drift.x, y[n] + drift.y]
    return Math.min(px, py, width - 1 - px, height - 1 - py) >= MARGIN
  })
  const grid = { columns: width, rows: height }
  const brightness = (dx: number, dy: number) =>
    inside.reduce((sum, n) => sum + bilinear(data, grid, x[n] + dx, y[n] + dy), 0)
  let at = drift
  for (let round = 0; round < ROUNDS; round++) {
    // Summed over the other axis, along which brightness falls off by itself: a sum has less noise.
    const profile = (brightnessAt: (along: number, across: number) => number) =>
      OFFSETS.map((along) => OFFSETS.reduce((sum, across) => sum + brightnessAt(along, across), 0))
    const from = at
    const step = {
      x: peak(profile((along, across) => brightness(from.x + along, from.y + across))),
      y: peak(profile((along, across) => brightness(from.x + across, from.y + along))),
    }
    at = { x: from.x + step.x, y: from.y + step.y }
    if (Math.hypot(step.x, step.y) < SETTLED) break
  }
  return at
}

/** Where the parabola through a profile over the offsets is highest, no further off than these; on a slope its higher end. */
function peak(profile: readonly number[]): number {
  const slope = profile.reduce((sum, value, k) => sum + OFFSETS[k] * value, 0) / 10
  const bend = profile.reduce((sum, value, k) => sum + (OFFSETS[k] ** 2 - 2) * value, 0) / 14
  const farthest = OFFSETS[OFFSETS.length - 1]
  if (bend >= 0) return farthest * Math.sign(slope)
  return Math.min(Math.max(-slope / (2 * bend), -farthest), farthest)
}
