/** ln P(|Z| > z) of a standard normal variable: Abramowitz and Stegun 7.1.26, and beyond its precision 7.1.23. */
export function logTwoSided(z: number): number {
  const x = z / Math.SQRT2
  if (x > 3) return -x * x - Math.log(x * Math.sqrt(Math.PI)) + Math.log(1 - 1 / (2 * x * x) + 3 / (4 * x ** 4))
  const t = 1 / (1 + 0.3275911 * x)
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return Math.log(polynomial) - x * x
}

/** What a standard normal variable exceeds with probability `p` ≤ ½: Abramowitz and Stegun 26.2.23. */
export function normalUpper(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p))
  return t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3)
}

/**
 * The quantile of the mean of `n` exponential variables of mean 1 at which a standard normal variable has its quantile `z`
 * (Wilson and Hilferty).
 */
export function exponentialMeanQuantile(n: number, z: number): number {
  return Math.max(0.05, 1 - 1 / (9 * n) + z * Math.sqrt(1 / (9 * n))) ** 3
}
