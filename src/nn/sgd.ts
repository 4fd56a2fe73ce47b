import { sgd } from '../kernels'
import type { Storage } from '../kernels'
import type { ParamGroup, Params } from './optimizer'
import { Optimizer } from './optimizer'
import type { Run } from './runs'

export interface SGDOptions {
  lr: number
  momentum: number
  nesterov: boolean
  weightDecay: number
}

const DEFAULTS: SGDOptions = { lr: 1e-3, momentum: 0, nesterov: false, weightDecay: 0 }

/** torch.optim.SGD without dampening. */
export class SGD extends Optimizer<SGDOptions> {
  constructor(params: Params<SGDOptions>, options: Partial<SGDOptions> = {}) {
    super(params, { ...DEFAULTS, ...options }, 1)
    if (this.paramGroups.some(({ nesterov, momentum }) => nesterov && momentum <= 0)) {
      throw new RangeError('SGD: Nesterov’s momentum takes a momentum above 0')
    }
  }

  protected update(group: ParamGroup<SGDOptions>, run: Run, [velocity]: readonly Storage[]): void {
    const { engine, weights, gradients } = run.arena
    const lr = engine.hostValues(1, () => {
      this.advance(run)
      return Float32Array.of(group.lr)
    })
    const gathered = group.momentum > 0 ? velocity : undefined
    sgd(engine, { weights: run.of(weights), gradients: run.of(gradients), lr, velocity: gathered }, group)
  }
}
