/** Shares of a sample in equally wide bins from `low` to `high`. */
export interface Histogram {
  low: number
  high: number
  /** One value a bin; they sum to 1 for a sample that lies between the ends. */
  shares: number[]
}

/** Ends that hold every value and every `always`, with a little air; never of no width. */
export function extent(samples: readonly Float32Array[], always: readonly number[]): { low: number; high: number } {
  let low = Infinity
  let high = -Infinity
  const include = (value: number) => {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  for (const sample of samples) sample.forEach(include)
  always.forEach(include)
  if (!(high >= low)) return { low: -1, high: 1 }
  const air = 0.04 * (high - low) || 0.05
  return { low: low - air, high: high + air }
}

/** Shares rather than counts, so that a few hundred patches can stand beside a few thousand. */
export function histogram(sample: Float32Array, low: number, high: number, bins: number): Histogram {
  const shares = new Array<number>(bins).fill(0)
  for (const value of sample) {
    const bin = Math.floor(((value - low) / (high - low)) * bins)
    // The upper end belongs to the last bin.
    if (value >= low && value <= high) shares[Math.min(bin, bins - 1)] += 1 / sample.length
  }
  return { low, high, shares }
}

/** Share of a sample inside `[low, high]`; of none, none. */
export function shareInside(sample: Float32Array, low: number, high: number): number {
  if (sample.length === 0) return 0
  return sample.reduce((inside, value) => inside + (value >= low && value <= high ? 1 : 0), 0) / sample.length
}
