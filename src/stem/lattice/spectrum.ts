import FFT from 'fft.js'

/** A picture in memory, row-major. */
export interface Plane {
  data: Float32Array
  width: number
  height: number
}

/** Power of the tiles of a picture, averaged: `[rows, columns / 2 + 1]`, frequency 0 first, negative rows at the end. */
export interface Spectrum {
  power: Float64Array
  /** Pixels of a transformed tile, powers of two; a bin is 1/columns and 1/rows of a cycle per pixel. */
  columns: number
  rows: number
  /** Independent tiles that the average is worth. */
  tiles: number
}

const MAX_TILE = 1024
const MAX_TILES = 36

/**
 * Welch's estimate: tiles that overlap by half, each less its mean and under a Hann window. Averaging makes the noise
 * floor smooth, and small tiles keep the peaks sharp where the lattice is distorted.
 */
export function averageSpectrum(plane: Plane, maxTile = MAX_TILE): Spectrum {
  const [columns, rows] = [tileSize(plane.width, maxTile), tileSize(plane.height, maxTile)]
  const window = { x: hann(Math.min(columns, plane.width)), y: hann(Math.min(rows, plane.height)) }
  const origins = tileOrigins(plane, window.x.length, window.y.length)
  const power = new Float64Array(rows * (columns / 2 + 1))
  const transform = powerTransform(columns, rows)
  const tile = { data: new Float64Array(columns * rows), width: columns }
  for (const origin of origins) {
    windowTile(plane, origin, window, tile)
    transform(tile.data, power)
  }
  for (let at = 0; at < power.length; at++) power[at] /= origins.length
  // Neighbours share half of each axis: of overlapping tiles under a Hann window about two thirds count along each.
  const tiles = origins.length === 1 ? 1 : Math.max(1, origins.length * 0.45)
  return { power, columns, rows, tiles }
}

function tileSize(extent: number, maxTile: number): number {
  return 2 ** Math.ceil(Math.log2(Math.min(extent, maxTile)))
}

function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / length) ** 2)
}

function tileOrigins({ width, height }: Plane, tileWidth: number, tileHeight: number): [number, number][] {
  const starts = (extent: number, tile: number) => {
    const steps = Math.max(1, Math.round((2 * (extent - tile)) / tile) + 1)
    return Array.from({ length: steps }, (_, i) => (steps === 1 ? 0 : Math.round((i * (extent - tile)) / (steps - 1))))
  }
  const all = starts(height, tileHeight).flatMap((y) => starts(width, tileWidth).map((x): [number, number] => [x, y]))
  const every = Math.ceil(all.length / MAX_TILES)
  return all.filter((_, index) => index % every === 0)
}

/** The pixels from an origin on, less their mean and under the window, into `tile`, whose entries beyond the window stay. */
function windowTile(
  { data, width }: Plane,
  [left, top]: readonly [number, number],
  { x: windowX, y: windowY }: { x: Float64Array; y: Float64Array },
  tile: { data: Float64Array; width: number },
): void {
  const rowFrom = (y: number) => data.subarray((top + y) * width + left, (top + y) * width + left + windowX.length)
  let sum = 0
  for (let y = 0; y < windowY.length; y++) sum += windowY[y] * underWindow(rowFrom(y), windowX)
  const total = (window: Float64Array) => window.reduce((all, w) => all + w, 0)
  const mean = sum / (total(windowX) * total(windowY))
  for (let y = 0; y < windowY.length; y++) {
    windowRow(rowFrom(y), windowX, { weight: windowY[y], mean }, tile.data.subarray(y * tile.width))
  }
}

function underWindow(row: Float32Array, window: Float64Array): number {
  let sum = 0
  for (let x = 0; x < window.length; x++) sum += window[x] * row[x]
  return sum
}

function windowRow(
  row: Float32Array,
  window: Float64Array,
  { weight, mean }: { weight: number; mean: number },
  out: Float64Array,
): void {
  for (let x = 0; x < window.length; x++) out[x] = window[x] * weight * (row[x] - mean)
}

/** Adds |DFT|² of a real tile to `power`: rows first, then the non-negative columns. */
function powerTransform(columns: number, rows: number): (tile: Float64Array, power: Float64Array) => void {
  const [alongRows, alongColumns] = [new FFT(columns), new FFT(rows)]
  const half = columns / 2 + 1
  const spectrum = new Float64Array(rows * half * 2)
  const row = new Float64Array(2 * columns)
  const [column, transformed] = [new Float64Array(2 * rows), new Float64Array(2 * rows)]
  return (tile, power) => {
    for (let y = 0; y < rows; y++) {
      alongRows.realTransform(row, tile.subarray(y * columns, (y + 1) * columns))
      spectrum.set(row.subarray(0, 2 * half), y * half * 2)
    }
    for (let x = 0; x < half; x++) {
      for (let y = 0; y < rows; y++) {
        column[2 * y] = spectrum[(y * half + x) * 2]
        column[2 * y + 1] = spectrum[(y * half + x) * 2 + 1]
      }
      alongColumns.transform(transformed, column)
      for (let y = 0; y < rows; y++) power[y * half + x] += transformed[2 * y] ** 2 + transformed[2 * y + 1] ** 2
    }
  }
}

/** Power at a bin of either half of the plane. */
export function powerAt(spectrum: Spectrum, column: number, row: number): number {
  return spectrum.power[binAt(spectrum, column, row)]
}

/** Where the power of a bin of either half of the plane lies. */
export function binAt({ columns, rows }: Spectrum, column: number, row: number): number {
  const half = columns / 2 + 1
  let x = column
  let y = row
  if (x < 0) {
    x = -x
    y = -y
  }
  if (x >= half) {
    x = columns - x
    y = -y
  }
  // A power of two: its last bits are what the row is within the spectrum.
  return (y & (rows - 1)) * half + x
}
