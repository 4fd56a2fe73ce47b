import type { PeriodicResult } from '../../session/detector'

type Columns = Pick<PeriodicResult['result']['columns'], 'count' | 'x' | 'y'>

/** Finds the column nearest to a position, px of the micrograph; columns are sorted into squares, so that few are looked at. */
export class NearestColumn {
  readonly #columns: Columns
  readonly #reach: number
  readonly #squares = new Map<string, number[]>()

  /** None further away than `reach` is found. */
  constructor(columns: Columns, reach: number) {
    this.#columns = columns
    this.#reach = reach
    for (let n = 0; n < columns.count; n++) {
      const key = this.#key(Math.floor(columns.x[n] / reach), Math.floor(columns.y[n] / reach))
      const square = this.#squares.get(key)
      if (square) square.push(n)
      else this.#squares.set(key, [n])
    }
  }

  /** Its entry in the columns, or null. */
  at(x: number, y: number): number | null {
    const [column, row] = [Math.floor(x / this.#reach), Math.floor(y / this.#reach)]
    let nearest: number | null = null
    let least = this.#reach
    for (let j = row - 1; j <= row + 1; j++) {
      for (let i = column - 1; i <= column + 1; i++) {
        for (const n of this.#squares.get(this.#key(i, j)) ?? []) {
          const away = Math.hypot(this.#columns.x[n] - x, this.#columns.y[n] - y)
          if (away < least) [nearest, least] = [n, away]
        }
      }
    }
    return nearest
  }

  #key(column: number, row: number): string {
    return `${column} ${row}`
  }
}
