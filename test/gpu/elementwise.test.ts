import { describe, expect, it } from 'vitest'
import { functional as F, Tensor } from '../../src/nn'
import { temporary, testEngine } from '../support/engine'
import type { Operation } from '../support/gradient'
import { checkOperation } from '../support/gradient'
import { randomArray, relu, reluGradient, sigmoid } from '../support/reference'
import type { Closeness } from '../support/reference-error'
import { exact, ULP, within } from '../support/reference-error'

const engine = await testEngine()

/** Batch 1 and more, channels 1, 3, 8, 20 and 64, odd sizes; a scalar, and numbers that leave a workgroup part empty. */
const shapes = [[1], [65], [1, 5, 7, 1], [2, 3, 5, 3], [1, 7, 7, 8], [3, 5, 3, 20], [2, 3, 3, 64]]

interface Elementwise extends Operation {
  name: string
  operands: 1 | 2
  close: { forward: Closeness; gradient: Closeness }
}

const unary = (
  name: string,
  device: (x: Tensor) => Tensor,
  f: (x: number) => number,
  derivative: (x: number) => number,
  close: { forward: Closeness; gradient: Closeness } = { forward: exact, gradient: exact },
): Elementwise => ({
  name,
  operands: 1,
  device: ([x]) => [device(x)],
  forward: ([x]) => [x.map((value) => f(value))],
  gradient: ([x], [dy]) => [x.map((value, i) => derivative(value) * dy[i])],
  close,
})

const binary = (
  name: string,
  device: (a: Tensor, b: Tensor) => Tensor,
  f: (a: number, b: number) => number,
  derivatives: (a: number, b: number) => [number, number],
): Elementwise => ({
  name,
  operands: 2,
  device: ([a, b]) => [device(a, b)],
  forward: ([a, b]) => [a.map((value, i) => f(value, b[i]))],
  gradient: ([a, b], [dy]) => [0, 1].map((k) => a.map((value, i) => derivatives(value, b[i])[k] * dy[i])),
  close: { forward: exact, gradient: exact },
})

/** e^−|x|, a sum and a quotient: WGSL allows them 3 + 2|x|, ½ and 2½ units in the last place. */
const sigmoidError = (x: number) => (2 * Math.abs(x) + 6) * ULP

const operations: Elementwise[] = [
  binary(
    'add',
    F.add,
    (a, b) => a + b,
    () => [1, 1],
  ),
  binary(
    'subtract',
    F.subtract,
    (a, b) => a - b,
    () => [1, -1],
  ),
  binary(
    'multiply',
    F.multiply,
    (a, b) => a * b,
    (a, b) => [b, a],
  ),
  // The factor is a float32 in the shader.
  unary(
    'scale',
    (x) => F.scale(x, -0.3),
    (x) => Math.fround(-0.3) * x,
    () => Math.fround(-0.3),
  ),
  unary(
    'square',
    F.square,
    (x) => x * x,
    (x) => 2 * x,
  ),
  {
    ...unary(
      'relu',
      F.relu,
      (x) => x,
      () => 1,
    ),
    forward: ([x]) => [relu(x)],
    gradient: ([x], [dy]) => [reluGradient(dy, x)],
  },
  unary('sigmoid', F.sigmoid, sigmoid, (x) => sigmoid(x) * sigmoid(-x), {
    forward: within((y) => sigmoidError(1) * y),
    // 1 − y has the absolute error of y; then two products.
    gradient: within((dx) => (2 * sigmoidError(1) + ULP) * Math.abs(dx) + sigmoidError(1)),
  }),
]

for (const operation of operations) {
  describe(operation.name, () => {
    for (const shape of shapes)
      it(`[${shape.join(', ')}]`, async () => {
        const length = shape.reduce((a, b) => a * b)
        const inputs = Array.from({ length: operation.operands }, (_, k) => ({ data: randomArray(k, length), shape }))
        await checkOperation(engine, inputs, operation, operation.close)
      })
  })
}

