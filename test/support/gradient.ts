import { expect } from 'vitest'
import type { Engine } from '../../src/kernels'
import type { Tensor } from '../../src/nn'
import { backward, functional as F, Random } from '../../src/nn'
import { leaf, temporary } from './engine'
import { randomArray } from './reference'
import type { Closeness } from './reference-error'

/** Numbers that float32 holds exactly, so that the device and the reference start from the same. */
export interface Values {
  data: Float64Array
  shape: readonly number[]
}

/** What an operation does, said three times: by its definition, by its derivative, and by the device. */
export interface Operation {
  /** The outputs, in float64. */
  forward: (inputs: readonly Float64Array[]) => readonly Float64Array[]
  /** dL/dinput of L = Σ dy·y for each input, in float64. */
  gradient: (inputs: readonly Float64Array[], dy: readonly Float64Array[]) => readonly Float64Array[]
  device: (inputs: readonly Tensor[]) => readonly Tensor[]
}

/**
 * Compares the outputs on the device with the definition, the gradients on the device with the derivative, and the
 * derivative with finite differences of the definition, so that none of the three can be wrong in the same way.
 */
export async function checkOperation(
  engine: Engine,
  inputs: readonly Values[],
  operation: Operation,
  close: { forward: Closeness; gradient: Closeness },
  coordinates = 6,
): Promise<void> {
  const data = inputs.map((input) => input.data)
  const tensors = inputs.map((input) => leaf(engine, input.data, input.shape))
  const outputs = operation.device(tensors)
  const expected = operation.forward(data)
  expect(outputs).toHaveLength(expected.length)
  const dy = expected.map(({ length }, k) => randomArray(100 + k, length))
  const terms = outputs.map((output, k) => F.sum(F.multiply(output, temporary(engine, dy[k], output.shape))))
  backward(terms.reduce((a, b) => F.add(a, b)))

  for (const [k, output] of outputs.entries()) close.forward(await output.data(), expected[k], `output ${k}`)
  const gradients = operation.gradient(data, dy)
  for (const [k, tensor] of tensors.entries()) {
    expect(tensor.grad!.shape).toEqual(tensor.shape)
    close.gradient(await tensor.grad!.data(), gradients[k], `gradient of input ${k}`)
  }
  expectFiniteDifferences(operation, data, dy, gradients, coordinates)
}

const STEP = 1e-5

/**
 * Central differences of the float64 definition, as each input moves along one random direction and along some of its
 * coordinates. Their error is the step squared times a third derivative, 10⁻¹⁰, and the rounding of L, 2⁻⁵³ of its
 * terms, divided by the step, 10⁻¹¹ of them; the tolerances leave a factor of a hundred.
 */
function expectFiniteDifferences(
  { forward }: Operation,
  inputs: readonly Float64Array[],
  dy: readonly Float64Array[],
  gradients: readonly Float64Array[],
  coordinates: number,
): void {
  const loss = (moved: readonly Float64Array[]) => forward(moved).reduce((sum, y, k) => sum + dot(y, dy[k]), 0)
  const rounding = forward(inputs).reduce((sum, y, k) => sum + dot(y.map(Math.abs), dy[k].map(Math.abs)), 0)
  inputs.forEach((x, k) => {
    for (const direction of directions(x.length, coordinates, k)) {
      const at = (step: number) =>
        loss(inputs.map((input, j) => (j === k ? input.map((v, i) => v + step * direction[i]) : input)))
      const difference = (at(STEP) - at(-STEP)) / (2 * STEP)
      const slope = dot(gradients[k], direction)
      const size = dot(gradients[k].map(Math.abs), direction.map(Math.abs))
      expect(Math.abs(difference - slope), `slope of input ${k}: ${slope}`).toBeLessThan(
        1e-7 * size + 1e-9 * rounding + 1e-12,
      )
    }
  })
}

function directions(length: number, coordinates: number, seed: number): Float64Array[] {
  const random = new Random(200 + seed)
  const single = Array.from({ length: coordinates }, () => random.integer(length))
  return [randomArray(300 + seed, length), ...single.map((at) => new Float64Array(length).fill(1, at, at + 1))]
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0)
}
