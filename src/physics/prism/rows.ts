import { around } from '../../kernels'

/** Places of the probe with one y: they share half of the sum over plane waves. */
export interface ScanRow {
  /** In units of the box. */
  y: number
  /** The first line of its window, in pixels of the matrix. */
  line: number
  places: readonly number[]
}

/** Rows that are computed together: `from` is the first line of pixels that they need, `lines` how many, the windows' height among them. */
export interface RowBlock {
  rows: readonly ScanRow[]
  from: number
  lines: number
}

/** The places, row by row down the box. */
export function rowsOf(ys: readonly number[], lineOf: (y: number) => number): ScanRow[] {
  const byY = new Map<number, number[]>()
  ys.forEach((y, place) => {
    const row = byY.get(y)
    if (row) row.push(place)
    else byY.set(y, [place])
  })
  const sorted = [...byY].sort(([one], [other]) => one - other)
  return sorted.map(([y, places]) => ({ y, line: lineOf(y), places }))
}

/** Blocks of `count` rows, the last of which may have fewer, of windows so high in a plane so high. */
export function blocksOf(
  rows: readonly ScanRow[],
  count: number,
  { high, height }: { high: number; height: number },
): RowBlock[] {
  return Array.from({ length: Math.ceil(rows.length / count) }, (_, n) => {
    const some = rows.slice(n * count, (n + 1) * count)
    const { start, length } = around(
      some.map(({ line }) => line),
      height,
    )
    return { rows: some, from: start, lines: Math.min(height, length + high) }
  })
}
