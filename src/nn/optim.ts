import { adam } from '../kernels'
import type { Storage } from '../kernels'
import type { Parameter } from './parameter'

export interface AdamOptions {
  lr?: number
  betas?: readonly [number, number]
  eps?: number
}

/** All that an optimiser changes; a run goes on from it on any device. */
export interface AdamState {
  steps: number
  weights: Float32Array
  first: Float32Array
  second: Float32Array
}

/** torch.optim.Adam over all the parameters of a model, which share one arena. Kingma and Ba, arXiv:1412.6980. */
export class Adam {
  lr: number
  readonly betas: readonly [number, number]
  readonly eps: number
  readonly #arena
  readonly #first: Storage
  readonly #second: Storage
  #steps = 0

  constructor(parameters: readonly Parameter[], { lr = 1e-3, betas = [0.9, 0.999], eps = 1e-8 }: AdamOptions = {}) {
    const arena = parameters[0]?.arena
    if (!arena || parameters.length !== arena.parameters.length) {
      throw new RangeError('Adam takes all the parameters of one model: new Adam(model.parameters())')
    }
    this.lr = lr
    this.betas = betas
    this.eps = eps
    this.#arena = arena
    this.#first = arena.engine.allocate(arena.gradients.length)
    this.#second = arena.engine.allocate(arena.gradients.length)
  }

  /** Records one update from the gradients that `backward` left. */
  step(): void {
    const { engine, weights, gradients } = this.#arena
    const hyper = engine.hostValues(2, () => {
      this.#steps++
      const correction = this.betas.map((beta) => 1 - beta ** this.#steps)
      return Float32Array.of(this.lr / correction[0], 1 / Math.sqrt(correction[1]))
    })
    adam(engine, { weights, gradients, first: this.#first, second: this.#second, hyper }, this)
  }

  async state(): Promise<AdamState> {
    const arena = this.#arena
    const [weights, first, second] = await Promise.all(
      [arena.weights, this.#first, this.#second].map((storage) => arena.engine.read(storage)),
    )
    return { steps: this.#steps, weights, first, second }
  }

  /** Takes up what `state` gave, of a model of the same shape. */
  load({ steps, weights, first, second }: AdamState): void {
    const { engine } = this.#arena
    this.#steps = steps
    engine.write(this.#arena.weights, weights)
    engine.write(this.#first, first)
    engine.write(this.#second, second)
  }

  release(): void {
    this.#arena.engine.release(this.#first)
    this.#arena.engine.release(this.#second)
  }
}
