/** One image as its detector recorded it. */
export interface Micrograph {
  /** Row-major intensities, `height × width`, in the file's own units. All finite. */
  data: Float32Array
  width: number
  height: number
  /** Å per pixel along each axis, or null where the file does not say. */
  pixelSize: { x: number; y: number } | null
  name: string
  metadata: Record<string, string | number | boolean>
}

/** Equally sized patches in one file (`.npy`, `[n, h, w]`). */
export interface PatchStack {
  data: Float32Array
  count: number
  height: number
  width: number
  name: string
}

export type Input = { kind: 'micrograph'; micrograph: Micrograph } | { kind: 'stack'; stack: PatchStack }
