import { meanAround } from '../math/convolve'
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
export function flattened(picture: Plane, radius: number): Plane {
  const { data } = picture
  const out = meanAround(data, picture, radius)
  for (let at = 0; at < out.length; at++) out[at] = data[at] - out[at]
  return { ...picture, data: out }
}
