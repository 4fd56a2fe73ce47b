import { adam } from '../kernels'
import type { Storage } from '../kernels'
import type { ParamGroup, Params } from './optimizer'
import { Optimizer } from './optimizer'
import type { Run } from './runs'

export interface AdamOptions {
  lr: number
  betas: readonly [number, number]
  eps: number
  weightDecay: number
}

const DEFAULTS: AdamOptions = { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0 }

/** torch.optim.Adam: a run of parameters is one dispatch. Kingma and Ba, arXiv:1412.6980. */
export class Adam extends Optimizer<AdamOptions> {
  /** Whether weights decay by themselves rather than through the gradient. */
  protected readonly decoupled: boolean = false

  constructor(params: Params<AdamOptions>, options: Partial<AdamOptions> = {}) {
    super(params, { ...DEFAULTS, ...options }, 2)
  }

  protected update(group: ParamGroup<AdamOptions>, run: Run, [first, second]: readonly Storage[]): void {
    const { engine, weights, gradients } = run.arena
    const hyper = engine.hostValues(3, () => {
      const step = this.advance(run)
      const correction = group.betas.map((beta) => 1 - beta ** step)
      return Float32Array.of(group.lr / correction[0], 1 / Math.sqrt(correction[1]), 1 - group.lr * group.weightDecay)
    })
    const buffers = { weights: run.of(weights), gradients: run.of(gradients), first, second, hyper }
    adam(engine, buffers, { ...group, decoupled: this.decoupled })
  }
}

/** torch.optim.AdamW. Loshchilov and Hutter, arXiv:1711.05101. */
export class AdamW extends Adam {
  protected override readonly decoupled = true

  constructor(params: Params<AdamOptions>, options: Partial<AdamOptions> = {}) {
    super(params, { weightDecay: 1e-2, ...options })
  }
}
