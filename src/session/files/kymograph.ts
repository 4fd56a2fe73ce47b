import { ascending } from 'd3-array'
import type { KymographScene } from '../picture/kymograph'
import type { SeriesRecord } from './frames'

/** Rows, at most; those of columns that change come first. */
const MOST_ROWS = 60
/** As many of the most unusual columns are shown where nothing was found. */
const UNUSUAL = 10

type Column = SeriesRecord['columns'][number]

/**
 * What the kymograph of a series shows: the columns that change, by the first frame in which they do; then those that are a detection in
 * some frame, by how many frames; where there is neither, the columns that change most, which is no event.
 */
export function kymographScene({ frames, events, columns }: SeriesRecord): KymographScene {
  const eventsOf = (column: Column) =>
    events.filter(({ sublattice, i, j }) => sublattice === column.sublattice && i === column.i && j === column.j)
  const at = new Map(frames.map(({ frame }, k) => [frame, k]))
  const known = columns.map((column) => {
    const own = eventsOf(column)
    const detected = column.frames.kind.filter((kind) => kind !== null && kind !== 'bulk').length
    return { column, own, detected }
  })
  const changing = known
    .filter(({ own }) => own.length > 0)
    .sort((p, q) => ascending(p.own[0].frame, q.own[0].frame) || ascending(p.own[0].pValue, q.own[0].pValue))
  const steady = known
    .filter(({ own, detected }) => own.length === 0 && detected > 0)
    .sort((p, q) => q.detected - p.detected)
  const found = [...changing, ...steady]
  const unusual = [...known].sort((p, q) => ascending(p.column.changePValue ?? 2, q.column.changePValue ?? 2))
  const shown = found.length > 0 ? found.slice(0, MOST_ROWS) : unusual.slice(0, UNUSUAL)
  return {
    frames: frames.map(({ frame }) => frame),
    rows: shown.map(({ column: { sublattice, i, j, frames: seen }, own }) => ({
      label: `${sublattice} ${i}, ${j}`,
      changes: seen.intensity.map((intensity) => intensity && intensity - 1),
      events: own.map(({ frame, defect }) => ({ frame: at.get(frame)!, mark: defect })),
    })),
  }
}
