import type { Dtype, Engine } from '../../kernels'
import type { Layer, Tensor } from '../../nn'
import {
  Conv2d,
  ConvTranspose2d,
  Flatten,
  functional as F,
  Linear,
  Module,
  Random,
  ReLU,
  Sequential,
  Unflatten,
} from '../../nn'
import type { Preset } from './presets'

/**
 * The convolutional variational autoencoder: patches [B, h, w, 1] → stats [B, 2·latent] = [mean | logvar], and latent
 * numbers [B, latent] → logits of the predicted intensities, [B, h, w, 1].
 */
export class Vae extends Module {
  readonly encoder: Sequential
  readonly decoder: Sequential

  /** Initial weights are Glorot-uniform from `seed`, biases zero. */
  constructor(
    readonly preset: Preset,
    seed: number,
  ) {
    super()
    const random = new Random(seed)
    const init = { init: 'glorot', random } as const
    const { patch, latent, seedImage } = preset

    const encoder: Layer[] = []
    let side = patch
    let channels = 1
    for (const { channels: out, kernel, stride, padding } of preset.encoder) {
      encoder.push(new Conv2d(channels, out, kernel, { stride, padding, ...init }), new ReLU())
      side = Math.floor((side + 2 * padding - kernel) / stride) + 1
      channels = out
    }
    const code = [side, side, channels] as const
    encoder.push(new Flatten(), new Linear(side * side * channels, 2 * latent, { inImage: code, ...init }))
    this.encoder = this.adopt('encoder', new Sequential(...encoder))

    const unfolded = seedImage[0] * seedImage[1] * seedImage[2]
    const decoder: Layer[] = [
      new Linear(latent, unfolded, { outImage: seedImage, ...init }),
      new ReLU(),
      new Unflatten(seedImage),
    ]
    channels = seedImage[2]
    preset.decoder.forEach(({ channels: out, kernel, ...geometry }, i) => {
      decoder.push(new ConvTranspose2d(channels, out, kernel, { ...geometry, ...init }))
      if (i < preset.decoder.length - 1) decoder.push(new ReLU())
      channels = out
    })
    this.decoder = this.adopt('decoder', new Sequential(...decoder))
  }

  /** A copy on `engine` with weights and activations stored as `dtype`: to predict with, if that is f16. */
  async copy(engine: Engine, dtype: Dtype): Promise<Vae> {
    const copy = new Vae(this.preset, 0)
    copy.loadStateDict(await this.stateDict())
    return copy.to(engine, dtype)
  }

  /** Logits of the prediction for latent numbers drawn with `noise` [B, latent]; zeros give the posterior mean. */
  forward(x: Tensor, noise: Tensor): { logits: Tensor; kl: Tensor } {
    const { z, kl } = F.reparameterise(this.encoder.forward(x).float(), noise, { divergence: this.preset.divergence })
    return { logits: this.decoder.forward(z).float(), kl }
  }

  /** The negative evidence lower bound of `target` given `x`, summed over pixels and averaged over the batch. */
  loss(x: Tensor, noise: Tensor, target = x): Tensor {
    const { likelihood } = this.preset
    const { logits, kl } = this.forward(x, noise)
    // Cross-entropy takes the logits themselves: stable where the sigmoid saturates.
    const sigmoid = likelihood.kind !== 'bernoulli'
    return F.add(F.reconstructionLoss(logits, target, likelihood, { sigmoid }), kl)
  }

  /** Predicted intensities, 0–1, at the posterior mean; `zeros` is [B, latent]. */
  predict(x: Tensor, zeros: Tensor): Tensor {
    return F.sigmoid(this.forward(x, zeros).logits)
  }
}
