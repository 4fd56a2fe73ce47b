import { InputError } from '../errors'
import type { Micrograph } from '../io/micrograph'
import type { LongCall } from '../progress'
import { counter } from '../progress'
import { recognise } from '../stem/lattice/match-crystal'
import type { Vector } from '../stem/math/vector'
import { Columns } from '../stem/micrograph/columns'
import { measuredAlone } from '../stem/micrograph/evidence'
import { examinedAs } from '../stem/micrograph/examine'
import { judgeFrame, type JudgedFrame } from '../stem/series/judge-frame'
import { judgeSeries } from '../stem/series/judge-series'
import { movedLattice } from '../stem/series/moved-lattice'
import { onOwnPixels } from '../stem/series/own-pixels'
import { refinedDrift } from '../stem/series/refined-drift'
import type { FileContents } from './contents'
import { detectionRecords } from './files/record'
import type { SeriesResult } from './files/result'
import type { Measured } from './judged'
import { projectionOf } from './recorded'
import type { DetectRequest } from './request'

/** A series whose sum has been searched. */
export interface Series {
  sum: Measured
  contents: FileContents | null
  /** One frame, counted from 1. */
  read: (frame: number) => Promise<Micrograph>
}

/**
 * Judges every frame at the places of the sum's lattice, moved by the drift, by its own columns, and then all of them together. One frame
 * is held at a time. Reports the stage `frames`. A frame that cannot be judged is reported with its reason.
 */
export async function searchSeries(
  { sum, contents, read }: Series,
  request: DetectRequest,
  call: LongCall,
): Promise<SeriesResult> {
  const { taken, drift } = requireFrames(contents, sum.square.own.name)
  const { micrograph, own } = sum.square
  const { lattice, match, named } = recognise(sum.lattice, projectionOf(request.crystal), micrograph.pixelSize)
  const columns = new Columns(lattice)
  const { signal } = call
  const search = async (frame: number, by: Vector): Promise<{ drift: Vector; judged: JudgedFrame }> => {
    const square = examinedAs(await read(frame), lattice.contrast)
    const moved = refinedDrift(square.micrograph, columns.table, square.squareWay(by))
    const there = movedLattice(lattice, moved, square.micrograph)
    const measures = measuredAlone(square.micrograph, there.lattice)
    const options = { rate: request.rate, ...(signal && { signal }) }
    const judged = await judgeFrame(measures, square.micrograph, { ...there, count: columns.count, named }, options)
    return { drift: square.way(moved), judged: onOwnPixels(judged, square) }
  }

  const counted = counter('frames', 'frame', drift.length, call)
  const frames: { frame: number; drift: Vector; judged: JudgedFrame | null; reason: string | null }[] = []
  for (const [k, by] of drift.entries()) {
    const frame = taken.first + k
    try {
      frames.push({ frame, ...(await search(frame, by)), reason: null })
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      frames.push({ frame, drift: by, judged: null, reason: error.message })
    }
    await counted()
  }
  const origin = frames.find(({ judged }) => judged)?.drift ?? { x: 0, y: 0 }
  const { detections, ...found } = judgeSeries(
    frames.map(({ judged }) => judged),
    columns,
    request.rate,
  )
  const { frameSeconds } = own.metadata
  const searched = {
    lattice,
    match: match && sum.square.match(match),
    result: { columns: columns.table, alike: [], findings: [] },
  }
  return {
    frames: frames.map(({ drift: { x, y }, ...frame }, k) => {
      const those = detections[k]
      return {
        ...frame,
        drift: { x: x - origin.x, y: y - origin.y },
        findings: those,
        detections: those && detectionRecords(searched, those, own.pixelSize),
      }
    }),
    frameSeconds: typeof frameSeconds === 'number' ? frameSeconds : null,
    ...found,
  }
}

function requireFrames(contents: FileContents | null, name: string) {
  if (contents?.drift) return { taken: contents.taken, drift: contents.drift }
  throw new InputError('frames', name, 'it has one frame; a series of several is needed')
}
