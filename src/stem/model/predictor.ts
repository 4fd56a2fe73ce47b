import type { PatchSet } from '../patch/patches'

/**
 * What a fitted model expects of bulk in place of each patch: preprocessed patches `[count, size, size]` in, their
 * predictions of the same shape out. The baselines are judged by the very rule that judges the VAE, from this on.
 */
export type Predictor = (patches: PatchSet) => Float32Array<ArrayBuffer>

/** Mean of every pixel over the patches, `[size, size]` in float64. */
export function meanPatch({ data, count, size }: PatchSet): Float64Array {
  const pixels = size * size
  const mean = new Float64Array(pixels)
  for (let i = 0; i < data.length; i++) mean[i % pixels] += data[i]
  return mean.map((sum) => sum / count)
}
