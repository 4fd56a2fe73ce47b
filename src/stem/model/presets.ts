import type { Divergence, Likelihood } from '../../kernels'
import { InputError } from '../../errors'

export type PresetName = 'paper' | 'fast'

/** One layer of convolution or transposed convolution; every hidden one is followed by a ReLU. */
export interface ConvLayer {
  channels: number
  kernel: number
  stride: number
  padding: number
  /** Rows and columns added to (or cropped from) the far edge of a transposed convolution. */
  outputPadding?: number
}

/** Everything that decides what a run learns, besides its data and its seed. */
export interface Preset {
  name: PresetName
  /** Side of a patch, px. */
  patch: number
  /** σ of the Gaussian blur before training, px. */
  blur: number
  encoder: readonly ConvLayer[]
  latent: number
  /** [height, width, channels] that the decoder's dense layer unfolds to. */
  seedImage: readonly [number, number, number]
  decoder: readonly ConvLayer[]
  likelihood: Likelihood
  divergence: Divergence
  batch: number
  epochs: number
  learningRate: number
  /** Adam's ε. */
  epsilon: number
}

const down = (channels: number): ConvLayer => ({ channels, kernel: 3, stride: 2, padding: 0 })
/** TensorFlow's 'same' for a stride of 2: the far edge is cropped to exactly twice the input. */
const up = (channels: number): ConvLayer => ({ channels, kernel: 3, stride: 2, padding: 0, outputPadding: -1 })
const half = (channels: number): ConvLayer => ({ channels, kernel: 4, stride: 2, padding: 1 })

/** The recipe of Prifti, Klie and Buban, from their public notebooks (TensorFlow: Adam's ε is 1e-7 there). */
const paper: Preset = {
  name: 'paper',
  patch: 64,
  blur: 2,
  encoder: [down(64), down(128), down(128)],
  latent: 20,
  seedImage: [8, 8, 32],
  decoder: [up(128), up(128), up(64), { channels: 1, kernel: 3, stride: 1, padding: 1 }],
  likelihood: { kind: 'bernoulli' },
  divergence: 'monteCarlo',
  batch: 16,
  epochs: 200,
  learningRate: 1e-4,
  epsilon: 1e-7,
}

/** A thirtieth of the work: small channels, a Gaussian likelihood, a larger step. Minutes on a software adapter. */
const fast: Preset = {
  name: 'fast',
  patch: 64,
  blur: 2,
  encoder: [half(8), half(16), half(32)],
  latent: 20,
  seedImage: [8, 8, 32],
  decoder: [half(16), half(8), half(1)],
  likelihood: { kind: 'gaussian', sigma: 0.03 },
  divergence: 'analytic',
  batch: 32,
  epochs: 60,
  learningRate: 2e-3,
  epsilon: 1e-8,
}

export const PRESETS: Readonly<Record<PresetName, Preset>> = { paper, fast }

/** Throws an InputError if there is no such preset. */
export function presetNamed(name: string): Preset {
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name as PresetName] : undefined
  if (!preset) {
    const names = Object.keys(PRESETS).join(' or ')
    throw new InputError('unknown-preset', '', `there is no preset "${name}": use ${names}`)
  }
  return preset
}
