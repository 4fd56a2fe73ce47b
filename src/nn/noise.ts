import type { Engine, Storage } from '../kernels'
import { standardNormal } from '../kernels'
import { sizeOf, Tensor } from './tensor'

/** Random numbers made on the device; draw k of a seed is the same however it is reached. */
export class Noise {
  readonly #engine: Engine
  readonly #seed: number
  #draws: number

  /** `draws`: how many have been made of this seed before. */
  constructor(engine: Engine, seed: number, draws = 0) {
    this.#engine = engine
    this.#seed = seed
    this.#draws = draws
  }

  normal(shape: readonly number[]): Tensor {
    return new Tensor(this.#engine, standardNormal(this.#engine, this.draw(), sizeOf(shape)), shape)
  }

  /** (seed, draw), which the kernels that draw go by; another draw for every run. */
  draw(): Storage {
    return this.#engine.hostValues(2, () => Uint32Array.of(this.#seed, this.#draws++))
  }
}