describe('a tensor with itself', () => {
  const x = { data: randomArray(1, 70), shape: [70] }
  const check = (device: (x: Tensor) => Tensor, f: (x: number) => number, derivative: (x: number) => number) =>
    checkOperation(
      engine,
      [x],
      {
        device: ([x]) => [device(x)],
        forward: ([x]) => [x.map(f)],
        gradient: ([x], [dy]) => [x.map((value, i) => derivative(value) * dy[i])],
      },
      { forward: exact, gradient: exact },
    )

  it('x + x', () =>
    check(
      (x) => F.add(x, x),
      (x) => 2 * x,
      () => 2,
    ))
  it('x − x', () =>
    check(
      (x) => F.subtract(x, x),
      () => 0,
      () => 0,
    ))
  it('x · x', () =>
    check(
      (x) => F.multiply(x, x),
      (x) => x * x,
      (x) => 2 * x,
    ))
  it('x · x under another shape', () =>
    check(
      (x) => F.multiply(x, F.reshape(F.reshape(x, [7, 10]), [70])),
      (x) => x * x,
      (x) => 2 * x,
    ))
})

describe('broadcasting', () => {
  const shapes: [a: number[], b: number[], joint: number[]][] = [
    [[2, 3], [3], [2, 3]],
    [[3], [2, 3], [2, 3]],
    [
      [4, 1],
      [1, 5],
      [4, 5],
    ],
    [[2, 3, 5, 4], [4], [2, 3, 5, 4]],
    [
      [2, 1, 1, 4],
      [2, 3, 5, 4],
      [2, 3, 5, 4],
    ],
    [[1], [3, 70], [3, 70]],
    [
      [1, 3, 1],
      [2, 1, 4],
      [2, 3, 4],
    ],
    // A sum of more rows than one thread adds.
    [
      [600, 3],
      [1, 3],
      [600, 3],
    ],
    [[1, 1], [1], [1, 1]],
  ]
  const size = (shape: number[]) => shape.reduce((a, b) => a * b, 1)
  /** Index in a tensor of `shape` of number i of `joint`: axis by axis from the last, as NumPy has it. */
  const source = (i: number, shape: number[], joint: number[]) => {
    let [index, step, rest] = [0, 1, i]
    for (let back = 1; back <= joint.length; back++) {
      const [n, whole] = [shape.at(-back) ?? 1, joint.at(-back)!]
      if (n > 1) index += (rest % whole) * step
      step *= n
      rest = Math.floor(rest / whole)
    }
    return index
  }

  for (const [a, b, joint] of shapes)
    for (const { name, device, f, derivatives } of [
      { name: '+', device: F.add, f: (p: number, q: number) => p + q, derivatives: () => [1, 1] },
      { name: '−', device: F.subtract, f: (p: number, q: number) => p - q, derivatives: () => [1, -1] },
      {
        name: '·',
        device: F.multiply,
        f: (p: number, q: number) => p * q,
        derivatives: (p: number, q: number) => [q, p],
      },
    ])
      it(`[${a.join(', ')}] ${name} [${b.join(', ')}]`, () => {
        const inputs = [a, b].map((shape, k) => ({ data: randomArray(k, size(shape)), shape }))
        const at = (k: number, i: number) => source(i, [a, b][k], joint)
        return checkOperation(
          engine,
          inputs,
          {
            device: ([p, q]) => {
              const y = device(p, q)
              expect(y.shape).toEqual(joint)
              return [y]
            },
            forward: ([p, q]) => [Float64Array.from({ length: size(joint) }, (_, i) => f(p[at(0, i)], q[at(1, i)]))],
            gradient: ([p, q], [dy]) =>
              [p, q].map((own, k) => {
                const out = new Float64Array(own.length)
                dy.forEach((value, i) => (out[at(k, i)] += value * derivatives(p[at(0, i)], q[at(1, i)])[k]))
                return out
              }),
          },
          // One operation; sums of up to 600 terms of size 1.
          { forward: exact, gradient: within((sum) => 600 * 2 ** -24 * 25 + ULP * Math.abs(sum)) },
        )
      })

  it('names the operation and the shapes that do not', () => {
    const tensor = (...shape: number[]) => temporary(engine, new Float32Array(size(shape)), shape)
    expect(() => F.add(tensor(2, 3), tensor(4))).toThrow('add: shapes [2, 3] and [4] do not broadcast')
    expect(() => F.broadcastTo(tensor(2, 3), [3])).toThrow('broadcastTo: [2, 3] does not broadcast to [3]')
  })
})

