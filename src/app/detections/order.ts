import type { DetectionRecord } from '../../session/detector'

export type SortKey = 'id' | 'kind' | 'sublattice' | 'strength' | 'displacement' | 'pValue' | 'score'

export interface Order {
  key: SortKey
  descending: boolean
}

/** Which detections the table shows; null for all kinds, or all sublattices. */
export interface Filter {
  kind: string | null
  sublattice: string | null
}

export const EVERYTHING: Filter = { kind: null, sublattice: null }

const COMPARE: Record<SortKey, (a: DetectionRecord, b: DetectionRecord) => number> = {
  id: (a, b) => a.id - b.id,
  kind: (a, b) => a.kind.localeCompare(b.kind),
  sublattice: (a, b) => (a.sublattice ?? '').localeCompare(b.sublattice ?? '') || a.i! - b.i! || a.j! - b.j!,
  strength: (a, b) => a.strength - b.strength,
  displacement: (a, b) => distance(a) - distance(b),
  pValue: (a, b) => a.pValue - b.pValue,
  score: (a, b) => a.score - b.score,
}

/** How far a column is from the position that its surroundings predict, px. */
export function distance({ displacementPx: { x, y } }: Pick<DetectionRecord, 'displacementPx'>): number {
  return Math.hypot(x, y)
}

/** Indices of the detections that the filter lets through, in this order; ties keep the result's own. */
export function ordered(
  detections: readonly DetectionRecord[],
  { key, descending }: Order,
  { kind, sublattice }: Filter = EVERYTHING,
): number[] {
  const sign = descending ? -1 : 1
  return [...detections.keys()]
    .filter((index) => (kind ?? detections[index].kind) === detections[index].kind)
    .filter((index) => (sublattice ?? detections[index].sublattice) === detections[index].sublattice)
    .sort((a, b) => sign * COMPARE[key](detections[a], detections[b]) || a - b)
}

/** What a click on a column's header asks for: numbers that measure size start with the largest. */
export function nextOrder(current: Order, key: SortKey): Order {
  if (current.key === key) return { key, descending: !current.descending }
  return { key, descending: key === 'score' || key === 'displacement' }
}

/** What there is to filter by, each with how many there are, in the order of their names. */
export function choices(values: readonly string[]): [value: string, count: number][] {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([a], [b]) => a.localeCompare(b))
}
