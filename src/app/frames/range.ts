import type { Drift } from '../state/state'

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
export function driftText({ first, last }: Range, drift: Drift | null): string {
  const taken =
    first === last ? `Frame ${first} is open.` : `Frames ${first} to ${last} are summed after rigid alignment.`
  if (!drift) return `${taken} Sum frames to measure the drift.`
  const farthest = Math.max(...drift.shifts.map(({ x, y }) => Math.hypot(x, y)))
  const frames = `frames ${drift.first} to ${drift.first + drift.shifts.length - 1}`
  return `${taken} Drift over ${frames}: ${farthest === 0 ? 'none' : `up to ${farthest.toFixed(1)} px`}.`
}
