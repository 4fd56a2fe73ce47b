/** A picture, row by row. */
interface Picture {
  data: Float32Array
  width: number
}

/** A Gaussian's place and width, px. */
interface Shape {
  x: number
  y: number
  sigma: number
}

/**
 * Least squares of a picture over a Gaussian of known place and width and a constant, in a disc that lies in the picture. A Gaussian is a
 * product of one along x and one along y: of each row only the sums that its pixels enter pass over them.
 */
export class StillFit {
  readonly #reach: number
  /** The Gaussian along x, and sums of it and of its square up to each pixel. */
  readonly #along: Float64Array
  readonly #sums: Float64Array
  readonly #squares: Float64Array
  height = 0
  constant = 0

  /** `reach`: radius of the disc, px. */
  constructor(reach: number) {
    const room = 2 * Math.ceil(reach) + 2
    this.#reach = reach
    this.#along = new Float64Array(room)
    this.#sums = new Float64Array(room + 1)
    this.#squares = new Float64Array(room + 1)
  }

  /** Sets `height` and `constant`. */
  at({ data, width }: Picture, { x, y, sigma }: Shape): void {
    const [along, sums, squares] = [this.#along, this.#sums, this.#squares]
    const reach = this.#reach
    const exponent = -0.5 / sigma ** 2
    const left = Math.ceil(x - reach)
    const right = Math.floor(x + reach)
    for (let k = 0; k <= right - left; k++) {
      const g = Math.exp(exponent * (left + k - x) ** 2)
      along[k] = g
      sums[k + 1] = sums[k] + g
      squares[k + 1] = squares[k] + g * g
    }
    let gg = 0
    let g1 = 0
    let vg = 0
    let v1 = 0
    let count = 0
    const last = Math.floor(y + reach)
    for (let row = Math.ceil(y - reach); row <= last; row++) {
      const gy = Math.exp(exponent * (row - y) ** 2)
      const half = Math.sqrt(Math.max(0, reach * reach - (row - y) ** 2))
      const from = Math.ceil(x - half) - left
      const to = Math.floor(x + half) - left
      const start = row * width + left
      let weighted = 0
      let plain = 0
      for (let k = from; k <= to; k++) {
        const value = data[start + k]
        weighted += along[k] * value
        plain += value
      }
      gg += gy * gy * (squares[to + 1] - squares[from])
      g1 += gy * (sums[to + 1] - sums[from])
      vg += gy * weighted
      v1 += plain
      count += to - from + 1
    }
    this.height = (count * vg - g1 * v1) / (count * gg - g1 * g1)
    this.constant = (v1 - this.height * g1) / count
  }
}
