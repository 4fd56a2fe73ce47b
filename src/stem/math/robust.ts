import { nthSmallest } from './nth-smallest'

/** Normal standard deviation over the median distance from the centre. */
const NORMAL = 1.4826
/** So few values are in order sooner than their middle is selected. */
const FEW = 40

/** The value in the middle, or the mean of both; NaN of none. */
export function median(values: ArrayLike<number>): number {
  return medianInPlace(new Float64Array(values))
}

/** Median of the first `count` values, which are rearranged: for loops over many columns, which have room of their own. NaN lie above all others. */
export function medianInPlace(values: Float64Array, count = values.length): number {
  const upper = count >> 1
  if (count <= FEW && !hasNaN(values, count)) {
    putInOrder(values, count)
    return (values[(count - 1) >> 1] + values[upper]) / 2
  }
  const all = count === values.length ? values : values.subarray(0, count)
  if (hasNaN(all, count)) {
    all.sort()
    return (all[(count - 1) >> 1] + all[upper]) / 2
  }
  const above = nthSmallest(all, upper)
  return ((count & 1 ? above : largest(all, upper)) + above) / 2
}

function hasNaN(values: Float64Array, count: number): boolean {
  for (let n = 0; n < count; n++) if (Number.isNaN(values[n])) return true
  return false
}

/** By insertion. */
function putInOrder(values: Float64Array, count: number): void {
  for (let n = 1; n < count; n++) {
    const value = values[n]
    let at = n
    for (; at > 0 && values[at - 1] > value; at--) values[at] = values[at - 1]
    values[at] = value
  }
}

function largest(values: Float64Array, count: number): number {
  let most = -Infinity
  for (let n = 0; n < count; n++) if (values[n] > most) most = values[n]
  return most
}

/**
 * 1.4826 × the median distance from a centre: the standard deviation of a normal sample, which outliers hardly move. Loops over many columns
 * have room for as many `distances` as there are values.
 */
export function spreadAbout(
  values: ArrayLike<number>,
  centre: number,
  distances = new Float64Array(values.length),
): number {
  for (let n = 0; n < distances.length; n++) distances[n] = Math.abs(values[n] - centre)
  return NORMAL * medianInPlace(distances)
}

/** The spread about the median; NaN left out. */
export function robustSpread(values: Float32Array): number {
  const known = values.filter((value) => !Number.isNaN(value))
  return spreadAbout(known, median(known))
}
