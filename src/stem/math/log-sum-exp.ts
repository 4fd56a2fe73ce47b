/** ln Σ exp(value), of values whose exponentials are too large for a number as well. */
export function logSumExp(values: readonly number[]): number {
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity)
  if (!Number.isFinite(largest)) return largest
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0))
}

export function logMeanExp(values: readonly number[]): number {
  return logSumExp(values) - Math.log(values.length)
}
