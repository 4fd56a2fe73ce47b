import type { StateEntry } from '../../src/nn'

/** `data` of `shape` with its axes in another order: axis k of the result is axis `axes[k]` of the input. */
export function permuted({ shape, data }: StateEntry, axes: readonly number[]): StateEntry {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1))
  const outShape = axes.map((axis) => shape[axis])
  const out = new Float32Array(data.length)
  for (let at = 0; at < out.length; at++) {
    let rest = at
    let from = 0
    for (let k = axes.length - 1; k >= 0; k--) {
      from += (rest % outShape[k]) * strides[axes[k]]
      rest = Math.floor(rest / outShape[k])
    }
    out[at] = data[from]
  }
  return { shape: outShape, data: out }
}

/** PyTorch's weight [out, c·h·w] of a layer on a flattened image as [h·w·c, out], for images that are [h, w, c]. */
export function flattenedWeight(weight: StateEntry, [h, w, c]: readonly [number, number, number]): StateEntry {
  const [outputs, inputs] = weight.shape
  const { data } = permuted({ shape: [outputs, c, h, w], data: weight.data }, [2, 3, 1, 0])
  return { shape: [inputs, outputs], data }
}

/** PyTorch's weight [c·h·w, in] or bias [c·h·w] of a layer whose result is unfolded, with its rows as [h·w·c]. */
export function unfoldedRows({ shape, data }: StateEntry, [h, w, c]: readonly [number, number, number]): StateEntry {
  return { shape, data: permuted({ shape: [c, h, w, data.length / (c * h * w)], data }, [1, 2, 0, 3]).data }
}
