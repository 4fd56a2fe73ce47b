/** The value of an ascending list that a part `share` of it lies below; NaN of none. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted.length > 0 ? sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] : NaN
}
