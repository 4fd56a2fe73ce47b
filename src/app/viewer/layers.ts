import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Micrograph } from '../../io/micrograph'
import { heatLimit } from '../../session/colour-map'
import type { DetectionResult } from '../../session/detector'
import { contrastRange, greyPainter, heatPainter, rasterise } from './raster'

export type LayerName = 'micrograph' | 'input' | 'prediction'

/** The pictures a viewer draws, coloured once when their numbers change; asks its host for a new frame when done. */
export class Layers implements ReactiveController {
  base: OffscreenCanvas | null = null
  heat: OffscreenCanvas | null = null
  /** The numbers behind `base`, for the read-out. */
  values: Float32Array | null = null
  readonly #ready: () => void
  #baseJob = new AbortController()
  #heatJob = new AbortController()
  #heatSource: Float32Array | null = null

  constructor(host: ReactiveControllerHost, ready: () => void) {
    this.#ready = ready
    host.addController(this)
  }

  hostDisconnected(): void {
    this.#baseJob.abort()
    this.#heatJob.abort()
    this.values = null
    this.#heatSource = null
  }

  show(micrograph: Micrograph | null, result: DetectionResult | null, layer: LayerName): void {
    this.#showBase(micrograph, result, layer)
    this.#showHeat(result)
  }

  #showBase(micrograph: Micrograph | null, result: DetectionResult | null, layer: LayerName): void {
    const values = layer === 'micrograph' || !result ? (micrograph?.data ?? null) : result[layer]
    if (values === this.values) return
    this.values = values
    this.#baseJob.abort()
    const job = (this.#baseJob = new AbortController())
    // Another layer of the same picture replaces this one when it is ready; another picture does so at once.
    if (this.base?.width !== micrograph?.width || this.base?.height !== micrograph?.height) this.base = null
    if (!micrograph || !values) return
    // What the model sees and says is normalised; both are shown on the same scale so they can be compared.
    const { low, high } = layer === 'micrograph' ? contrastRange(values) : { low: 0, high: 1 }
    void rasterise(micrograph.width, micrograph.height, greyPainter(values, low, high), job.signal).then((canvas) => {
      if (!canvas) return
      this.base = canvas
      this.#ready()
    })
  }

  #showHeat(result: DetectionResult | null): void {
    const heat = result?.heat ?? null
    if (heat === this.#heatSource) return
    this.#heatSource = heat
    this.#heatJob.abort()
    this.heat = null
    const job = (this.#heatJob = new AbortController())
    if (!result || !heat) return
    const painter = heatPainter(heat, heatLimit(heat, result.rule.threshold))
    void rasterise(result.width, result.height, painter, job.signal).then((canvas) => {
      if (!canvas) return
      this.heat = canvas
      this.#ready()
    })
  }
}
