/** Normal standard deviation over the median distance from the centre. */
const NORMAL = 1.4826

/** The value in the middle, or the mean of both; NaN of none. */
export function median(values: ArrayLike<number>): number {
  return medianInPlace(Float64Array.from(values))
}

/** Median of the first `count` values, which are put in order: for loops over many columns, which have room of their own. */
export function medianInPlace(values: Float64Array, count = values.length): number {
  const sorted = values.subarray(0, count).sort()
  return (sorted[(count - 1) >> 1] + sorted[count >> 1]) / 2
}

/** 1.4826 × the median distance from a centre: the standard deviation of a normal sample, which outliers hardly move. */
export function spreadAbout(values: ArrayLike<number>, centre: number): number {
  return NORMAL * medianInPlace(Float64Array.from(values, (value) => Math.abs(value - centre)))
}

/** The spread about the median; NaN left out. */
export function robustSpread(values: Float32Array): number {
  const known = values.filter((value) => !Number.isNaN(value))
  return spreadAbout(known, median(known))
}
