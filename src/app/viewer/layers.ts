import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Micrograph } from '../../io/micrograph'
import type { PeriodicResult } from '../../session/detector'
import { heatScale } from '../shared/heat-scale'
import { contrastRange, greyPainter, heatPainter, type Painter, rasterise } from './raster'

/** The pictures a viewer draws, coloured once when their numbers change; asks its host for a new frame when done. */
export class Layers implements ReactiveController {
  readonly #micrograph: Layer
  readonly #prediction: Layer
  readonly #heat: Layer

  constructor(host: ReactiveControllerHost, ready: () => void) {
    this.#micrograph = new Layer(ready)
    this.#prediction = new Layer(ready)
    this.#heat = new Layer(ready)
    host.addController(this)
  }

  get micrograph(): ImageBitmap | null {
    return this.#micrograph.bitmap
  }

  /** Null unless it is asked for, and until it is coloured. */
  get prediction(): ImageBitmap | null {
    return this.#prediction.bitmap
  }

  get heat(): ImageBitmap | null {
    return this.#heat.bitmap
  }

  hostDisconnected(): void {
    for (const layer of [this.#micrograph, this.#prediction, this.#heat]) layer.show(null)
  }

  /** The prediction is coloured, and kept, only while it is looked at: of a large micrograph it takes as much memory as that. */
  show(micrograph: Micrograph | null, result: PeriodicResult | null, withPrediction: boolean): void {
    const { heat = null, prediction = null } = result?.pictures ?? {}
    this.#micrograph.show(micrograph, micrograph?.data, grey)
    this.#prediction.show(micrograph, withPrediction ? prediction : null, grey)
    this.#heat.show(micrograph, heat, (values) => heatPainter(values, heatScale(result!)))
  }
}

/** Numbers of a picture and, once they are coloured, the bitmap of them. */
class Layer {
  bitmap: ImageBitmap | null = null
  readonly #ready: () => void
  #values: Float32Array | null = null
  #job = new AbortController()

  constructor(ready: () => void) {
    this.#ready = ready
  }

  show(size: Micrograph | null, values: Float32Array | null = null, painter?: (values: Float32Array) => Painter): void {
    if (values === this.#values) return
    this.#values = values
    this.#job.abort()
    this.bitmap?.close()
    this.bitmap = null
    if (!size || !values || !painter) return
    const { signal } = (this.#job = new AbortController())
    void rasterise(size, () => painter(values), signal).then((bitmap) => {
      if (!bitmap) return
      this.bitmap = bitmap
      this.#ready()
    })
  }
}

function grey(values: Float32Array): Painter {
  const { low, high } = contrastRange(values)
  return greyPainter(values, low, high)
}
