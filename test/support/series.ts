import type { Micrograph } from '../../src/io/micrograph'
import type { Lattice } from '../../src/stem/lattice/lattice'
import { FrameSum } from '../../src/stem/math/align'
import { Columns } from '../../src/stem/micrograph/columns'
import { examine } from '../../src/stem/micrograph/examine'
import { fitColumns } from '../../src/stem/micrograph/joint-fit'
import { unfiltered } from '../../src/stem/micrograph/matched-filter'
import type { SeriesEvent } from '../../src/stem/series/events'
import type { JudgedFrame } from '../../src/stem/series/judge-frame'
import { judgeFrame } from '../../src/stem/series/judge-frame'
import type { JudgedSeries } from '../../src/stem/series/judge-series'
import { judgeSeries } from '../../src/stem/series/judge-series'
import { movedLattice } from '../../src/stem/series/moved-lattice'
import { refinedDrift } from '../../src/stem/series/refined-drift'
import type { SeriesDefect, SeriesTruth } from '../../src/stem/simulate/series'
import { simulateSeries } from '../../src/stem/simulate/series'

/** A series that was judged without a model, by its columns alone. */
export interface SearchedSeries {
  truth: SeriesTruth
  columns: Columns
  drift: { x: number; y: number }[]
  frames: JudgedFrame[]
  judged: JudgedSeries
}

export interface SeriesCase {
  seed: number
  frames: number
  size: number
  dose: number
  defects: readonly SeriesDefect[]
}

/** Px from frame to frame. */
const FRAME_DRIFT = 1.5

/** Sums a simulated series, finds its lattice, and judges its frames at a rate. Throws where there is no lattice. */
export async function searchedSeries({ size, ...given }: SeriesCase, rate: number): Promise<SearchedSeries> {
  const options = { ...given, width: size, height: size, frameDrift: FRAME_DRIFT, bits: 16 as const }
  const { frame, truth, pixelSize } = simulateSeries(options)
  const picture = (data: Float32Array): Micrograph => {
    return { data, width: size, height: size, pixelSize: { x: pixelSize, y: pixelSize }, name: 'series', metadata: {} }
  }
  const sum = new FrameSum(size, size)
  for (let n = 0; n < given.frames; n++) sum.add(frame(n))
  const { sum: total, shifts } = sum.result()
  const { found } = await examine(picture(total), { contrast: 'auto' })
  if (found.verdict !== 'periodic') throw new Error(`seed ${given.seed}: ${found.reason}`)
  const columns = new Columns(found)
  const drift: SearchedSeries['drift'] = []
  const frames: JudgedFrame[] = []
  for (const [n, { x, y }] of shifts.entries()) {
    const shown = picture(frame(n))
    const by = refinedDrift(shown, columns.table, { x: -x, y: -y })
    drift.push(by)
    frames.push(await judgedFrame(shown, found, by, { count: columns.count, rate }))
  }
  return { truth, columns, drift, frames, judged: judgeSeries(frames, columns, rate) }
}

function judgedFrame(
  shown: Micrograph,
  lattice: Lattice,
  by: { x: number; y: number },
  { count, rate }: { count: number; rate: number },
): Promise<JudgedFrame> {
  const moved = movedLattice(lattice, by, shown)
  const own = new Columns(moved.lattice)
  const leak = lattice.sublattices.map(() => ({ intensity: 0, shift: 0 }))
  const measures = { fit: fitColumns(shown, own), prediction: unfiltered(own.count), leak }
  return judgeFrame(measures, shown, { ...moved, count, named: false }, { rate })
}

/** The defect of the truth that a column of the sum is; undefined for bulk. */
export function defectAt({ truth, columns, drift }: SearchedSeries, column: number): number {
  const place = { x: columns.table.x[column] + drift[0].x, y: columns.table.y[column] + drift[0].y }
  return truth.defects.findIndex(({ x, y }) => Math.hypot(x - place.x, y - place.y) < columns.spacing / 2)
}

/** Which of a column's true changes an event tells: from one frame to the next, by one frame at most, at the edges of its defect's span. */
export function isTrue(searched: SearchedSeries, { column, frame }: SeriesEvent): boolean {
  const defect = searched.truth.defects[defectAt(searched, column)]
  if (!defect) return false
  const { first, last } = defect.frames
  return [first - 1, last].some((change) => Math.abs(change - frame) <= 1)
}
