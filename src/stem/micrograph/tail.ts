import { countBelow } from '../math/rank'

/** How bulk's scores fall off: as they are up to `from`, beyond it exponentially. */
export interface Tail {
  /** Ascending. */
  scores: Float64Array
  from: number
  /** Part of the scores that lie beyond. */
  share: number
  /** Scores beyond `from`, and by how much they exceed it in all. */
  events: number
  exposure: number
}

/** The decay is learned from this quantile on. */
const FROM = 0.95
/** Before any defect is known, from what defects in every fifth column leave alone. */
const FIRST = { from: 0.5, to: 0.8 }
/** Scores so high that bulk would show fewer than this in the whole micrograph do not tell how bulk falls off. */
const EXPECTED = 0.05
const ROUNDS = 20

/** The tail of scores among which there may be many defects. */
export function firstTail(sample: readonly number[]): Tail {
  const scores = Float64Array.from(sample).sort()
  const [first, last] = [Math.floor(FIRST.from * scores.length), Math.floor(FIRST.to * scores.length)]
  const [from, to] = [scores[first] ?? 0, scores[last] ?? 0]
  let exposure = 0
  for (let n = first; n < scores.length; n++) exposure += Math.min(scores[n], to) - from
  const events = last - first
  return { scores, from, share: 1 - FIRST.from, events, exposure: Math.max(exposure, events) }
}

/**
 * The tail of scores that are −ln of normal scatter's probability, so that it falls off exponentially: with a decay of 1
 * where columns scatter normally, and less where extreme ones are more frequent. Searched forward, so that defects that are not
 * known yet cannot hide each other: normal scatter says which scores are beyond bulk; the others say how it really falls off;
 * that admits more of them, until no more are admitted.
 */
export function fitTail(sample: readonly number[]): Tail {
  const scores = Float64Array.from(sample).sort()
  let tail = cut(scores, countBelow(scores, Math.log(scores.length / EXPECTED)))
  for (let round = 0; round < ROUNDS; round++) {
    let count = tail.scores.length
    while (count < scores.length && scores.length * tailProbability(tail, scores[count]) > EXPECTED) count++
    if (count === tail.scores.length) break
    tail = cut(scores, count)
  }
  return tail
}

/** The tail that the lowest `count` scores show. */
function cut(sorted: Float64Array, count: number): Tail {
  const scores = sorted.subarray(0, count)
  const first = Math.floor(FROM * count)
  const from = scores[first] ?? 0
  let exposure = 0
  for (let n = first; n < count; n++) exposure += scores[n] - from
  const events = count - first
  // One standard error slower than they show, and no faster than normal scatter.
  return { scores, from, share: 1 - FROM, events, exposure: Math.max(exposure, events) * (1 + 1 / Math.sqrt(events)) }
}

/**
 * How often bulk scores as high. The decay is known as well as its `events` tell it, so this is the mean over all decays that
 * they allow (a Lomax law): too steep a tail would promise more than the micrograph can tell.
 */
export function tailProbability({ scores, from, share, events, exposure }: Tail, score: number): number {
  if (score > from && events > 0) return share * (1 + (score - from) / exposure) ** -events
  return Math.min(1, (1 + scores.length - countBelow(scores, score)) / (scores.length + 1))
}
