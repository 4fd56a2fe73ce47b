import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Micrograph } from '../../io/micrograph'
import type { PeriodicResult } from '../../session/detector'
import { heatScale } from '../shared/heat-scale'
import { drawDetectable } from './detectability'
import type { Look } from './look'
import { heatPainter, rasterise, tonePainter } from './raster'
import type { Tone } from './tone'

/** How the pictures are to look. */
type Wanted = Pick<Look, 'picture' | 'overlay'> & { tone: Tone }

/** The pictures a viewer draws, coloured once when their numbers or colours change; asks its host for a new frame when done. */
export class Layers implements ReactiveController {
  readonly #micrograph: Layer
  readonly #prediction: Layer
  readonly #overlay: Layer

  constructor(host: ReactiveControllerHost, ready: () => void) {
    this.#micrograph = new Layer(ready)
    this.#prediction = new Layer(ready)
    this.#overlay = new Layer(ready)
    host.addController(this)
  }

  get micrograph(): ImageBitmap | null {
    return this.#micrograph.bitmap
  }

  /** Null unless it is asked for, and until it is coloured. */
  get prediction(): ImageBitmap | null {
    return this.#prediction.bitmap
  }

  get overlay(): ImageBitmap | null {
    return this.#overlay.bitmap
  }

  hostDisconnected(): void {
    for (const layer of [this.#micrograph, this.#prediction, this.#overlay]) layer.show(null)
  }

  /** The prediction is coloured, and kept, only while it is looked at: of a large micrograph it takes as much memory as that. */
  show(micrograph: Micrograph | null, result: PeriodicResult | null, { picture, overlay, tone }: Wanted): void {
    const toned = (values: Float32Array) => (signal: AbortSignal) =>
      rasterise(micrograph!, () => tonePainter(values, tone), signal)
    const { heat = null, prediction = null } = result?.pictures ?? {}
    const data = micrograph?.data ?? null
    this.#micrograph.show(data, tone, data && toned(data))
    const predicted = picture === 'prediction' ? prediction : null
    this.#prediction.show(predicted, tone, predicted && toned(predicted))
    if (!micrograph || !result || !heat) this.#overlay.show(null)
    else if (overlay === 'heat') {
      this.#overlay.show(heat, overlay, (signal) =>
        rasterise(micrograph, () => heatPainter(heat, heatScale(result)), signal),
      )
    } else {
      this.#overlay.show(result.result.detectable[overlay], overlay, (signal) =>
        drawDetectable(result, overlay, micrograph, signal),
      )
    }
  }
}

/** Numbers of a picture and, once they are coloured, the bitmap of them. */
class Layer {
  bitmap: ImageBitmap | null = null
  readonly #ready: () => void
  #values: Float32Array | null = null
  #look: unknown
  #job = new AbortController()

  constructor(ready: () => void) {
    this.#ready = ready
  }

  /** In other colours, the same numbers stay in sight until they are coloured anew. */
  show(
    values: Float32Array | null,
    look: unknown = null,
    make: ((signal: AbortSignal) => Promise<ImageBitmap | null>) | null = null,
  ): void {
    if (values === this.#values && look === this.#look) return
    if (values !== this.#values) this.#set(null)
    this.#values = values
    this.#look = look
    this.#job.abort()
    if (!make) return
    const { signal } = (this.#job = new AbortController())
    void make(signal).then((bitmap) => {
      if (!bitmap) return
      this.#set(bitmap)
      this.#ready()
    })
  }

  #set(bitmap: ImageBitmap | null): void {
    this.bitmap?.close()
    this.bitmap = bitmap
  }
}
