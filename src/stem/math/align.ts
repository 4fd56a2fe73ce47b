import FFT from 'fft.js'

/** Frames of one size, to be summed after rigid alignment by whole pixels: counts stay counts. */

/** The part of a frame by which it is aligned: its middle, at most this wide and high. */
const MAX_TILE = 1024

/** Standard deviations by which a correlation must be better than that of a smaller shift. */
const CLEARLY = 3

export interface Shift {
  x: number
  y: number
}

export interface Aligned {
  sum: Float32Array
  /** By how much each frame was moved, px; the first is where it was. */
  shifts: Shift[]
}

/**
 * Adds frames up one at a time, each moved to where it correlates best with the sum so far. A lattice correlates with itself at
 * every one of its vectors, and few electrons make noise of the highest peak: among the shifts that the noise cannot tell from
 * the best, the one closest to the frame before is taken. Where a moved frame leaves pixels of the first uncovered, those that
 * do cover them count for more, so that no edge is darker than the rest.
 */
export class FrameSum {
  readonly #width: number
  readonly #height: number
  readonly #sum: Float32Array
  #covered: Uint16Array | null = null
  readonly #tile: Tile
  readonly #shifts: Shift[] = []

  constructor(width: number, height: number) {
    this.#width = width
    this.#height = height
    this.#sum = new Float32Array(width * height)
    this.#tile = new Tile(width, height)
  }

