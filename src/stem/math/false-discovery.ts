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

/** Of each p-value, the least rate at which `discoveries` has it among its discoveries (q-values). */
export function adjusted(pValues: ArrayLike<number>): Float64Array {
  const order = Array.from(pValues, (_, n) => n).sort((m, n) => pValues[m] - pValues[n])
  const out = new Float64Array(order.length)
  let least = 1
  for (let rank = order.length; rank >= 1; rank--) {
    least = Math.min(least, (pValues[order[rank - 1]] * order.length) / rank)
    out[order[rank - 1]] = least
  }
  return out
}
