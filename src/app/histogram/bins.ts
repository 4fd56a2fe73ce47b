/** Columns whose −log₁₀ p lies in equally wide bins from 0 to `end`; what lies beyond is in the last. NaN is not counted. */
export function histogram(pValues: Float64Array, end: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0)
  for (const p of pValues) {
    if (Number.isNaN(p)) continue
    const bin = Math.floor((surprise(p) / end) * bins)
    counts[Math.min(Math.max(bin, 0), bins - 1)]++
  }
  return counts
}

/** What the same bins would hold if `count` columns were all bulk, whose p-values are evenly spread from 0 to 1. */
export function expected(count: number, end: number, bins: number): number[] {
  const width = end / bins
  return Array.from({ length: bins }, (_, bin) => {
    const beyond = bin === bins - 1 ? 0 : 10 ** (-(bin + 1) * width)
    return count * (10 ** (-bin * width) - beyond)
  })
}

/** −log₁₀ p; of p = 0, more than any axis shows. */
export function surprise(p: number): number {
  return p > 0 ? -Math.log10(p) : 400
}
