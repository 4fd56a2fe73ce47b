/** Median of the first `count` values, which are put in order. */
export function medianOf(values: Float64Array, count = values.length): number {
  const sorted = values.subarray(0, count).sort()
  return (sorted[(count - 1) >> 1] + sorted[count >> 1]) / 2
}

/** 1.4826 × the median distance from the median: a normal sample's standard deviation, whatever a third of it may be; NaN left out. */
export function robustSpread(values: Float32Array): number {
  const known = Float64Array.from(values).filter((value) => !Number.isNaN(value))
  const centre = medianOf(known)
  return 1.4826 * medianOf(known.map((value) => Math.abs(value - centre)))
}
