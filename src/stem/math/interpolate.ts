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
