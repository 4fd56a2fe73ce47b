import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Micrograph } from '../../io/micrograph'
import type { SearchedResult } from '../../session/detector'
import { heatScale } from '../shared/heat-scale'
import type { Look } from './look'
import { drawMap, isMap } from './overlays'
import { heatPainter, rasterise, tonePainter } from './raster'
import { isDifference } from '../../session/picture/difference'
import type { Tone } from '../../session/picture/tone'

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
  show(micrograph: Micrograph | null, result: SearchedResult | null, { picture, overlay, tone }: Wanted): void {
    const toned = (values: Float32Array) => (signal: AbortSignal) =>
      rasterise(micrograph!, () => tonePainter(values, tone), signal)
    const prediction = result?.pictures.prediction ?? null
    const difference = isDifference(overlay) ? (result?.pictures[overlay] ?? null) : null
    const data = micrograph?.data ?? null
    this.#micrograph.show(data, [tone], data && toned(data))
    const predicted = picture === 'prediction' ? prediction : null
    this.#prediction.show(predicted, [tone], predicted && toned(predicted))
    if (micrograph && result && difference) {
      this.#overlay.show(difference, [], (signal) =>
        rasterise(micrograph, () => heatPainter(difference, heatScale(result)), signal),
      )
    } else if (!micrograph || result?.verdict !== 'periodic' || !isMap(overlay)) this.#overlay.show(null)
    else {
      // Another threshold makes other values of the same pictures.
      this.#overlay.show(result.pictures, [overlay, result.result], (signal) =>
        drawMap(result, overlay, micrograph, signal),
      )
    }
  }
}

/** A picture of something and, once it is coloured, the bitmap of it. */
class Layer {
  bitmap: ImageBitmap | null = null
  readonly #ready: () => void
  #of: object | null = null
  #details: readonly unknown[] = []
  #job = new AbortController()

  constructor(ready: () => void) {
    this.#ready = ready
  }

  /** While only details change, what is shown stays in sight until it is coloured anew. */
  show(
    of: object | null,
    details: readonly unknown[] = [],
    make: ((signal: AbortSignal) => Promise<ImageBitmap | null>) | null = null,
  ): void {
    const isSame = of === this.#of
    if (isSame && details.every((detail, n) => detail === this.#details[n])) return
    if (!isSame) this.#set(null)
    this.#of = of
    this.#details = details
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
