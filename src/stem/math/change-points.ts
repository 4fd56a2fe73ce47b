/**
 * Where a sequence of measurements changes its mean. Each component (one of an intensity, two of a place) has a value and a weight, one
 * over the variance, for every time; a weight of 0 stands for a time at which nothing was measured.
 */
export interface Course {
  readonly values: Float64Array
  readonly weights: Float64Array
}

/** Two sets of times compared: by how much the later mean is more, its standard deviation, and χ² of all components together. */
export interface Contrast {
  change: number[]
  error: number[]
  chi2: number
}

/** Times from `from` to before `to`. */
export interface Span {
  from: number
  to: number
}

/** A sequence whose means over any times cost no more than two look-ups. */
export class Sequence {
  readonly length: number
  readonly #components: readonly Course[]
  readonly #weight: Float64Array[]
  readonly #moment: Float64Array[]

  constructor(components: readonly Course[]) {
    this.length = components[0].values.length
    this.#components = components
    this.#weight = components.map(({ weights }) => sums(weights, (weight) => weight))
    this.#moment = components.map(({ weights, values }) =>
      sums(weights, (weight, t) => (weight > 0 ? weight * values[t] : 0)),
    )
  }

  /** The same without what was measured at some times. */
  without(times: ReadonlySet<number>): Sequence {
    if (times.size === 0) return this
    const left = (weights: Float64Array) => weights.map((weight, t) => (times.has(t) ? 0 : weight))
    return new Sequence(this.#components.map(({ values, weights }) => ({ values, weights: left(weights) })))
  }

  /** Mean of each component over some times; NaN where nothing was measured. */
  mean({ from, to }: Span): number[] {
    return this.#weight.map((weight, c) => (this.#moment[c][to] - this.#moment[c][from]) / (weight[to] - weight[from]))
  }

  /** How many times of a span were measured. */
  measured({ from, to }: Span): number {
    let count = 0
    for (let t = from; t < to; t++) if (this.#weight[0][t + 1] > this.#weight[0][t]) count++
    return count
  }

  contrast(before: Span, after: Span): Contrast {
    const [p, q] = [this.mean(before), this.mean(after)]
    const change = q.map((value, c) => value - p[c])
    const error = this.#weight.map((weight) =>
      Math.sqrt(1 / (weight[before.to] - weight[before.from]) + 1 / (weight[after.to] - weight[after.from])),
    )
    const chi2 = change.reduce((sum, value, c) => sum + (value / error[c]) ** 2, 0)
    return { change, error, chi2: Number.isFinite(chi2) ? chi2 : 0 }
  }

  /**
   * The times within `all` whose mean differs most from that of the others in it (circular binary segmentation: Olshen et al.,
   * Biostatistics 5, 557, 2004), so that a state that comes and goes is found as well as one that stays.
   */
  mostUnlike({ from, to }: Span): Span & { chi2: number } {
    let best = { from, to: from, chi2: 0 }
    const weights = this.#weight
    const moments = this.#moment
    for (let start = from; start < to; start++) {
      // A span that begins with the first time is the rest of one that does not; it is looked at once.
      for (let end = start + 1; end <= (start === from ? to - 1 : to); end++) {
        let chi2 = 0
        for (let c = 0; c < weights.length; c++) {
          const [weight, moment] = [weights[c], moments[c]]
          const inside = weight[end] - weight[start]
          const outside = weight[to] - weight[from] - inside
          if (!(inside > 0 && outside > 0)) continue
          const sum = moment[end] - moment[start]
          const change = sum / inside - (moment[to] - moment[from] - sum) / outside
          chi2 += (change * change * inside * outside) / (inside + outside)
        }
        if (chi2 > best.chi2) best = { from: start, to: end, chi2 }
      }
    }
    return best
  }

  /**
   * Spans of one mean each. A sequence is cut wherever `isSure` of the difference, and its parts again; then every cut at which its two
   * neighbours do not surely differ is taken back, the least sure first.
   */
  spans(isSure: (chi2: number) => boolean): Span[] {
    const cuts = this.#cuts({ from: 0, to: this.length }, isSure)
    return this.merged(spansBetween(cuts, this.length), isSure)
  }

  /** Neighbours that do not surely differ are one span, the least different first. */
  merged(spans: readonly Span[], isSure: (chi2: number) => boolean): Span[] {
    const left = [...spans]
    for (;;) {
      let [weakest, least] = [-1, Infinity]
      for (let k = 1; k < left.length; k++) {
        const { chi2 } = this.contrast(left[k - 1], left[k])
        if (!isSure(chi2) && chi2 < least) [weakest, least] = [k, chi2]
      }
      if (weakest < 0) return left
      left.splice(weakest - 1, 2, { from: left[weakest - 1].from, to: left[weakest].to })
    }
  }

  #cuts(all: Span, isSure: (chi2: number) => boolean): number[] {
    if (all.to - all.from < 2) return []
    const { from, to, chi2 } = this.mostUnlike(all)
    if (!isSure(chi2)) return []
    const parts = spansBetween([from, to], all.to, all.from)
    return [...new Set([...parts.map((part) => part.from), ...parts.flatMap((part) => this.#cuts(part, isSure))])]
  }
}

/** The spans that cuts part `from` to `length` into. */
function spansBetween(cuts: readonly number[], length: number, from = 0): Span[] {
  const edges = [...new Set([from, ...cuts, length])].sort((p, q) => p - q)
  return edges.slice(1).map((to, k) => ({ from: edges[k], to }))
}

/** Sums of all before each entry, and of all. */
function sums(weights: Float64Array, term: (weight: number, t: number) => number): Float64Array {
  const out = new Float64Array(weights.length + 1)
  for (let t = 0; t < weights.length; t++) out[t + 1] = out[t] + term(weights[t], t)
  return out
}
