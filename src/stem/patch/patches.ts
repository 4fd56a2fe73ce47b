/** Equally sized square patches of one or several micrographs, as the model sees them. */
export interface PatchSet {
  /** [count, size, size], row-major. */
  data: Float32Array
  count: number
  size: number
  /** Pixel (x, y) of each patch's top left corner in its micrograph; absent for stacks that came as such. */
  origins?: Uint32Array
}

/** `count` patches out of a larger set, by index. */
export function selectPatches({ data, size }: PatchSet, indices: ArrayLike<number>): PatchSet {
  const pixels = size * size
  const out = new Float32Array(indices.length * pixels)
  for (let i = 0; i < indices.length; i++) {
    out.set(data.subarray(indices[i] * pixels, (indices[i] + 1) * pixels), i * pixels)
  }
  return { data: out, count: indices.length, size }
}

/** All patches of several sets, in order; the sets must be of one size, and there must be one at least. */
export function joinPatches(sets: readonly PatchSet[]): PatchSet {
  const [{ size }] = sets
  const count = sets.reduce((sum, set) => sum + set.count, 0)
  const data = new Float32Array(count * size * size)
  let at = 0
  for (const set of sets) {
    data.set(set.data, at)
    at += set.data.length
  }
  return { data, count, size }
}
