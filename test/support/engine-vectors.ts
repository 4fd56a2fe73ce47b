import type { Tensor } from '../../src/nn'
import { Module } from '../../src/nn'

/** A model of bare vectors "0", "1", …: parameters without a layer around them. */
export class Vectors extends Module {
  constructor(private readonly values: readonly ArrayLike<number>[]) {
    super()
    values.forEach((vector, i) => {
      const shape = [vector.length]
      this.declare(String(i), { shape, values: Float32Array.from(vector), torch: { ours: shape, axes: [0], shape } })
    })
  }

  get vectors(): Tensor[] {
    return this.values.map((_, i) => this.parameter(String(i)))
  }
}