describe('at the ends of the range', () => {
  const extremes = [-100, -88, -80, -30, -1, -1e-30, -0, 0, 1e-30, 1, 30, 80, 88, 100]

  it('sigmoid neither overflows nor leaves [0, 1], and its gradient neither', async () => {
    const data = Float64Array.from(extremes, Math.fround)
    const operation = operations.find(({ name }) => name === 'sigmoid')!
    const error = (i: number) => sigmoidError(data[i])
    await checkOperation(engine, [{ data, shape: [data.length] }], operation, {
      forward: within((y, i) => error(i) * y),
      // y next to 1 is a float32, so 1 − y is a multiple of 2⁻²⁴, and off by as much.
      gradient: within((dx, i) => error(i) * Math.abs(dx) + ULP),
    })
    const y = await F.sigmoid(temporary(engine, data, [data.length])).data()
    expect(y.every((value) => value >= 0 && value <= 1)).toBe(true)
  })

  it('relu keeps large numbers and drops the sign of zero', async () => {
    const values = Float32Array.of(-3e38, -0, 0, 1e-30, 3e38)
    const y = await F.relu(temporary(engine, values, [values.length])).data()
    expect([...y].map((value) => value || 0)).toEqual([0, 0, 0, Math.fround(1e-30), Math.fround(3e38)])
  })
})

describe('sum and mean', () => {
  // The kernel adds 256 rows in turn, then the partial sums in turn: n additions in a row are off by at most n·2⁻²⁴ of
  // the magnitudes they add.
  const additions = (length: number) => Math.min(length, 256) + Math.ceil(length / 256)

  for (const length of [1, 3, 64, 255, 256, 257, 5000])
    it(`of ${length}`, async () => {
      const data = randomArray(1, length)
      const magnitude = data.reduce((total, value) => total + Math.abs(value), 0)
      const bound = additions(length) * 2 ** -24 * magnitude
      const input = { data, shape: [length] }
      const total = (x: Float64Array) => x.reduce((a, b) => a + b, 0)
      await checkOperation(
        engine,
        [input],
        {
          device: ([x]) => [F.sum(x)],
          forward: ([x]) => [Float64Array.of(total(x))],
          gradient: ([x], [dy]) => [x.map(() => dy[0])],
        },
        { forward: within(() => bound), gradient: exact },
      )
      await checkOperation(
        engine,
        [input],
        {
          device: ([x]) => [F.mean(x)],
          forward: ([x]) => [Float64Array.of(total(x) / length)],
          gradient: ([x], [dy]) => [x.map(() => dy[0] / length)],
        },
        // 1 / length is rounded, and so is the product with it.
        { forward: within((y) => bound / length + ULP * Math.abs(y)), gradient: within((dx) => ULP * Math.abs(dx)) },
      )
    })
})

it('covers more elements than one axis of a dispatch has threads', async () => {
  const length = 65535 * 64 + 100
  const x = Float32Array.from({ length }, (_, i) => i % 1000)
  const y = await F.scale(temporary(engine, x, [length]), 2).data()
  expect(y.findIndex((value, i) => value !== 2 * x[i])).toBe(-1)
})

describe('what does not fit', () => {
  const tensor = (...shape: number[]) => temporary(engine, new Float32Array(shape.reduce((a, b) => a * b)), shape)

  it('two shapes that differ', () => {
    for (const operation of [F.add, F.subtract, F.multiply]) {
      expect(() => operation(tensor(2, 3), tensor(3, 2))).toThrow('shapes [2, 3] and [3, 2] do not broadcast')
    }
  })

  it('values for another shape', () => {
    const { bytes } = engine.memory()
    expect(() => Tensor.from(engine, [1, 2, 3], [2, 2])).toThrow(RangeError)
    expect(engine.memory().bytes).toBe(bytes)
  })
})
