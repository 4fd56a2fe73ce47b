/** Straight on from one value to the next. */
export function mixed(from: number, to: number, part: number): number {
  return from * (1 - part) + to * part
}

/**
 * Between the four points of a grid that are nearest to (u, v), in steps of the grid from its first point; beyond the outermost
 * points straight on. The values stand row by row.
 */
export function bilinear(
  values: ArrayLike<number>,
  { columns, rows }: { columns: number; rows: number },
  u: number,
  v: number,
): number {
  const left = Math.max(0, Math.min(Math.floor(u), columns - 2))
  const top = Math.max(0, Math.min(Math.floor(v), rows - 2))
  const at = top * columns + left
  const below = at + columns
  const part = u - left
  return mixed(mixed(values[at], values[at + 1], part), mixed(values[below], values[below + 1], part), v - top)
}

/** Where the parabola through three equidistant values has its maximum, from the middle one, at most half a step off. */
export function vertex(before: number, here: number, after: number): number {
  const bend = before - 2 * here + after
  return bend < 0 ? Math.min(Math.max((0.5 * (before - after)) / bend, -0.5), 0.5) : 0
}

/**
 * Smoothly through the points of a grid, by cubic convolution (Keys, IEEE Trans. ASSP 29 (1981) 1153, a = −½), (u, v) in steps of the
 * grid from its first point; 0 beyond the outermost points. The values stand row by row.
 */
export function bicubic(
  values: ArrayLike<number>,
  { columns, rows }: { columns: number; rows: number },
  u: number,
  v: number,
): number {
  if (!(u >= 0 && v >= 0 && u <= columns - 1 && v <= rows - 1)) return 0
  const [left, top] = [Math.floor(u), Math.floor(v)]
  const [across, down] = [keys(u - left), keys(v - top)]
  let sum = 0
  for (let j = 0; j < 4; j++) {
    const row = Math.min(Math.max(top + j - 1, 0), rows - 1) * columns
    for (let i = 0; i < 4; i++) {
      sum += down[j] * across[i] * values[row + Math.min(Math.max(left + i - 1, 0), columns - 1)]
    }
  }
  return sum
}

/** Weights of the four points around a place that is `t` behind the second. */
function keys(t: number): [number, number, number, number] {
  return [
    ((2 - t) * t - 1) * t * 0.5,
    ((3 * t - 5) * t * t + 2) * 0.5,
    ((4 - 3 * t) * t + 1) * t * 0.5,
    (t - 1) * t * t * 0.5,
  ]
}
