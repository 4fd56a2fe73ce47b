import { InputError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'
import type { LongCall } from '../../progress'
import type { Lattice } from '../lattice/lattice'
import { median, robustSpread } from '../math/robust'
import { Columns, columnTable } from '../micrograph/columns'
import type { Detection } from '../micrograph/detections'
import { describeDetections } from '../micrograph/detections'
import { findInterstitials } from '../micrograph/interstitials'
import type { ColumnMeasures } from '../micrograph/judge'
import { PRESENT } from '../micrograph/joint-fit'
import type { Ask } from '../micrograph/judge'
import { judgeColumns } from '../micrograph/judge'
import type { Predictor } from '../micrograph/stack'
import { SURROUNDINGS, surroundingsOf } from '../micrograph/surroundings'
import type { MovedLattice } from './moved-lattice'

/** What one frame shows of the columns of the sum, entry n of each array belonging to one; NaN where it was not judged. */
export interface JudgedFrame {
  /** Where those around put the column, px of the frame. */
  x: Float32Array
  y: Float32Array
  /** Height over that of the columns of its kind around. */
  intensity: Float32Array
  /** By which it is off the place that those give it, px; NaN too where hardly anything is left of it. */
  dx: Float32Array
  dy: Float32Array
  /**
   * What neighbours leave unexplained of intensity and place (`Deviations`), and how bulk scatters there. A column that comes
   * to the edge of the frame is measured against others than before: with columns on one side only it does not tell whether it changes.
   */
  residuals: readonly Float32Array[]
  scatter: readonly Float32Array[]
  score: Float32Array
  pValue: Float64Array
  /** Whatever can be a detection at the asked rate, however many frames there are; `qValue` is that of the frame alone. */
  candidates: Detection[]
  /** Columns where the lattice has none. */
  between: Detection[]
}

/** A frame shows columns if their median height is so many standard errors of it. */
const STANDS_OUT = 5

/**
 * Judges a frame at the places that the lattice of the sum has in it, by its own scatter, as a micrograph is judged. `count`: columns of
 * the sum. Throws an InputError where the frame shows no columns at these places.
 */
export async function judgeFrame(
  measures: ColumnMeasures,
  micrograph: Micrograph,
  { lattice, of, count, named }: MovedLattice & { count: number; named: boolean },
  { rate, signal }: Pick<LongCall, 'signal'> & { rate: number },
): Promise<JudgedFrame> {
  requireColumns(measures, new Columns(lattice), micrograph.name)
  const columns = new Columns(asBright(lattice, measures))
  const judged = await judgeColumns(measures, columns, micrograph, { rate, heard, ...(signal && { signal }) })
  const { seen, fit, own, residuals, scored } = judged
  const which = Array.from(seen.keys()).filter((n) => seen[n] && scored.pValue[n] <= rate)
  const candidates = describeDetections(judged, micrograph, columns, { which, named })
  const findings = candidates.filter(({ column }) => scored.found[column])
  const between = findInterstitials(micrograph, columns, { judged: seen, fit, findings, rate })
  const ofSum = (those: readonly Detection[]) =>
    those.map((one) => ({ ...one, column: of[one.column] })).filter(({ column }) => column >= 0)
  const [intensity, dx, dy] = residuals.map((values) => values.slice())
  const off = (moment: Float32Array, usual: Float32Array) =>
    moment.map((value, n) => (fit.height[n] > PRESENT * own.level[n] ? value / fit.height[n] - usual[n] : NaN))
  const shown = {
    intensity: fit.height.map((height, n) => height / own.level[n]),
    dx: off(fit.dx, own.usual[0]),
    dy: off(fit.dy, own.usual[1]),
  }
  // Where the fit does not follow, what has been looked for and found elsewhere is the column.
  for (const { column: n, strength, dx: x, dy: y } of candidates) {
    const left = 1 + strength / 100
    if (shown.intensity[n] > PRESENT || left < PRESENT) continue
    intensity[n] = left - 1
    dx[n] = left * x
    dy[n] = left * y
    shown.intensity[n] = left
    shown.dx[n] = x
    shown.dy[n] = y
  }
  const sides = surroundingsOf(seen, new Uint8Array(columns.count), columns)
  const isAlone = (n: number) => sides[n] === SURROUNDINGS.oneSided
  const tracked = Array.from(of, (whole, n) => ({ whole, n })).filter(({ whole }) => whole >= 0)
  const spread = (value: (n: number) => number) => {
    const out = new Float32Array(count).fill(NaN)
    tracked.forEach(({ whole, n }) => (out[whole] = seen[n] ? value(n) : NaN))
    return out
  }
  const pValue = new Float64Array(count).fill(NaN)
  tracked.forEach(({ whole, n }) => (pValue[whole] = seen[n] ? scored.pValue[n] : NaN))
  return {
    x: spread((n) => columns.table.x[n] + own.usual[0][n]),
    y: spread((n) => columns.table.y[n] + own.usual[1][n]),
    intensity: spread((n) => shown.intensity[n]),
    dx: spread((n) => shown.dx[n]),
    dy: spread((n) => shown.dy[n]),
    residuals: [intensity, dx, dy].map((values) => spread((n) => (isAlone(n) ? NaN : values[n]))),
    scatter: scored.scatter.local.map((values) => spread((n) => values[n])),
    score: spread((n) => scored.score[n]),
    pValue,
    candidates: ofSum(candidates),
    between: ofSum(between),
  }
}

/**
 * What is left of a column must mean the same in every frame, so the columns around alone are heard: how much a model counts, the columns of
 * one frame say otherwise than those of the next.
 */
function heard({ kriging }: Ask): Predictor[] {
  return [{ name: 'kriging', opinion: kriging() }]
}

/** The lattice with the intensities of the frame, which are not those of the sum. */
function asBright(lattice: Lattice, { fit }: ColumnMeasures): Lattice {
  const { start } = columnTable(lattice)
  const sublattices = lattice.sublattices.map((sublattice, s) => {
    const heights = fit.height.subarray(start[s], start[s + 1]).filter((_, k) => fit.seen[start[s] + k])
    return { ...sublattice, intensity: median(heights) }
  })
  return { ...lattice, sublattices }
}

function requireColumns({ fit }: ColumnMeasures, columns: Columns, name: string): void {
  const { from, to } = columns.of(0)
  const heights = fit.height.subarray(from, to).filter((_, k) => fit.seen[from + k])
  const error = robustSpread(heights) / Math.sqrt(heights.length)
  if (median(heights) > STANDS_OUT * error) return
  const cause = 'it shows no columns at the places of the sum’s lattice'
  throw new InputError('frame', name, `${cause}; leave such frames out with --frames`)
}
