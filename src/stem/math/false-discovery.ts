/**
 * Benjamini and Hochberg's step-up rule: which of the p-values are discoveries when on average at most the part `rate` of
 * the discoveries may be false.
 */
export function discoveries(pValues: ArrayLike<number>, rate: number): boolean[] {
  const sorted = Float64Array.from(pValues).sort()
  let limit = -1
  sorted.forEach((p, i) => {
    if (p <= (rate * (i + 1)) / sorted.length) limit = p
  })
  return Array.from(pValues, (p) => p <= limit)
}
