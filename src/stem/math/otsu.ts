/**
 * Otsu's threshold (IEEE Trans. SMC 9 (1979) 62): the one with the greatest variance between both sides; the distance of their means and
 * their scatter. Each side has `leastPart` of the values at least; NaN is none.
 */
export function split(values: Float32Array, leastPart: number): { threshold: number; apart: number; within: number } {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const n = sorted.length
  const total = sorted.reduce((sum, value) => sum + value, 0)
  const squares = sorted.reduce((sum, value) => sum + value * value, 0)
  const least = Math.max(4, Math.ceil(leastPart * n))
  let best = { threshold: NaN, apart: 0, within: Infinity }
  let [most, sum] = [0, 0]
  for (let k = 1; k < n; k++) {
    sum += sorted[k - 1]
    if (k < least || n - k < least) continue
    const apart = (total - sum) / (n - k) - sum / k
    const between = (k / n) * (1 - k / n) * apart ** 2
    if (between <= most) continue
    most = between
    const variance = squares / n - (total / n) ** 2
    best = { threshold: (sorted[k - 1] + sorted[k]) / 2, apart, within: Math.sqrt(Math.max(variance - between, 0)) }
  }
  return best
}
