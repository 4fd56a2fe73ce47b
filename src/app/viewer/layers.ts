import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Micrograph } from '../../io/micrograph'
import type { PeriodicResult } from '../../session/detector'
import { heatScale } from '../shared/heat-scale'
import { contrastRange, greyPainter, heatPainter, rasterise } from './raster'

export type LayerName = 'micrograph' | 'prediction'

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

  show(micrograph: Micrograph | null, result: PeriodicResult | null, layer: LayerName): void {
    this.#showBase(micrograph, result, layer)
    this.#showHeat(micrograph, result)
  }

  #showBase(micrograph: Micrograph | null, result: PeriodicResult | null, layer: LayerName): void {
    const values = (layer === 'prediction' && result?.pictures.prediction) || (micrograph?.data ?? null)
    if (values === this.values) return
    this.values = values
    this.#baseJob.abort()
    const job = (this.#baseJob = new AbortController())
    // Another layer of the same picture replaces this one when it is ready; another picture does so at once.
    if (this.base?.width !== micrograph?.width || this.base?.height !== micrograph?.height) this.base = null
    if (!micrograph || !values) return
    const { low, high } = contrastRange(values)
    void rasterise(micrograph.width, micrograph.height, greyPainter(values, low, high), job.signal).then((canvas) => {
      if (!canvas) return
      this.base = canvas
      this.#ready()
    })
  }

  #showHeat(micrograph: Micrograph | null, result: PeriodicResult | null): void {
    const heat = result?.pictures.heat ?? null
    if (heat === this.#heatSource) return
    this.#heatSource = heat
    this.#heatJob.abort()
    this.heat = null
    const job = (this.#heatJob = new AbortController())
    if (!micrograph || !result || !heat) return
    void rasterise(micrograph.width, micrograph.height, heatPainter(heat, heatScale(result)), job.signal).then(
      (canvas) => {
        if (!canvas) return
        this.heat = canvas
        this.#ready()
      },
    )
  }
}
