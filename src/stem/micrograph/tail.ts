import { countBelow } from '../math/rank'

/** How bulk's scores fall off: as they are up to `from`, beyond it by the factor exp(−decay · excess). */
export interface Tail {
  /** Ascending. */
  scores: Float64Array
  from: number
  /** Part of the scores that lie beyond. */
  share: number
  /** 1 where columns scatter normally, less where extreme ones are more frequent. */
  decay: number
}

/**
 * The part of the scores that the decay is learned from: what many defects leave alone while none is known, and what is
 * nearest to the tail once they are.
 */
const FIRST = { from: 0.5, to: 0.85 }
const CLEANED = { from: 0.9, to: 1 }

/**
 * The tail of scores that are −ln of normal scatter's probability, so that it falls off exponentially; the decay is the
 * maximum-likelihood estimate of an exponential law censored at a quantile, less one standard error of itself: too steep a
 * tail would promise more than the micrograph can tell. `cleaned` of the defects that are known.
 */
export function fitTail(sample: readonly number[], cleaned: boolean): Tail {
  const scores = Float64Array.from(sample).sort()
  const part = cleaned ? CLEANED : FIRST
  const [first, last] = [Math.floor(part.from * scores.length), Math.floor(part.to * scores.length)]
  const [from, to] = [scores[first] ?? 0, scores[Math.min(last, scores.length - 1)] ?? 0]
  let exposure = 0
  for (let n = first; n < scores.length; n++) exposure += Math.min(scores[n], to) - from
  const events = last - first
  const decay = events > 0 && exposure > 0 ? (events / exposure) * Math.max(0.5, 1 - 1 / Math.sqrt(events)) : 1
  return { scores, from, share: 1 - part.from, decay: Math.min(decay, 1) }
}

/** How often bulk scores as high. */
export function tailProbability({ scores, from, share, decay }: Tail, score: number): number {
  if (score > from) return share * Math.exp(-decay * (score - from))
  return Math.min(1, (1 + scores.length - countBelow(scores, score)) / (scores.length + 1))
}
