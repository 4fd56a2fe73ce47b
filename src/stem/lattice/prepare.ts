import type { Plane } from './spectrum'

/** Every `factor` × `factor` pixels as their mean; what does not fill the last ones is left out. */
export function binned({ data, width, height }: Plane, factor: number): Plane {
  if (factor === 1) return { data, width, height }
  const [columns, rows] = [Math.floor(width / factor), Math.floor(height / factor)]
  const out = new Float32Array(columns * rows)
  const scale = 1 / (factor * factor)
  for (let y = 0; y < rows * factor; y++) {
    const to = Math.floor(y / factor) * columns
    let from = y * width
    for (let x = 0; x < columns; x++) {
      let sum = 0
      for (let k = 0; k < factor; k++) sum += data[from++]
      out[to + x] += scale * sum
    }
  }
  return { data: out, width: columns, height: rows }
}

/** The picture less its own mean over a square of 2 · `radius` + 1 pixels: thickness and background go, the lattice stays. */
export function flattened({ data, width, height }: Plane, radius: number): Plane {
  const mean = boxMean(boxMean(data, width, height, 1, width, radius), height, width, width, 1, radius)
  return { data: mean.map((value, at) => data[at] - value), width, height }
}

/** Running means of lines whose pixels are `step` apart and which begin `stride` apart; shorter windows at the ends. */
function boxMean(
  data: Float32Array,
  length: number,
  lines: number,
  step: number,
  stride: number,
  radius: number,
): Float32Array {
  const out = new Float32Array(data.length)
  for (let line = 0; line < lines; line++) {
    const start = line * stride
    let [sum, count] = [0, 0]
    for (let i = 0; i < Math.min(radius, length); i++) {
      sum += data[start + i * step]
      count++
    }
    for (let i = 0; i < length; i++) {
      if (i + radius < length) {
        sum += data[start + (i + radius) * step]
        count++
      }
      if (i - radius - 1 >= 0) {
        sum -= data[start + (i - radius - 1) * step]
        count--
      }
      out[start + i * step] = sum / count
    }
  }
  return out
}
