/** One image as its detector recorded it. */
export interface Micrograph {
  /** Row-major intensities, `height × width`, in the file's own units. All finite. */
  data: Float32Array
  width: number
  height: number
  /** Å per pixel along each axis, or null where the file does not say. */
  pixelSize: { x: number; y: number } | null
  name: string
  metadata: Metadata
  /** What a person should know of the file before trusting its scale; left out where there is nothing. */
  warnings?: readonly string[]
}

/**
 * What the file says of the image: `format`, `bits`, `samples`, and where it is known `voltageKv`, `dwellSeconds`,
 * `detector`, `microscope`, `magnification`, `date`, `frame`.
 */
export type Metadata = Record<string, string | number | boolean>

/** Equally sized patches in one file (`.npy`, `[n, h, w]`). */
export interface PatchStack {
  data: Float32Array
  count: number
  height: number
  width: number
  name: string
}

export type Input = { kind: 'micrograph'; micrograph: Micrograph } | { kind: 'stack'; stack: PatchStack }