  add(frame: Float32Array): void {
    const last = this.#shifts.at(-1)
    const shift = last ? this.#tile.shift(this.#sum, frame, last) : { x: 0, y: 0 }
    if (shift.x !== 0 || shift.y !== 0) this.#covered ??= new Uint16Array(this.#sum.length).fill(this.#shifts.length)
    this.#shifts.push(shift)
    const [width, height] = [this.#width, this.#height]
    const [left, right] = [Math.max(0, shift.x), Math.min(width, width + shift.x)]
    for (let y = Math.max(0, shift.y); y < Math.min(height, height + shift.y); y++) {
      const from = (y - shift.y) * width - shift.x
      for (let x = left; x < right; x++) this.#sum[y * width + x] += frame[from + x]
    }
    this.#count(shift)
  }

  result(): Aligned {
    const frames = this.#shifts.length
    const covered = this.#covered
    const sum = covered ? this.#sum.map((value, at) => (value * frames) / covered[at]) : this.#sum
    return { sum, shifts: this.#shifts }
  }

  #count({ x: dx, y: dy }: Shift): void {
    if (!this.#covered) return
    const [width, height] = [this.#width, this.#height]
    for (let y = Math.max(0, dy); y < Math.min(height, height + dy); y++) {
      for (let x = Math.max(0, dx); x < Math.min(width, width + dx); x++) this.#covered[y * width + x]++
    }
  }
}

/** The middle of a frame under a Hann window, in the Fourier plane. */
class Tile {
  readonly #columns: number
  readonly #rows: number
  readonly #windowX: Float64Array
  readonly #windowY: Float64Array
  readonly #frameWidth: number
  readonly #left: number
  readonly #top: number

  constructor(width: number, height: number) {
    const [across, down] = [Math.min(width, MAX_TILE), Math.min(height, MAX_TILE)]
    // The transform repeats itself: shifts up to half of it are told apart.
    this.#columns = powerOfTwo(across)
    this.#rows = powerOfTwo(down)
    this.#windowX = hann(across)
    this.#windowY = hann(down)
    this.#frameWidth = width
    this.#left = (width - across) >> 1
    this.#top = (height - down) >> 1
  }

  /** By how much `frame` is to be moved so that it lies on `reference`. */
  shift(reference: Float32Array, frame: Float32Array, last: Shift): Shift {
    const [columns, rows] = [this.#columns, this.#rows]
    const [a, b] = [this.#windowed(reference), this.#windowed(frame)]
    const norm = Math.sqrt(a.power * b.power)
    if (!(norm > 0)) return last
    const correlation = correlate(a.tile, b.tile, columns, rows)
    const [farX, farY] = [this.#windowX.length >> 2, this.#windowY.length >> 2]
    const at = (x: number, y: number) =>
      correlation[2 * (((y + rows) % rows) * columns + ((x + columns) % columns))] / norm
    let best = -Infinity
    for (let y = -farY; y <= farY; y++) for (let x = -farX; x <= farX; x++) best = Math.max(best, at(x, y))
    // Of two correlations of the same frames, under a window that leaves about a quarter of the pixels to count.
    const deviation = Math.sqrt((2 * Math.max(0, 1 - best ** 2)) / (0.26 * this.#windowX.length * this.#windowY.length))
    let [nearest, shift] = [Infinity, last]
    for (let y = -farY; y <= farY; y++) {
      for (let x = -farX; x <= farX; x++) {
        const distance = Math.hypot(x - last.x, y - last.y)
        if (distance >= nearest || at(x, y) < best - CLEARLY * deviation) continue
        nearest = distance
        shift = { x, y }
      }
    }
    return shift
  }

  /** Complex, less its mean, with zeros around it. */
  #windowed(data: Float32Array): { tile: Float64Array; power: number } {
    const [windowX, windowY, columns] = [this.#windowX, this.#windowY, this.#columns]
    const tile = new Float64Array(2 * columns * this.#rows)
    const value = (x: number, y: number) => data[(this.#top + y) * this.#frameWidth + this.#left + x]
    let [sum, weight, power] = [0, 0, 0]
    for (let y = 0; y < windowY.length; y++) {
      for (let x = 0; x < windowX.length; x++) {
        sum += windowX[x] * windowY[y] * value(x, y)
        weight += windowX[x] * windowY[y]
      }
    }
    for (let y = 0; y < windowY.length; y++) {
      for (let x = 0; x < windowX.length; x++) {
        const windowed = windowX[x] * windowY[y] * (value(x, y) - sum / weight)
        tile[2 * (y * columns + x)] = windowed
        power += windowed ** 2
      }
    }
    return { tile, power }
  }
}

/** The inverse transform of A · conj(B), both complex and overwritten. */
function correlate(a: Float64Array, b: Float64Array, columns: number, rows: number): Float64Array {
  transform(a, columns, rows, 'transform')
  transform(b, columns, rows, 'transform')
  for (let at = 0; at < a.length; at += 2) {
    const [re, im] = [a[at] * b[at] + a[at + 1] * b[at + 1], a[at + 1] * b[at] - a[at] * b[at + 1]]
    a[at] = re
    a[at + 1] = im
  }
  transform(a, columns, rows, 'inverseTransform')
  return a
}

function transform(
  plane: Float64Array,
  columns: number,
  rows: number,
  direction: 'transform' | 'inverseTransform',
): void {
  const [alongRows, alongColumns] = [new FFT(columns), new FFT(rows)]
  const row = new Float64Array(2 * columns)
  for (let y = 0; y < rows; y++) {
    alongRows[direction](row, plane.subarray(2 * y * columns, 2 * (y + 1) * columns))
    plane.set(row, 2 * y * columns)
  }
  const [column, transformed] = [new Float64Array(2 * rows), new Float64Array(2 * rows)]
  for (let x = 0; x < columns; x++) {
    for (let y = 0; y < rows; y++) column.set(plane.subarray(2 * (y * columns + x), 2 * (y * columns + x) + 2), 2 * y)
    alongColumns[direction](transformed, column)
    for (let y = 0; y < rows; y++) plane.set(transformed.subarray(2 * y, 2 * y + 2), 2 * (y * columns + x))
  }
}

function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / length) ** 2)
}

/** At least 2, which is the least that the transform takes. */
function powerOfTwo(extent: number): number {
  return Math.max(2, 2 ** Math.ceil(Math.log2(extent)))
}
