/** Area under the receiver operating characteristic: how often a defect scores above bulk, ties counted half. */
export function auroc(bulk: ArrayLike<number>, defects: ArrayLike<number>): number {
  const sorted = Float64Array.from(bulk).sort()
  let sum = 0
  for (let i = 0; i < defects.length; i++) sum += rankIn(sorted, defects[i])
  return sum / defects.length
}

/** Part of an ascending list that lies below a value, ties counted half. */
export function rankIn(sorted: Float64Array, value: number): number {
  const below = countBelow(sorted, value)
  let equal = 0
  while (sorted[below + equal] === value) equal++
  return (below + equal / 2) / sorted.length
}

/** Number of values below `value` in an ascending list. */
export function countBelow(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}
