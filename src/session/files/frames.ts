import { version } from '../../version'
import type { EventKind, SeriesEvent } from '../../stem/series/events'
import type { DetectionKind } from '../../stem/micrograph/detections'
import type { RecordedRequest } from './circumstances'
import type { ColumnRecord, DetectionRecord, MicrographRecord } from './record'
import type { SeriesFrame, SeriesResult } from './result'

type Pair = { x: number; y: number }

/** What was found in one frame. */
interface FrameRecord {
  /** Counted from 1. */
  frame: number
  /** Since the first frame, where the file says how long a frame takes. */
  seconds: number | null
  /** By which what is seen has moved since the first of the frames. */
  driftPx: Pair
  driftAngstrom: Pair | null
  verdict: 'periodic' | 'not searched'
  /** Why it could not be searched. */
  reason: string | null
  /** At the rate of the whole series; `qValue` is the least rate over all its frames at which it is found. */
  detections: DetectionRecord[] | null
}

/** A column that changed from one frame to the next. */
export interface EventRecord {
  id: number
  kind: EventKind
  /** What came or went. */
  defect: SeriesEvent['defect']
  /** The first frame of the new state, counted from 1. */
  frame: number
  seconds: number | null
  /** The column, and where it is in that frame. */
  sublattice: string | null
  i: number | null
  j: number | null
  x: number
  y: number
  xAngstrom: number | null
  yAngstrom: number | null
  /** Frames that show the state before, and the new one, until the next event or the end. */
  framesBefore: number
  frames: number
  /** Intensity before and after, in % of what stands around, and the change with its standard deviation. */
  before: number
  after: number
  change: number
  changeError: number
  /** By which it moved, and the standard deviation along an axis. */
  shiftPx: Pair
  shiftAngstrom: Pair | null
  shiftErrorPx: number
  shiftErrorAngstrom: number | null
  score: number
  pValue: number
  /** The least false discovery rate at which the column is among those that change. */
  qValue: number
}

/** What one frame shows of a column; lengths in Å are null where the pixel size is not known. */
interface Shown {
  /** Where it stands, px; null where the frame does not show it. */
  x: (number | null)[]
  y: (number | null)[]
  /** Over that of the columns of its kind around. */
  intensity: (number | null)[]
  /** By which it is off the place that these give it, Å. */
  dxAngstrom: (number | null)[]
  dyAngstrom: (number | null)[]
  score: (number | null)[]
  pValue: (number | null)[]
  qValue: (number | null)[]
  kind: (DetectionKind | 'bulk' | null)[]
}

/** A column of the sum over the frames. */
interface ColumnSeries extends Pick<ColumnRecord, 'sublattice' | 'i' | 'j' | 'x' | 'y'> {
  /** How often a column of bulk changes as much anywhere in the series, and the least rate at which it is found to change. */
  changePValue: number | null
  changeQValue: number | null
  frames: Shown
}

/** `NAME.frames.json`. `formatVersion` changes only when a field changes its meaning or goes. */
export interface SeriesRecord {
  format: 'lacuna-frames'
  formatVersion: 2
  versions: { lacuna: string }
  name: string
  request: RecordedRequest
  /** p-values that part detections and columns that change from the rest. */
  thresholds: { detection: number; change: number }
  frames: FrameRecord[]
  events: EventRecord[]
  columns: ColumnSeries[]
}

/** What was found in the frames of a series, with the names and the pixel size of what was found in their sum. */
export function seriesRecord(sum: MicrographRecord, result: SeriesResult): SeriesRecord {
  const scale = sum.pixelSize.lattice ?? sum.pixelSize.file
  // The frames are searched for the columns of the first lattice, which come first.
  const columns = (sum.columns ?? []).slice(0, result.pValue.length)
  const kinds = result.frames.map(({ detections }) => kindsOf(detections ?? []))
  return {
    format: 'lacuna-frames',
    formatVersion: 2,
    versions: { lacuna: version },
    name: sum.name,
    request: sum.request,
    thresholds: { detection: result.detectionThreshold, change: result.threshold },
    frames: result.frames.map((frame) => ({
      frame: frame.frame,
      seconds: secondsAt(frame, result),
      driftPx: rounded(frame.drift, 2),
      driftAngstrom: scale && rounded(inAngstrom(frame.drift, scale), 3),
      verdict: frame.judged ? 'periodic' : 'not searched',
      reason: frame.reason,
      detections: frame.detections,
    })),
    events: eventRecords(sum, result),
    columns: columns.map((column, n) => {
      const { sublattice, i, j, x, y } = column
      return {
        ...{ sublattice, i, j, x, y },
        changePValue: known(result.pValue[n], significant),
        changeQValue: known(result.qValue[n], significant),
        frames: {
          ...shownOf(n, result, scale),
          kind: result.frames.map(({ judged }, k) =>
            judged && !Number.isNaN(judged.pValue[n]) ? (kinds[k].get(nameOf(column)) ?? 'bulk') : null,
          ),
        },
      }
    }),
  }
}

