import type { Engine } from '../../kernels'
import { gaussianBlur, normalise } from '../../kernels'
import { Tensor } from '../../nn'
import { Chunked } from './chunked'
import type { Vae } from './vae'

/** Blurs raw patches as in training and predicts them, both in the units of the raw ones. */
export class PatchPredictor {
  private constructor(
    private readonly pixels: number,
    private readonly step: Chunked<{ blurred: Tensor; prediction: Tensor }>,
  ) {}

  static async compile(engine: Engine, vae: Vae): Promise<PatchPredictor> {
    const { batch, patch, latent, blur } = vae.preset
    const shape = [batch, patch, patch] as const
    const step = await Chunked.compile(engine, shape, 1, (raw) => {
      const blurred = gaussianBlur(engine, raw.storage, shape, { sigma: blur })
      const image = new Tensor(engine, normalise(engine, blurred, shape), [batch, patch, patch, 1])
      const zeros = new Tensor(engine, engine.constant(new Float32Array(batch * latent)), [batch, latent])
      return { blurred: new Tensor(engine, blurred, shape), prediction: vae.predict(image, zeros) }
    })
    return new PatchPredictor(patch * patch, step)
  }

  /** Both [count, patch, patch]. The model sees each patch divided by its maximum, which is put back. */
  async run(raw: Float32Array, count: number, signal?: AbortSignal) {
    const { blurred, prediction } = await this.step.map('predict', count, [raw], { ...(signal && { signal }) })
    for (let n = 0; n < count; n++) {
      const [from, to] = [n * this.pixels, (n + 1) * this.pixels]
      let largest = 0
      for (let i = from; i < to; i++) largest = Math.max(largest, blurred[i])
      for (let i = from; i < to; i++) prediction[i] *= largest
    }
    return { blurred, prediction }
  }

  free(): void {
    this.step.free()
  }
}
