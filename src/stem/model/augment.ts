import type { Random } from '../../nn'
import type { Column } from '../patch/columns'
import { findColumns, learnGeometry } from '../patch/columns'
import type { PatchSet } from '../patch/patches'

/** What the model sees and what it should say, both [count, size, size]. */
export interface Examples {
  inputs: Float32Array<ArrayBuffer>
  targets: Float32Array<ArrayBuffer>
}

/** How far columns are changed, standard deviations: part of the intensity, and Å-like displacement in spacings. */
export interface Perturbation {
  /** In input and target alike: columns that scatter afresh in every epoch cannot be learned by heart. */
  shared: { intensity: number; shift: number }
  /** In the input alone: what the model should not follow. */
  own: { intensity: number; shift: number }
}

/** A column's σ after the paper's blur, and the reach of a change, in spacings. */
const SIGMA = 0.231
const REACH = 0.65

/**
 * Examples of another epoch: each preprocessed patch in one of its eight views, its columns' intensities and places changed
 * at random to first order (a Gaussian and its gradient). Returns a function that makes them anew with each call.
 */
export function augmenter(patches: PatchSet, { shared, own }: Perturbation, random: Random): () => Examples {
  const { data, count, size } = patches
  const pixels = size * size
  const geometry = learnGeometry(data, count, size)
  const columns = Array.from({ length: count }, (_, n) =>
    findColumns(data.subarray(n * pixels, (n + 1) * pixels), size, geometry),
  )
  const perturb = perturber(size, geometry.spacing, random)
  return () => {
    const inputs = new Float32Array(data.length)
    const targets = new Float32Array(data.length)
    for (let n = 0; n < count; n++) {
      const target = Float32Array.from(data.subarray(n * pixels, (n + 1) * pixels))
      for (const column of columns[n]) perturb(target, column, shared)
      const input = target.slice()
      for (const column of columns[n]) perturb(input, column, own)
      const view = random.integer(8)
      inputs.set(turned(input, size, view), n * pixels)
      targets.set(turned(target, size, view), n * pixels)
    }
    return { inputs, targets }
  }
}

/** Changes a column of a patch [size, size] at random, by the standard deviations that it is given. */
function perturber(size: number, spacing: number, random: Random) {
  const sigma = SIGMA * spacing
  const reach = REACH * spacing
  const horizontal = new Float64Array(size)
  return (patch: Float32Array, { x, y, amplitude }: Column, { intensity, shift }: Perturbation['own']): void => {
    if (intensity === 0 && shift === 0) return
    const change = intensity * random.normal()
    const slope = () => (shift * spacing * random.normal()) / sigma ** 2
    const [dx, dy] = [slope(), slope()]
    const [left, right] = [Math.max(0, Math.ceil(x - reach)), Math.min(size - 1, Math.floor(x + reach))]
    const [top, bottom] = [Math.max(0, Math.ceil(y - reach)), Math.min(size - 1, Math.floor(y + reach))]
    for (let column = left; column <= right; column++) {
      horizontal[column] = Math.exp(-0.5 * ((column - x) / sigma) ** 2)
    }
    for (let row = top; row <= bottom; row++) {
      const vertical = amplitude * Math.exp(-0.5 * ((row - y) / sigma) ** 2)
      for (let column = left; column <= right; column++) {
        const g = vertical * horizontal[column]
        patch[row * size + column] += g * (change + dx * (column - x) + dy * (row - y))
      }
    }
  }
}

/** Mirrored along x, along y and transposed as the three bits of `view` say. */
function turned(patch: Float32Array, size: number, view: number): Float32Array {
  const out = new Float32Array(patch.length)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [u, v] = [view & 1 ? size - 1 - x : x, view & 2 ? size - 1 - y : y]
      out[y * size + x] = view & 4 ? patch[u * size + v] : patch[v * size + u]
    }
  }
  return out
}
