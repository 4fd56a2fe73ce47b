import { version } from '../../version'
import type { ColumnRecord, DetectionRecord, MicrographRecord } from './record'
import { csv } from './csv'
import { DETECTION_FIELDS, detectionRow } from './tables'

type Pair = { x: number; y: number }

/** What was found in one frame of a series. */
export interface FrameFound {
  /** Counted from 1. */
  frame: number
  /** By which what is seen has moved since the first of the frames, px. */
  drift: Pair
  /** Null where the frame could not be searched. */
  record: MicrographRecord | null
  /** Why it could not. */
  reason: string | null
}

/** A column of the sum, and what each frame shows of it; null where it does not show it. */
interface ColumnSeries extends Pick<ColumnRecord, 'sublattice' | 'i' | 'j' | 'x' | 'y'> {
  frames: (ColumnRecord | null)[]
}

/** Part of the distance between columns that one may be off its place in the sum, the drift apart. */
const NEAR = 0.35

const VALUES = ['x', 'y', 'intensity', 'dxAngstrom', 'dyAngstrom', 'score', 'pValue', 'kind'] as const

/**
 * `NAME.frames.json`: the drift, the detections of every frame, and for each column of the sum what it was in every frame, one column a
 * line. `intensity` is relative to the median of the sublattice in that frame.
 */
export function framesJson(sum: MicrographRecord, frames: readonly FrameFound[]): string {
  const scale = sum.pixelSize.lattice ?? sum.pixelSize.file
  const head = {
    format: 'lacuna-frames',
    formatVersion: 1,
    versions: { lacuna: version },
    name: sum.name,
    request: sum.request,
    frames: frames.map(({ frame, drift, record, reason }) => ({
      frame,
      driftPx: drift,
      driftAngstrom: scale && { x: drift.x * scale.x, y: drift.y * scale.y },
      verdict: record?.verdict ?? 'not searched',
      reason: record?.reason ?? reason,
      detections: record?.detections ?? null,
    })),
    columns: null,
  }
  const lines = seriesOf(sum, frames).map(({ frames: seen, ...column }) => {
    const values = VALUES.map((name) => [name, seen.map((one) => one && one[name])] as const)
    return `    ${JSON.stringify({ ...column, frames: Object.fromEntries(values) })}`
  })
  return JSON.stringify(head, null, 2).replace(
    /"columns": null\n\}$/,
    () => `"columns": [\n${lines.join(',\n')}\n  ]\n}\n`,
  )
}

/** `NAME.frames.csv`: one line a detection, its frame first. */
export function framesCsv(frames: readonly FrameFound[]): string {
  const rows = frames.flatMap(({ frame, record }) =>
    (record?.detections ?? []).map((detection: DetectionRecord) => [frame, ...detectionRow(detection)]),
  )
  return csv([['frame', ...DETECTION_FIELDS], ...rows])
}

/** `NAME.series.csv`: one line a column of the sum and frame, without the frames that do not show it. */
export function seriesCsv(sum: MicrographRecord, frames: readonly FrameFound[]): string {
  const rows = seriesOf(sum, frames).flatMap(({ sublattice, i, j, frames: seen }) =>
    seen.flatMap((one, k) => (one ? [[sublattice, i, j, frames[k].frame, ...VALUES.map((name) => one[name])]] : [])),
  )
  return csv([['sublattice', 'i', 'j', 'frame', ...VALUES], ...rows])
}

/** `NAME.drift.csv`: one line a frame. */
export function driftCsv(sum: MicrographRecord, frames: readonly FrameFound[]): string {
  const scale = sum.pixelSize.lattice ?? sum.pixelSize.file
  const rows = frames.map(({ frame, drift: { x, y }, record }) => [
    frame,
    x,
    y,
    scale && x * scale.x,
    scale && y * scale.y,
    record?.detections?.length ?? null,
  ])
  return csv([['frame', 'driftXPx', 'driftYPx', 'driftXAngstrom', 'driftYAngstrom', 'detections'], ...rows])
}

/** Every frame's columns under the sum's: the nearest one, once the drift is taken off. */
function seriesOf(sum: MicrographRecord, frames: readonly FrameFound[]): ColumnSeries[] {
  const columns = sum.columns ?? []
  if (!sum.lattice) return []
  const { a, b, sublattices } = sum.lattice
  const near = NEAR * Math.sqrt(Math.abs(a.x * b.y - a.y * b.x) / sublattices.length)
  const places = new Places(columns, near)
  const seen = frames.map(({ drift, record }) => {
    const own: (ColumnRecord | null)[] = columns.map(() => null)
    const off = columns.map(() => near)
    for (const column of record?.columns ?? []) {
      const { index, distance } = places.nearest(column.x - drift.x, column.y - drift.y)
      if (index < 0 || distance > off[index]) continue
      own[index] = column
      off[index] = distance
    }
    return own
  })
  return columns.map(({ sublattice, i, j, x, y }, n) => ({ sublattice, i, j, x, y, frames: seen.map((own) => own[n]) }))
}

/** Finds the column at a place by the square that it lies in. */
class Places {
  readonly #squares = new Map<string, number[]>()

  constructor(
    readonly columns: readonly Pair[],
    readonly near: number,
  ) {
    columns.forEach(({ x, y }, n) => {
      const key = this.#key(Math.floor(x / near), Math.floor(y / near))
      const square = this.#squares.get(key)
      if (square) square.push(n)
      else this.#squares.set(key, [n])
    })
  }

  /** Index −1 where none is near. */
  nearest(x: number, y: number): { index: number; distance: number } {
    let best = { index: -1, distance: Infinity }
    const [column, row] = [Math.floor(x / this.near), Math.floor(y / this.near)]
    for (let v = row - 1; v <= row + 1; v++) {
      for (let u = column - 1; u <= column + 1; u++) {
        for (const index of this.#squares.get(this.#key(u, v)) ?? []) {
          const distance = Math.hypot(this.columns[index].x - x, this.columns[index].y - y)
          if (distance < best.distance) best = { index, distance }
        }
      }
    }
    return best
  }

  #key(u: number, v: number): string {
    return `${u},${v}`
  }
}
