import type { DefectRequest } from '../stem/simulate/options'
import { DEFECT_KINDS, isDisplacement } from '../stem/simulate/options'
import type { FrameSpan, SeriesDefect } from '../stem/simulate/series'
import { numberOption, usageError } from './arguments'

/** What `--defects` asks for; `frames` of a series, 1 of one micrograph. */
export function defectList(
  list: string,
  { frames, isMultislice }: { frames: number; isMultislice: boolean },
): SeriesDefect[] {
  if (list === 'none') return []
  return list.split(',').map((item) => {
    const [what, when, ...more] = item.trim().split('@')
    const [set, count, strength, depth, ...rest] = what.split(':')
    const [, sublattice, word] = /^(.+)-(\w+)$/.exec(set) ?? []
    const kind = DEFECT_KINDS.find((known) => known === word)
    if (!sublattice || !kind || rest.length + more.length > 0) {
      throw usageError(`--defects ${item}: give NAME-KIND[:COUNT[:STRENGTH]], see lacuna simulate --help`)
    }
    if (depth !== undefined && !isMultislice) throw usageError(`--defects ${item}: a depth is for --physics multislice`)
    const amount = numberOption('defects', strength, undefined, { low: 0, high: isDisplacement(kind) ? 2 : 1 })
    return {
      sublattice,
      kind,
      count: numberOption('defects', count, 1, { low: 1, high: 100_000, integer: true }),
      ...(amount !== undefined && { strength: amount }),
      ...(depth !== undefined && { depth: numberOption('defects', depth, undefined, { low: 0, high: 1e5 }) }),
      ...(when !== undefined && { frames: frameSpan(when, item, frames) }),
    }
  })
}

/** `5` from there on, `5-9` from one to another. */
function frameSpan(text: string, item: string, frames: number): FrameSpan {
  const [, first, last = String(frames)] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text) ?? []
  const span = { first: Number(first), last: Number(last) }
  if (frames > 1 && span.first >= 1 && span.last >= span.first && span.last <= frames) return span
  throw usageError(`--defects ${item}: @${text}: give frames of the series, such as @5 or @3-8, with --frames`)
}

/** In turns a defect that comes in the middle of a series, one that goes there, and one that stays. */
export function comingAndGoing(defects: readonly DefectRequest[], frames: number): SeriesDefect[] {
  const middle = Math.ceil(frames / 2)
  const spans = [
    { first: middle + 1, last: frames },
    { first: 1, last: middle },
    { first: 1, last: frames },
  ]
  return defects.map((defect, k) => ({ ...defect, frames: spans[k % spans.length] }))
}
