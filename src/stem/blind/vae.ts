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

/** What a model sees and says: crops [side, side], and so many numbers about the middle that is hidden from it. */
export interface BlindShape {
  side: number
  width: number
}

/** What one training step, or one prediction, is about. */
export interface BlindBatch {
  /** Crops [B, side, side]. */
  crops: Tensor
  /** 0 for the pixels that the model may not see, [side, side, 1]. */
  mask: Tensor
  /** [B, latent] */
  noise: Tensor
}

/**
 * A convolutional variational autoencoder with a blind spot: what surrounds a place → latent numbers → what is asked for of the
 * place itself. That is masked, so what is odd about it cannot be predicted.
 */
export class BlindVae extends Module {
  readonly encoder: Sequential
  readonly decoder: Sequential

  constructor(
    readonly preset: BlindPreset,
    readonly shape: BlindShape,
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
      new Linear(preset.hidden, shape.width, init),
    )
    this.decoder = this.adopt('decoder', decoder)
  }

  /** What it says [B, width], and the divergence of the latent numbers from their prior. */
  forward({ crops, mask, noise }: BlindBatch): { said: Tensor; kl: Tensor } {
    const { side } = this.shape
    const seen = F.multiply(F.reshape(crops, [crops.shape[0], side, side, 1]), mask)
    const { z, kl } = F.reparameterise(this.encoder.forward(seen), noise)
    return { said: this.decoder.forward(z), kl }
  }
}