function eventRecords(sum: MicrographRecord, result: SeriesResult): EventRecord[] {
  const scale = sum.pixelSize.lattice ?? sum.pixelSize.file
  return result.events.map(({ column, frame: index, shift, shiftError, ...event }, k) => {
    const frame = result.frames[index]
    const { sublattice, i, j } = sum.columns![column]
    const place = { x: frame.judged!.x[column], y: frame.judged!.y[column] }
    const at = scale && inAngstrom(place, scale)
    return {
      id: k + 1,
      kind: event.kind,
      defect: event.defect,
      frame: frame.frame,
      seconds: secondsAt(frame, result),
      sublattice,
      i,
      j,
      x: fixed(place.x, 2),
      y: fixed(place.y, 2),
      xAngstrom: at && fixed(at.x, 3),
      yAngstrom: at && fixed(at.y, 3),
      framesBefore: event.framesBefore,
      frames: event.frames,
      before: fixed(event.before, 1),
      after: fixed(event.after, 1),
      change: fixed(event.change, 1),
      changeError: fixed(event.changeError, 2),
      shiftPx: rounded(shift, 3),
      shiftAngstrom: scale && rounded(inAngstrom(shift, scale), 4),
      shiftErrorPx: fixed(shiftError, 3),
      shiftErrorAngstrom: scale && fixed(shiftError * Math.sqrt(scale.x * scale.y), 4),
      score: fixed(event.score, 2),
      pValue: significant(event.pValue),
      qValue: significant(event.qValue),
    }
  })
}

function shownOf(n: number, { frames, qValues }: SeriesResult, scale: Pair | null): Omit<Shown, 'kind'> {
  const each = <T>(value: (judged: NonNullable<SeriesFrame['judged']>, k: number) => T) =>
    frames.map(({ judged }, k) => judged && value(judged, k))
  const off = (value: number) => (Number.isNaN(value) ? 0 : value)
  return {
    x: each(({ x, dx }) => known(x[n] + off(dx[n]), (value) => fixed(value, 2))),
    y: each(({ y, dy }) => known(y[n] + off(dy[n]), (value) => fixed(value, 2))),
    intensity: each(({ intensity }) => known(intensity[n], (value) => fixed(value, 4))),
    dxAngstrom: each(({ dx }) => scale && known(dx[n] * scale.x, (value) => fixed(value, 3))),
    dyAngstrom: each(({ dy }) => scale && known(dy[n] * scale.y, (value) => fixed(value, 3))),
    score: each(({ score }) => known(score[n], (value) => fixed(value, 2))),
    pValue: each(({ pValue }) => known(pValue[n], significant)),
    qValue: each((_, k) => known(qValues[k]![n], significant)),
  }
}

function kindsOf(detections: readonly DetectionRecord[]): Map<string, DetectionKind> {
  const own = detections.filter(({ kind }) => kind !== 'interstitial')
  return new Map(own.map((detection) => [nameOf(detection), detection.kind]))
}

function nameOf({ sublattice, i, j }: Pick<ColumnRecord, 'sublattice' | 'i' | 'j'>): string {
  return `${sublattice} ${i} ${j}`
}

function secondsAt({ frame }: SeriesFrame, { frameSeconds }: SeriesResult): number | null {
  return frameSeconds === null ? null : fixed((frame - 1) * frameSeconds, 6)
}

function inAngstrom({ x, y }: Pair, scale: Pair): Pair {
  return { x: x * scale.x, y: y * scale.y }
}

function rounded({ x, y }: Pair, count: number): Pair {
  return { x: fixed(x, count), y: fixed(y, count) }
}

function fixed(value: number, count: number): number {
  // Not −0.
  return Number(value.toFixed(count)) + 0
}

function significant(value: number): number {
  return Number(value.toPrecision(3))
}

/** NaN is what is not known. */
function known(value: number, as: (value: number) => number): number | null {
  return Number.isFinite(value) ? as(value) : null
}
