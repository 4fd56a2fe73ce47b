import { InputError } from '../../errors'
import type { Micrograph, PatchStack } from '../../io/micrograph'
import type { Random } from '../../nn'
import { quantile } from '../math/quantile'
import type { PatchSet } from './patches'

/** Share of the pixels that lie under what is taken for zero: the darkest few are noise. */
const PEDESTAL_QUANTILE = 0.001

/** Crops of a micrograph that a model learns from, and those that tell how bulk scatters about it. */
export const TRAINING_CROPS = 1000
export const CALIBRATION_CROPS = 300

/** The micrograph with its pedestal taken off, so that a difference is measured against the signal and not the offset. */
export function withoutPedestal(micrograph: Micrograph): Micrograph {
  const sorted = Float32Array.from(micrograph.data).sort()
  const pedestal = quantile(sorted, PEDESTAL_QUANTILE)
  return { ...micrograph, data: micrograph.data.map((value) => Math.max(0, value - pedestal)) }
}

/** `count` square patches at random places. */
export function randomCrops(micrograph: Micrograph, size: number, count: number, random: Random): PatchSet {
  const origins = new Uint32Array(2 * count)
  for (let i = 0; i < count; i++) {
    origins[2 * i] = random.integer(micrograph.width - size + 1)
    origins[2 * i + 1] = random.integer(micrograph.height - size + 1)
  }
  return crops(micrograph, size, origins)
}

/** Square patches every `stride` pixels, the last of each line flush with the edge, so that every pixel is covered. */
export function gridCrops(micrograph: Micrograph, size: number, stride: number): PatchSet {
  const starts = (extent: number) => {
    const last = extent - size
    return Array.from({ length: Math.ceil(last / stride) + 1 }, (_, i) => Math.min(i * stride, last))
  }
  const columns = starts(micrograph.width)
  const origins = starts(micrograph.height).flatMap((y) => columns.flatMap((x) => [x, y]))
  return crops(micrograph, size, Uint32Array.from(origins))
}

export function crops({ data, width }: Micrograph, size: number, origins: Uint32Array): PatchSet {
  const count = origins.length / 2
  const out = new Float32Array(count * size * size)
  for (let i = 0; i < count; i++) {
    for (let y = 0; y < size; y++) {
      const from = (origins[2 * i + 1] + y) * width + origins[2 * i]
      out.set(data.subarray(from, from + size), (i * size + y) * size)
    }
  }
  return { data: out, count, size, origins }
}

/** A stack read from a file, for a model of patches of `size`; throws an InputError if its patches differ. */
export function stackPatches({ data, count, height, width, name }: PatchStack, size: number): PatchSet {
  if (height !== size || width !== size) {
    throw new InputError(
      'patch-size',
      name,
      `its patches are ${width} × ${height} pixels and the model takes ${size} × ${size}; cut them to that size`,
    )
  }
  return { data, count, size }
}
