import type { PoolOptions, UpsampleOptions } from './functional'
import { avgPool2d, maxPool2d, upsample } from './functional'
import { Module } from './module'
import type { Tensor } from './tensor'

/** [B, H, W, C] → [B, H', W', C], the largest number of each window of kernel × kernel. */
export class MaxPool2d extends Module {
  constructor(
    private readonly kernel: number,
    private readonly options: PoolOptions = {},
  ) {
    super()
  }

  forward(x: Tensor): Tensor {
    return maxPool2d(x, this.kernel, this.options)
  }
}

/** [B, H, W, C] → [B, H', W', C], the mean of each window of kernel × kernel. */
export class AvgPool2d extends Module {
  constructor(
    private readonly kernel: number,
    private readonly options: PoolOptions = {},
  ) {
    super()
  }

  forward(x: Tensor): Tensor {
    return avgPool2d(x, this.kernel, this.options)
  }
}

/** [B, H, W, C] → [B, scaleFactor·H, scaleFactor·W, C]. */
export class Upsample extends Module {
  constructor(private readonly options: UpsampleOptions) {
    super()
  }

  forward(x: Tensor): Tensor {
    return upsample(x, this.options)
  }
}
