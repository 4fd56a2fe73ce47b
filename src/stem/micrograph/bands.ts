import type { Engine } from '../../kernels'
import type { LongCall } from '../../progress'
import type { Vae } from '../model/vae'
import { PatchPredictor } from '../model/patch-predictor'
import type { Sampler } from './sampler'

/** Rows of the frame that are ready: what the model predicts there, in the micrograph's units. */
export interface Band {
  /** The first row that is held; rows before `complete` are ready. */
  top: number
  complete: number
  width: number
  /** [complete − top, width] */
  prediction: Float32Array
}

/** Pixels between patches: each pixel is predicted by some four of them. */
const STRIDE = 32
/** Rows that are kept of what was given before: whoever looks at a column needs those around it. */
export const MARGIN = 16
/** Patches that are predicted between two bands, at least. */
const AT_ONCE = 96

/**
 * Predicts the frame from overlapping patches, band by band from top to bottom, so that no more than a band is held. A patch
 * counts least at its edges, where the model sees least of a column. Reports the stage `predict`. Resolves with the seconds that the engine took.
 */
export async function predictBands(
  engine: Engine,
  vae: Vae,
  sampler: Sampler,
  { onBand, ...call }: LongCall & { onBand: (band: Band) => void },
): Promise<{ patches: number; seconds: number }> {
  const { patch, batch } = vae.preset
  const { width, height } = sampler.frame
  const [across, down] = [starts(width, patch), starts(height, patch)]
  const group = Math.ceil(AT_ONCE / across.length)
  const rows = new RollingRows(width, 2 * MARGIN + patch + (group - 1) * STRIDE)
  const predictor = await PatchPredictor.compile(engine, vae)
  const started = performance.now()
  const middle = (patch - 1) / 2
  const placesFrom = (first: number, last: number) =>
    down
      .slice(first, last)
      .flatMap((v) => across.map((u) => [u, v] as const))
      .filter(([u, v]) => sampler.shows(u + middle, v + middle))
  const total = placesFrom(0, down.length).length
  let [seconds, done] = [0, 0]
  try {
    for (let first = 0; first < down.length; first += group) {
      const places = placesFrom(first, first + group)
      for (let at = 0; at < places.length; at += batch) {
        const chunk = places.slice(at, at + batch)
        const raw = new Float32Array(chunk.length * patch * patch)
        chunk.forEach(([left, top], n) => {
          sampler.read({ left, top, width: patch, height: patch }, raw, n * patch * patch)
        })
        const begun = performance.now()
        const { prediction } = await predictor.run(raw, chunk.length, call.signal)
        seconds += (performance.now() - begun) / 1000
        chunk.forEach(([left, top], n) => {
          rows.add({ left, top, size: patch }, prediction, n * patch * patch)
        })
        done += chunk.length
        const elapsed = (performance.now() - started) / 1000
        call.onProgress?.({ stage: 'predict', done, total, elapsed, message: `${done} of ${total} patches` })
      }
      onBand(rows.finish(down[first + group] ?? height))
      rows.drop(MARGIN)
    }
  } finally {
    predictor.free()
  }
  return { patches: total, seconds }
}

/** The last flush with the edge, so that every pixel is covered. */
function starts(extent: number, patch: number): number[] {
  const last = extent - patch
  return Array.from({ length: Math.ceil(last / STRIDE) + 1 }, (_, i) => Math.min(i * STRIDE, last))
}

/** A few rows of the frame in which patches are put together. */
class RollingRows {
  #top = 0
  #complete = 0
  readonly #width: number
  readonly #prediction: Float32Array
  readonly #weight: Float32Array

  constructor(width: number, rows: number) {
    this.#width = width
    this.#prediction = new Float32Array(rows * width)
    this.#weight = new Float32Array(rows * width)
  }

  /** A patch, whose pixels stand in the prediction from entry `from` on. */
  add({ left, top, size }: { left: number; top: number; size: number }, prediction: Float32Array, from: number): void {
    for (let y = 0; y < size; y++) {
      const taperY = Math.min(y + 1, size - y)
      let to = (top - this.#top + y) * this.#width + left
      let at = from + y * size
      for (let x = 0; x < size; x++, to++, at++) {
        const w = taperY * Math.min(x + 1, size - x)
        this.#prediction[to] += w * prediction[at]
        this.#weight[to] += w
      }
    }
  }

  /** All patches that reach above row `complete` have been added. */
  finish(complete: number): Band {
    for (let at = (this.#complete - this.#top) * this.#width; at < (complete - this.#top) * this.#width; at++) {
      this.#prediction[at] /= this.#weight[at]
    }
    this.#complete = complete
    const end = (complete - this.#top) * this.#width
    return {
      top: this.#top,
      complete,
      width: this.#width,
      prediction: this.#prediction.subarray(0, end),
    }
  }

  /** Lets go of all complete rows but the last 2 · `margin`. */
  drop(margin: number): void {
    const top = Math.max(this.#top, this.#complete - 2 * margin)
    const gone = (top - this.#top) * this.#width
    for (const rows of [this.#prediction, this.#weight]) {
      rows.copyWithin(0, gone)
      rows.fill(0, rows.length - gone)
    }
    this.#top = top
  }
}
