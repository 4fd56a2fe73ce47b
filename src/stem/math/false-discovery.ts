import { countBelow } from './rank'

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
  const sorted = Float64Array.from(pValues).sort()
  const { length } = sorted
  const qValues = new Float64Array(length)
  let least = 1
  for (let rank = length; rank >= 1; rank--) {
    least = Math.min(least, (sorted[rank - 1] * length) / rank)
    qValues[rank - 1] = least
  }
  // Of several that are the same, the last has the least, which is that of all.
  return Float64Array.from(pValues, (p) => qValues[countBelow(sorted, p)])
}
