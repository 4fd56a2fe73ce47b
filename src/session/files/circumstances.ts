import type { Opening } from '../../io/choose'
import type { AdapterSummary } from '../../kernels'
import type { Contrast } from '../../stem/clean/contrast'
import type { Projection } from '../../stem/crystal/projection'
import type { Rectangle } from '../../stem/math/rectangle'

/** How the search was asked for, as files have it; a file whose `request` is the same need not be searched again. */
export interface RecordedRequest extends Opening {
  /** Of the file's bytes; null where there is no file. */
  sha256: string | null
  /** The preset that a model of this micrograph was trained with, or the SHA-256 of one trained elsewhere; null for none. */
  model: string | null
  seed: number
  epochs: number | null
  /** What a model of this micrograph learned from, px; null for all of it, or where the model is from elsewhere. */
  region: Rectangle | null
  rate: number
  /** A crystal's name, or `sha256:` and the hash of the JSON that described it. */
  crystal: string | null
  contrast: Contrast
  /** Cells of the crystal along the beam, where it was given. */
  thickness?: number
}

/** How a search came about: with the micrograph and what was found, all that its files say. */
export interface Circumstances {
  request: RecordedRequest
  crystal: Projection | null
  adapter: AdapterSummary | null
  /** How the micrograph was changed before it was searched. */
  remarks: readonly string[]
  /** Of each stage. */
  seconds: Record<string, number>
}
