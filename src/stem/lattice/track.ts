import { norm } from '../math/vector'
import type { Comparison, Fit, Motif } from './motif'
import { agreement, ascend, averageMotif } from './motif'
import { BucketQueue, predicted, UNSETTLED } from './grow'
import { neighbours } from './grid'
import type { DisplacementField } from './displacement-field'
import type { Harmonic } from './harmonics'
import type { Basis } from '../math/vector'
import type { Grid } from './grid'
import { withoutSharedWaves } from './shared-waves'
import { CRYSTAL, withoutOtherGrains } from './strain'
import { unwrapped } from './unwrapped'

/** From here on a place's own displacement is believed. */
const GOOD = 0.55

const PASSES = 3
/** Points this far apart, in σ of the window, share nothing of the picture. */
const APART = 3.2

/**
 * Follows the lattice from the clearest place outwards, always on from the best that is known: a place's displacement is
 * looked for around what its neighbours have, so that it grows to any size without a jump by a lattice vector. The motif
 * is learnt on the way: at first what the starting place shows, then the mean of all good places.
 */
export function track(
  harmonics: readonly Harmonic[],
  grid: Grid,
  basis: Basis,
): { displacement: DisplacementField; motif: Motif } {
  const seed = strongestPlace(harmonics)
  let motif: Motif = {
    re: Float64Array.from(harmonics, ({ amplitudes }) => amplitudes.re[seed]),
    im: Float64Array.from(harmonics, ({ amplitudes }) => amplitudes.im[seed]),
  }
  const followed = (from: number) => {
    const comparison = { harmonics, motif }
    return withoutSharedWaves(comparison, withoutOtherGrains(grow(comparison, grid, from), basis))
  }
  let displacement = followed(seed)
  for (let pass = 1; pass < PASSES; pass++) {
    motif = averageMotif(harmonics, displacement, GOOD)
    displacement = followed(bestPlace(displacement, seed))
  }
  return { displacement: unwrapped(displacement, basis), motif }
}

function strongestPlace(harmonics: readonly Harmonic[]): number {
  const power = harmonics[0].amplitudes.re.map((_, at) =>
    harmonics.reduce((sum, { amplitudes }) => sum + norm(amplitudes.re[at], amplitudes.im[at]), 0),
  )
  const order = Array.from(power.keys()).sort((p, q) => power[q] - power[p])
  // Not the very strongest, which may be a defect.
  return order[Math.floor(order.length * 0.1)]
}

function bestPlace({ quality }: DisplacementField, seed: number): number {
  return quality.reduce((best, value, at) => (value > quality[best] ? at : best), seed)
}

function grow(comparison: Comparison, grid: Grid, seed: number): DisplacementField {
  const count = grid.columns * grid.rows
  const x = new Float32Array(count)
  const y = new Float32Array(count)
  const quality = new Float32Array(count).fill(UNSETTLED)
  const queue = new BucketQueue()
  const settle = (at: number, { u, quality: value }: Fit) => {
    x[at] = u.x
    y[at] = u.y
    quality[at] = value
    queue.push(at, value)
  }
  settle(seed, ascend(comparison, seed, { x: 0, y: 0 }))
  for (let at = queue.pop(); at >= 0; at = queue.pop()) {
    for (const next of neighbours(at, grid)) {
      if (quality[next] > UNSETTLED) continue
      const start = predicted(next, { grid, x, y, quality })
      const fit = ascend(comparison, next, start)
      // A place that shows nothing is passed over with what its neighbours have.
      settle(next, fit.quality >= GOOD ? fit : { u: start, quality: fit.quality })
    }
  }
  return { grid, x, y, quality, domain: new Uint8Array(count).fill(CRYSTAL) }
}

/**
 * How far the lattice reaches: the mean agreement of the motif under the displacement that places beyond the window's
 * reach have, on both sides where there are two. In a crystal they predict it; in noise they cannot, however well each
 * place fits a displacement of its own, and the mean is 0. Of the places that count: not those at which the picture is masked.
 */
export function longRangeOrder(
  comparison: Comparison,
  displacement: DisplacementField,
  { sigma, counts }: { sigma: number; counts: (at: number) => boolean },
): number {
  const { grid, x, y } = displacement
  const apartX = Math.max(1, Math.ceil((APART * sigma) / grid.step.x))
  const apartY = Math.max(1, Math.ceil((APART * sigma) / grid.step.y))
  let [sum, count] = [0, 0]
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const at = row * grid.columns + column
      if (!counts(at)) continue
      for (const [off, stride, extent, place] of [
        [apartX, 1, grid.columns, column],
        [apartY, grid.columns, grid.rows, row],
      ]) {
        const before = place - off >= 0 ? at - off * stride : at + off * stride
        const after = place + off < extent ? at + off * stride : before
        if (off >= extent || (place - off < 0 && place + off >= extent)) continue
        const u = { x: (x[before] + x[after]) / 2, y: (y[before] + y[after]) / 2 }
        sum += agreement(comparison, at, u)
        count++
      }
    }
  }
  return count > 0 ? sum / count : 0
}
