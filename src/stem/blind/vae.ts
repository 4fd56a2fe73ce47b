import type { Layer, Tensor } from '../../nn'
import { Conv2d, Flatten, functional as F, Linear, Module, Random, ReLU, Sequential } from '../../nn'

/** Everything that decides what a blind-spot model learns, besides its data and its seed. */
export interface BlindPreset {
  /** Channels of the encoder's convolutions, each of stride 2. */
  encoder: readonly number[]
  latent: number
  /** Width of the decoder's hidden layer. */
  hidden: number
  /** Weight of the divergence from the prior. */
  beta: number
  batch: number
  epochs: number
  learningRate: number
  /** Adam's ε. */
  epsilon: number
}

export const BLIND: BlindPreset = {
  encoder: [8, 16, 16],
  latent: 20,
  hidden: 32,
  beta: 0.005,
  batch: 64,
  epochs: 40,
  learningRate: 4e-3,
  epsilon: 1e-8,
}

/** What a blind-spot model says of a column: intensity and displacement along x and y. */
export const COMPONENTS = 3

/** What one training step, or one prediction, is about. */
export interface BlindBatch {
  /** Crops [B, side, side], centred on a site. */
  crops: Tensor
  /** 0 for the pixels that the model may not see, [side, side, 1]. */
  mask: Tensor
  /** [B, latent] */
  noise: Tensor
}

/**
 * A convolutional variational autoencoder with a blind spot: what surrounds a column → latent numbers → mean and logarithm of the
 * variance of the column's intensity and displacement, for each sublattice that it could be of. The column itself is masked, so what is
 * odd about it cannot be predicted.
 */
export class BlindVae extends Module {
  readonly encoder: Sequential
  readonly decoder: Sequential

  constructor(
    readonly preset: BlindPreset,
    readonly shape: { side: number; sublattices: number },
    seed: number,
  ) {
    super()
    const init = { init: 'glorot', random: new Random(seed) } as const
    const encoder: Layer[] = []
    let side = shape.side
    let channels = 1
    for (const out of preset.encoder) {
      encoder.push(new Conv2d(channels, out, 4, { stride: 2, padding: 1, ...init }), new ReLU())
      side = Math.floor((side - 2) / 2) + 1
      channels = out
    }
    const code = [side, side, channels] as const
    encoder.push(new Flatten(), new Linear(side * side * channels, 2 * preset.latent, { inImage: code, ...init }))
    this.encoder = this.adopt('encoder', new Sequential(...encoder))
    const decoder = new Sequential(
      new Linear(preset.latent, preset.hidden, init),
      new ReLU(),
      new Linear(preset.hidden, 2 * this.width, init),
    )
    this.decoder = this.adopt('decoder', decoder)
  }

  /** Numbers that are predicted of a column: the components for the first sublattice, then those for the next. */
  get width(): number {
    return COMPONENTS * this.shape.sublattices
  }

  /** [mean | logvar] of the columns, [B, 2 · width], and the divergence of the latent numbers from their prior. */
  forward({ crops, mask, noise }: BlindBatch): { stats: Tensor; kl: Tensor } {
    const { side } = this.shape
    const seen = F.multiply(F.reshape(crops, [crops.shape[0], side, side, 1]), mask)
    const { z, kl } = F.reparameterise(this.encoder.forward(seen), noise)
    return { stats: this.decoder.forward(z), kl }
  }

  /** The negative evidence lower bound of the columns' deviations [B, width]; a weight of 0 masks those of other sublattices. */
  loss(batch: BlindBatch, target: Tensor, weight: Tensor): Tensor {
    const { stats, kl } = this.forward(batch)
    return F.add(F.heteroscedasticLoss(stats, target, weight), F.scale(kl, this.preset.beta))
  }
}
