import type { Detection } from '../../session/detector'

export type SortKey = 'id' | 'position' | 'kind' | 'nearMaximum' | 'score'

export interface Order {
  key: SortKey
  descending: boolean
}

const COMPARE: Record<Exclude<SortKey, 'id'>, (a: Detection, b: Detection) => number> = {
  // As one reads: line by line.
  position: (a, b) => a.y - b.y || a.x - b.x,
  kind: (a, b) => a.kind.localeCompare(b.kind),
  nearMaximum: (a, b) => a.nearMaximum - b.nearMaximum,
  score: (a, b) => a.score - b.score,
}

/** Indices of the detections in the asked order; ties, and the order by number, keep the result's own. */
export function ordered(detections: readonly Detection[], { key, descending }: Order): number[] {
  const sign = descending ? -1 : 1
  return detections
    .map((_, index) => index)
    .sort((a, b) => sign * (key === 'id' ? a - b : COMPARE[key](detections[a], detections[b])) || a - b)
}

/** What a click on a column's header asks for: numbers that measure strength start with the largest. */
export function nextOrder(current: Order, key: SortKey): Order {
  if (current.key === key) return { key, descending: !current.descending }
  return { key, descending: key === 'score' }
}
