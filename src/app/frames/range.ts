import type { Drift } from '../state/state'
import { t } from '../language/message'
import { fixed } from '../shared/format'

/** Frames from one to another, counted from 1. */
export interface Range {
  first: number
  last: number
}

/** As many frames before or after, as far as there are any. */
export function moved({ first, last }: Range, by: number, count: number): Range {
  const width = last - first + 1
  const start = Math.min(Math.max(first + by * width, 1), count - width + 1)
  return { first: start, last: start + width - 1 }
}

/** The range with one end as it was typed; the other end goes along where it would lie on the wrong side. */
export function typed(range: Range, end: keyof Range, value: number, count: number): Range {
  if (!Number.isFinite(value)) return { first: range.first, last: range.last }
  const at = Math.min(Math.max(Math.round(value), 1), count)
  return end === 'first'
    ? { first: at, last: Math.max(at, range.last) }
    : { first: Math.min(at, range.first), last: at }
}

/** The frames that are open, and the drift, in words. */
export function driftText(open: Range, drift: Drift | null): string {
  const taken = openText(open)
  if (!drift) return `${taken} ${t`Sum frames to measure the drift.`}`
  const farthest = Math.max(...drift.shifts.map(({ x, y }) => Math.hypot(x, y)))
  const last = drift.first + drift.shifts.length - 1
  const size = farthest === 0 ? t`none` : t`up to ${fixed(farthest, 1)} px`
  return `${taken} ${t`Drift over frames ${drift.first} to ${last}: ${size}.`}`
}

function openText({ first, last }: Range): string {
  return first === last ? t`Frame ${first} is open.` : t`Frames ${first} to ${last} are summed after rigid alignment.`
}
