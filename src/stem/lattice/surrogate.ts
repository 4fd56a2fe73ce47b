import FFT from 'fft.js'
import type { Random } from '../../nn'
import type { Plane, Spectrum } from './spectrum'
import { powerAt } from './spectrum'

/**
 * A picture of the same colour of noise and nothing else: the spectrum without its narrow peaks, every phase drawn at
 * random. Whatever periodicity is found in it is chance.
 */
export function surrogate({ columns, rows }: Spectrum, floor: Float64Array, random: Random): Plane {
  const spectrum = { power: floor, columns, rows, tiles: 1 }
  const transform = new Float64Array(2 * columns * rows)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const amplitude = Math.sqrt(powerAt(spectrum, x, y < rows / 2 ? y : y - rows))
      const phase = random.uniform(0, 2 * Math.PI)
      transform[2 * (y * columns + x)] = amplitude * Math.cos(phase)
      transform[2 * (y * columns + x) + 1] = amplitude * Math.sin(phase)
    }
  }
  return { data: realInverse(transform, columns, rows), width: columns, height: rows }
}

/** The real part of the inverse transform: a half of the power, spread over all frequencies alike. */
function realInverse(transform: Float64Array, columns: number, rows: number): Float32Array {
  const [alongRows, alongColumns] = [new FFT(columns), new FFT(rows)]
  const row = new Float64Array(2 * columns)
  for (let y = 0; y < rows; y++) {
    alongRows.inverseTransform(row, transform.subarray(2 * y * columns, 2 * (y + 1) * columns))
    transform.set(row, 2 * y * columns)
  }
  const data = new Float32Array(columns * rows)
  const [column, transformed] = [new Float64Array(2 * rows), new Float64Array(2 * rows)]
  for (let x = 0; x < columns; x++) {
    for (let y = 0; y < rows; y++) {
      column[2 * y] = transform[2 * (y * columns + x)]
      column[2 * y + 1] = transform[2 * (y * columns + x) + 1]
    }
    alongColumns.inverseTransform(transformed, column)
    for (let y = 0; y < rows; y++) data[y * columns + x] = transformed[2 * y]
  }
  return data
}
