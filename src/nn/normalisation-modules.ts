import type { GroupNormOptions } from './functional'
import { dropout, groupNorm } from './functional'
import { drawSeed } from './init'
import { Module } from './module'
import { Noise } from './noise'
import type { Tensor } from './tensor'

/** [B, …, C] → the same shape, normalised in groups of channels. State: weight [C] and bias [C], as PyTorch. */
export class GroupNorm extends Module {
  constructor(
    private readonly groups: number,
    channels: number,
    private readonly options: GroupNormOptions = {},
  ) {
    super()
    if (channels % groups !== 0) throw new RangeError(`GroupNorm: ${channels} channels make no ${groups} groups`)
    const shape = [channels]
    const torch = { ours: shape, axes: [0], shape }
    this.declare('weight', { shape, values: new Float32Array(channels).fill(1), torch })
    this.declare('bias', { shape, values: new Float32Array(channels), torch })
  }

  forward(x: Tensor): Tensor {
    const affine = { weight: this.parameter('weight'), bias: this.parameter('bias') }
    return groupNorm(x, this.groups, affine, this.options)
  }
}

/** In training, drops a part `p` of the numbers, others in every run; in evaluation (`eval()`) hands them on. */
export class Dropout extends Module {
  readonly #seed: number
  #noise: Noise | undefined

  constructor(
    private readonly p = 0.5,
    { seed = drawSeed() }: { seed?: number } = {},
  ) {
    super()
    this.#seed = seed
  }

  forward(x: Tensor): Tensor {
    if (!this.training) return x
    return dropout(x, this.p, (this.#noise ??= new Noise(x.engine, this.#seed)))
  }
}
