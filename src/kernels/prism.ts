import pickSource from '../../shaders/pick_pixels.wgsl?raw'
import placesSource from '../../shaders/prism_places.wgsl?raw'
import rowsSource from '../../shaders/prism_rows.wgsl?raw'
import seenSource from '../../shaders/prism_seen.wgsl?raw'
import rolled from '../../shaders/rolled.wgsl?raw'
import type { Engine } from './engine'
import type { Plane } from './fft'
import { Storage } from './storage'

/** Not a number of a plane: 0 stands in its place. */
export const NO_PIXEL = 0xffffffff

/** Of each of some planes of complex numbers those with the numbers in `pixels`, side by side, into `out`. */
export function pickPixels(engine: Engine, out: Storage, x: Storage, pixels: Storage): void {
  const planes = out.length / (2 * pixels.length)
  const constants = { PLANES: planes, LENGTH: x.length / (2 * planes), PICKED: pixels.length }
  const kernel = { label: 'pick pixels', source: pickSource, constants }
  engine.record(kernel, { 0: x, 1: pixels, 2: out }, pixels.length, { depth: planes })
}

/** The waves of a scattering matrix in real space, `[planes, height, width]` complex numbers, and what rows of a scan take of them. */
export interface PrismRows {
  waves: Storage
  plane: Plane
  /** `[planes, rows]` complex numbers; an even number of rows. */
  coefficients: Storage
  rows: number
  /** Lines of pixels, which the windows of all rows lie in, and the first of them. */
  lines: number
  from: number
  /** Waves from `first` to before `end` have one kx, that of the `column`. */
  runs: readonly PrismRun[]
}

export interface PrismRun {
  first: number
  end: number
  column: number
  /** Whether the sums already have other waves of this column. */
  isMore: boolean
}

/** Adds up the waves of each column into `sums`, `[columns, rows, lines, width]`. */
export function prismRows(engine: Engine, sums: Storage, options: PrismRows): void {
  const { waves, plane, coefficients, rows, lines, from, runs } = options
  const planes = waves.length / (2 * plane.width * plane.height)
  const plan = new Uint32Array(4 * (1 + planes))
  plan.set([from, runs.length])
  runs.forEach(({ first, end, column, isMore }, n) => plan.set([first, end, column, Number(isMore)], 4 * (n + 1)))
  const constants = {
    PLANES: planes,
    W: plane.width,
    H: plane.height,
    ROWS: rows,
    ROW_PAIRS: rows / 2,
    HEIGHT: lines,
    COLUMNS: sums.length / (2 * rows * lines * plane.width),
  }
  const kernel = { label: 'prism rows', source: rowsSource, constants }
  const bindings = { 0: waves, 1: coefficients, 2: engine.constant(plan), 3: sums }
  engine.record(kernel, bindings, (lines * plane.width) / 4)
}

/** Probes of a scan, and what they take of the sums of `prismRows`. */
export interface PrismPlaces {
  sums: Storage
  /** Of the waves. */
  width: number
  rows: number
  lines: number
  /** `[columns, places]` complex numbers. */
  coefficients: Storage
  /** Of each place the first line of its window, counted through rows and lines, and its first pixel. */
  places: readonly (readonly [line: number, column: number])[]
  window: Plane
  /** So many places, an even number, follow one another in a row of the scan and are computed together. */
  shared: number
}

/** Each probe's wave within its window, a complex plane a probe. */
export function prismPlaces(engine: Engine, options: PrismPlaces): Storage {
  const { sums, width, rows, lines, coefficients, places, window, shared } = options
  const spans = Array.from({ length: places.length / shared }, (_, n) =>
    spanOf(
      places.slice(n * shared, (n + 1) * shared).map(([, column]) => column),
      width,
      window.width,
    ),
  )
  const out = Storage.unplaced(2 * places.length * window.width * window.height)
  const span = Math.max(...spans.map(({ pairs }) => pairs))
  const constants = {
    COLUMNS: sums.length / (2 * rows * lines * width),
    ROWS: rows,
    HEIGHT: lines,
    W: width,
    PLACES: places.length,
    SHARED: shared,
    SHARED_PAIRS: shared / 2,
    SPAN: span,
    WIDE: window.width,
    HIGH: window.height,
  }
  const kernel = { label: 'prism places', source: [rolled, placesSource].join('\n'), constants }
  const bindings = {
    0: sums,
    1: coefficients,
    2: engine.constant(Uint32Array.from(places.flat())),
    3: engine.constant(Uint32Array.from(spans, ({ start }) => start)),
    4: out,
  }
  engine.record(kernel, bindings, span * window.height, { depth: places.length / shared })
  return out
}

/** Probes of a scan, and what they take of the sums of `prismRows`, over pixels in Fourier space: lines of one plane, one pixel high. */
export interface PrismSeen extends Pick<PrismPlaces, 'sums' | 'rows' | 'coefficients' | 'shared'> {
  /** The row of each place; that of those which are computed together is one. */
  places: readonly number[]
  /** For each pixel the detectors that see it, a bit each; as many as the sums have. */
  detectors: Storage
}

/** Pixels in Fourier space that one thread looks at. */
const LOOKED_AT = 256

/** What each probe leaves on up to four detectors: `[places, parts, 4]` sums, to be added up. */
export function prismSeen(engine: Engine, { sums, rows, coefficients, shared, places, detectors }: PrismSeen): Storage {
  const pixels = detectors.length
  const parts = Math.ceil(pixels / LOOKED_AT)
  const constants = {
    COLUMNS: sums.length / (2 * rows * pixels),
    ROWS: rows,
    W: pixels,
    PLACES: places.length,
    SHARED: shared,
    SHARED_PAIRS: shared / 2,
    PARTS: parts,
    STEPS: LOOKED_AT / 2,
  }
  const out = Storage.unplaced(4 * places.length * parts)
  const kernel = { label: 'prism seen', source: [rolled, seenSource].join('\n'), constants }
  const bindings = { 0: sums, 1: coefficients, 2: engine.constant(Uint32Array.from(places)), 3: detectors, 4: out }
  engine.record(kernel, bindings, parts, { depth: places.length / shared })
  return out
}

/** Pairs of pixels, from the one at `start` on and round the end of the line, that windows `wide` px wide lie in. */
function spanOf(columns: readonly number[], width: number, wide: number): { start: number; pairs: number } {
  const { start, length } = around(columns, width)
  const even = 2 * Math.floor(start / 2)
  return { start: even / 2, pairs: Math.min(width / 2, Math.ceil((start - even + length + wide) / 2)) }
}

/** The stretch of a circle of `size` that holds all places, which lie in less than half of it, or begins with the first place and is whole. */
export function around(places: readonly number[], size: number): { start: number; length: number } {
  const ways = places.map((place) => ((place - places[0] + size + size / 2) % size) - size / 2)
  const [low, high] = [Math.min(...ways), Math.max(...ways)]
  return { start: (places[0] + low + size) % size, length: Math.min(size - 1, high - low) }
}
