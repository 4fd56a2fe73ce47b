import { bilinear } from '../../math/interpolate'

/** Table values for each sample: between them it is straight on, off by less than 1/1000 of what the finest wave swings. */
const FINER = 8

/** Something periodic in both directions, of u and v in periods. */
export type Periodic = (u: number, v: number) => number

/**
 * The Fourier series through the samples of a period, rows one after another, an odd number of them each way; every wave of it, `h` and
 * `l` of them in a period, times `factor`.
 */
export function periodic(
  samples: ArrayLike<number>,
  { columns, rows }: { columns: number; rows: number },
  factor: (h: number, l: number) => number,
): Periodic {
  const lines = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, n) => samples[row * columns + n]),
  )
  const waves = transposed(lines.map(coefficients)).map((column) => {
    const [re, im] = [column.map((wave) => wave[0]), column.map((wave) => wave[1])]
    return coefficients(re).map(([a, b], l) => {
      const [c, d] = coefficients(im)[l]
      return [a - d, b + c] as const
    })
  })
  const size = { columns: FINER * columns + 1, rows: FINER * rows + 1 }
  const table = new Float64Array(size.columns * size.rows)
  // Along v first, then along u.
  const partial = waves.map((column, n) =>
    Array.from({ length: size.rows }, (_, row) =>
      summed(
        column.map(([re, im], m) => scaled([re, im], factor(index(n, columns), index(m, rows)))),
        row / (size.rows - 1),
      ),
    ),
  )
  for (let row = 0; row < size.rows; row++) {
    const line = partial.map((column) => column[row])
    for (let at = 0; at < size.columns; at++) table[row * size.columns + at] = summed(line, at / (size.columns - 1))[0]
  }
  const within = (part: number) => part - Math.floor(part)
  return (u, v) => bilinear(table, size, within(u) * (size.columns - 1), within(v) * (size.rows - 1))
}

type Complex = readonly [re: number, im: number]

/** 0, 1, … and then the negative ones. */
function index(n: number, count: number): number {
  return 2 * n < count ? n : n - count
}

function coefficients(values: readonly number[]): Complex[] {
  const { length } = values
  return values.map((_, k) => {
    let [re, im] = [0, 0]
    values.forEach((value, n) => {
      const angle = (-2 * Math.PI * ((k * n) % length)) / length
      re += (value * Math.cos(angle)) / length
      im += (value * Math.sin(angle)) / length
    })
    return [re, im]
  })
}

/** The sum of waves at a place, in periods. */
function summed(waves: readonly Complex[], place: number): Complex {
  let [re, im] = [0, 0]
  waves.forEach(([a, b], n) => {
    const angle = 2 * Math.PI * index(n, waves.length) * place
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
    re += a * cosine - b * sine
    im += a * sine + b * cosine
  })
  return [re, im]
}

const scaled = ([re, im]: Complex, factor: number): Complex => [re * factor, im * factor]

function transposed<T>(lines: readonly (readonly T[])[]): T[][] {
  return lines[0].map((_, n) => lines.map((line) => line[n]))
}
