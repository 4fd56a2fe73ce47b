import { type Judged, judgement } from '../picture/pictured'

/** What a person makes of a column: what was found there is right, or is wrong, or nothing was found where something is. */
export type Verdict = (typeof VERDICTS)[number]
const VERDICTS = ['accepted', 'rejected', 'added'] as const

/** What a person said of a column. */
export interface Opinion {
  /** Null where only a kind or a note was given. */
  verdict: Verdict | null
  /** In place of the kind that was found; null where that stands. */
  kind: string | null
  note: string
}

/** An opinion and its place, by which it stays with its column when the micrograph is searched again. */
export interface Reviewed extends Opinion {
  /** Where the lattice, or what surrounds it, has the column, px from the centre of the top left pixel; of an interstitial, where it was found. */
  x: number
  y: number
}

/** Only what is an opinion and its place, of a list that a file or a page gives; whatever else it holds is left out. */
export function readReview(list: unknown): Reviewed[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item: Partial<Record<keyof Reviewed, unknown>> | null) => {
    const { x, y, verdict, kind, note } = item ?? {}
    if (typeof x !== 'number' || typeof y !== 'number') return []
    const known = VERDICTS.find((one) => one === verdict) ?? null
    return [
      {
        x,
        y,
        verdict: known,
        kind: typeof kind === 'string' ? kind : null,
        note: typeof note === 'string' ? note : '',
      },
    ]
  })
}

/** A detection, by its index, or a column, by its entry. */
export type Target = { detection: number } | { column: number }

/** What was said, and of what. Indices are −1 where there is nothing at the place. */
export interface Placed {
  said: Reviewed
  detection: number
  column: number
}

/**
 * An opinion is of the column that is no further from its place than this part of the distance between columns; without a lattice, than this
 * part of the way to the gap beside it: half of what lies between two places at least.
 */
const REACH = 0.25
const GAP_REACH = 0.3

type Place = Pick<Reviewed, 'x' | 'y'>

/** Every opinion with the detection and the column that it is of. */
export function placed(review: readonly Reviewed[], judged: Judged): Placed[] {
  const { columns, findings } = judgement(judged)
  const reach = reachOf(judged)
  const places = findings.map((_, detection) => placeOf({ detection }, judged))
  return review.map((said) => {
    const detection = places.findIndex((place) => isNear(place, said, reach))
    if (detection >= 0 && findings[detection].kind !== 'interstitial')
      return { said, detection, column: findings[detection].column }
    const column = columns.x.findIndex((x, n) => isNear({ x, y: columns.y[n] }, said, reach))
    return { said, detection, column }
  })
}

/** What was said of a detection or a column; null where nothing was. */
export function opinionOn(target: Target, review: readonly Reviewed[], judged: Judged): Reviewed | null {
  const place = placeOf(target, judged)
  const reach = reachOf(judged)
  return review.find((said) => isNear(place, said, reach)) ?? null
}

/** The review with another opinion on a detection or a column; one that says nothing is taken out. */
export function withOpinion(
  review: readonly Reviewed[],
  target: Target,
  change: Partial<Opinion>,
  judged: Judged,
): Reviewed[] {
  const before = opinionOn(target, review, judged)
  const said = { ...(before ?? { ...placeOf(target, judged), verdict: null, kind: null, note: '' }), ...change }
  const isEmpty = said.verdict === null && said.kind === null && said.note === ''
  const others = review.filter((other) => other !== before)
  if (isEmpty) return others
  return before ? review.map((other) => (other === before ? said : other)) : [...review, said]
}

/** What was said, without its place. */
export function opinionOf(said: Reviewed | undefined): Opinion | null {
  return said ? { verdict: said.verdict, kind: said.kind, note: said.note } : null
}

function placeOf(target: Target, judged: Judged): Place {
  const { columns, findings } = judgement(judged)
  if ('column' in target) return { x: columns.x[target.column], y: columns.y[target.column] }
  const { column, kind, x, y } = findings[target.detection]
  return kind === 'interstitial' ? { x, y } : { x: columns.x[column], y: columns.y[column] }
}

function reachOf(judged: Judged): number {
  if (judged.verdict === 'not periodic') return GAP_REACH * judged.surroundings.radius
  const { a, b, sublattices } = judged.lattice
  return REACH * Math.sqrt(Math.abs(a.x * b.y - a.y * b.x) / sublattices.length)
}

function isNear(one: Place, other: Place, reach: number): boolean {
  return Math.hypot(one.x - other.x, one.y - other.y) < reach
}
