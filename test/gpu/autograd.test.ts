import { describe, expect, it } from 'vitest'
import type { Tensor } from '../../src/nn'
import {
  Adam,
  backward,
  Conv2d,
  Flatten,
  functional as F,
  Linear,
  ReLU,
  Sequential,
  Sigmoid,
  Unflatten,
} from '../../src/nn'
import { leaf, temporary, testEngine } from '../support/engine'
import { Vectors } from '../support/engine-vectors'
import type { Operation, Values } from '../support/gradient'
import { checkOperation } from '../support/gradient'
import type { ConvSpec, Image } from '../support/reference'
import {
  conv,
  convGradients,
  linear,
  linearGradients,
  randomArray,
  relu,
  reluGradient,
  sigmoid,
} from '../support/reference'
import { exact, ofLargest } from '../support/reference-error'

const engine = await testEngine()

// Sums of hundreds of products, a few of them in a row.
const close = { forward: ofLargest(1e-5), gradient: ofLargest(1e-5) }

const values = (seed: number, ...shape: number[]): Values => ({
  data: randomArray(
    seed,
    shape.reduce((a, b) => a * b),
  ),
  shape,
})

const plus = (a: Float64Array, b: Float64Array) => a.map((value, i) => value + b[i])
const times = (a: Float64Array, b: Float64Array) => a.map((value, i) => value * b[i])

describe('a chain of conv → ReLU → conv → ReLU → linear', () => {
  const first: ConvSpec = { kernel: 3, stride: 2, padding: 1 }
  const second: ConvSpec = { kernel: 4, stride: 1, padding: 0 }
  const inputs = (hidden = 8) => [
    values(1, 2, 11, 9, 1),
    values(2, 3, 3, 1, hidden),
    values(3, hidden),
    values(4, 4, 4, hidden, 12),
    values(5, 12),
    values(6, 72, 5),
    values(7, 5),
  ]
  const image = (data: Float64Array): Image => ({ data, shape: [2, 11, 9, 1] })

  const forward = ([x, w1, b1, w2, b2, w3, b3]: readonly Float64Array[]) => {
    const c1 = conv(image(x), w1, b1, false, first)
    const h1 = { ...c1, data: relu(c1.data) }
    const c2 = conv(h1, w2, b2, false, second)
    const h2 = { ...c2, data: relu(c2.data) }
    return { h1, h2, y: linear(h2.data, w3, b3) }
  }

  const gradient: Operation['gradient'] = (inputs, [dy]) => {
    const [x, w1, , w2, , w3, b3] = inputs
    const { h1, h2 } = forward(inputs)
    const top = linearGradients(h2.data, w3, dy, b3.length)
    const middle = convGradients(h1, w2, { ...h2, data: reluGradient(top.dx, h2.data) }, false, second)
    const bottom = convGradients(image(x), w1, { ...h1, data: reluGradient(middle.dx, h1.data) }, false, first)
    return [bottom.dx, bottom.dw, bottom.db, middle.dw, middle.db, top.dw, top.db]
  }

  const chain =
    (fused: boolean) =>
    ([x, w1, b1, w2, b2, w3, b3]: readonly Tensor[]) => {
      const activate = (y: Tensor) => (fused ? y : F.relu(y))
      const h1 = activate(F.conv2d(x, w1, b1, { ...first, relu: fused }))
      const h2 = activate(F.conv2d(h1, w2, b2, { ...second, relu: fused }))
      return [F.linear(F.reshape(h2, [2, 72]), w3, b3)]
    }

  const check = (fused: boolean, hidden?: number) =>
    checkOperation(engine, inputs(hidden), { forward: (x) => [forward(x).y], gradient, device: chain(fused) }, close)

  it('each ReLU inside its convolution', () => check(true))
  it('each ReLU on its own', () => check(false))
  it('through a single channel, which has kernels of its own', () => check(true, 1))

  it('as a Sequential of modules, its gradients in the parameters', async () => {
    const model = new Sequential(
      new Conv2d(1, 8, 3, first),
      new ReLU(),
      new Conv2d(8, 12, 4, second),
      new ReLU(),
      new Flatten(),
      new Linear(72, 5),
    ).to(engine)
    const parameters = model.parameters()
    parameters.forEach((parameter, i) => engine.write(parameter.storage, Float32Array.from(inputs()[i + 1].data)))
    const dy = randomArray(9, 10)
    const [{ data, shape }] = inputs()
    const y = model.forward(temporary(engine, data, shape))
    backward(F.sum(F.multiply(y, temporary(engine, dy, [2, 5]))))
    const all = inputs().map((input) => input.data)
    const expected = gradient(all, [dy]).slice(1)
    for (const [i, parameter] of parameters.entries()) {
      close.gradient(await parameter.grad!.data(), expected[i], `gradient of parameter ${i}`)
      // The optimiser reads the arena.
      close.gradient(await engine.read(parameter.gradientStorage), expected[i], `arena of parameter ${i}`)
    }
    model.release()
  })
})

it('goes through a Sequential in order, also where no ReLU can be fused', async () => {
  const model = new Sequential(new Linear(3, 8), new Sigmoid(), new Unflatten([2, 2, 2]), new ReLU()).to(engine)
  const [weight, bias] = await Promise.all(model.parameters().map((parameter) => parameter.data()))
  const x = randomArray(1, 6)
  const y = model.forward(temporary(engine, x, [2, 3]))
  expect(y.shape).toEqual([2, 2, 2, 2])
  const expected = linear(x, Float64Array.from(weight), Float64Array.from(bias)).map(sigmoid)
  close.forward(await y.data(), expected, 'output')
  model.release()
})

describe('a decoder: linear → ReLU → transposed conv → ReLU → transposed conv', () => {
  const first: ConvSpec = { kernel: 4, stride: 2, padding: 1 }
  const second: ConvSpec = { kernel: 3, stride: 2, padding: 0, outputPadding: -1 }
  const seed = (data: Float64Array): Image => ({ data, shape: [2, 2, 3, 4] })

  // 8 hidden channels take the vector kernels and their mask, 3 the scalar ones, 1 those for a single channel.
  for (const hidden of [8, 3, 1])
    it(`through ${hidden} channels`, () => {
      const forward = ([z, w1, b1, w2, b2, w3, b3]: readonly Float64Array[]) => {
        const h1 = seed(relu(linear(z, w1, b1)))
        const c2 = conv(h1, w2, b2, true, first)
        const h2 = { ...c2, data: relu(c2.data) }
        return { h1, h2, y: conv(h2, w3, b3, true, second) }
      }
      return checkOperation(
        engine,
        [
          values(1, 2, 5),
          values(2, 5, 24),
          values(3, 24),
          values(4, 4, 4, 4, hidden),
          values(5, hidden),
          values(6, 3, 3, hidden, 1),
          values(7, 1),
        ],
        {
          device: ([z, w1, b1, w2, b2, w3, b3]) => {
            const h1 = F.reshape(F.linear(z, w1, b1, { relu: true }), [2, 2, 3, 4])
            const h2 = F.convTranspose2d(h1, w2, b2, { ...first, relu: true })
            return [F.convTranspose2d(h2, w3, b3, second)]
          },
          forward: (inputs) => [forward(inputs).y.data],
          gradient: (inputs, [dy]) => {
            const [z, w1, b1, w2, , w3] = inputs
            const { h1, h2, y } = forward(inputs)
            const top = convGradients(h2, w3, { ...y, data: dy }, true, second)
            const middle = convGradients(h1, w2, { ...h2, data: reluGradient(top.dx, h2.data) }, true, first)
            const bottom = linearGradients(z, w1, reluGradient(middle.dx, h1.data), b1.length)
            return [bottom.dx, bottom.dw, bottom.db, middle.dw, middle.db, top.dw, top.db]
          },
        },
        close,
      )
    })
})

describe('a tensor used twice', () => {
  it('adds what comes back from both uses', () =>
    checkOperation(
      engine,
      [values(1, 3, 4), values(2, 3, 4)],
      {
        device: ([x, a]) => [F.add(F.multiply(x, a), F.square(x))],
        forward: ([x, a]) => [plus(times(x, a), times(x, x))],
        gradient: ([x, a], [dy]) => [
          times(
            dy,
            a.map((value, i) => value + 2 * x[i]),
          ),
          times(dy, x),
        ],
      },
      close,
    ))

  it('x + (x + c), where the same gradient comes twice', () =>
    checkOperation(
      engine,
      [values(1, 5), values(2, 5)],
      {
        device: ([x, c]) => [F.add(x, F.add(x, c))],
        forward: ([x, c]) => [plus(x, plus(x, c))],
        gradient: (_, [dy]) => [dy.map((value) => 2 * value), dy],
      },
      close,
    ))

  it('(x − c) − (x + c), where the gradients cancel', () =>
    checkOperation(
      engine,
      [values(1, 5), values(2, 5)],
      {
        device: ([x, c]) => [F.subtract(F.subtract(x, c), F.add(x, c))],
        forward: ([, c]) => [c.map((value) => -2 * value)],
        gradient: (_, [dy]) => [dy.map(() => 0), dy.map((value) => -2 * value)],
      },
      { forward: ofLargest(1e-6), gradient: ofLargest(1e-6) },
    ))

  it('by three convolutions', () => {
    const spec: ConvSpec = { kernel: 3, stride: 1, padding: 1 }
    const image = (data: Float64Array): Image => ({ data, shape: [1, 5, 4, 4] })
    const none = new Float64Array(4)
    const weights = [0, 1, 2].map((k) => values(10 + k, 3, 3, 4, 4))
    return checkOperation(
      engine,
      [values(1, 1, 5, 4, 4), ...weights],
      {
        device: ([x, ...w]) => [w.map((weight) => F.conv2d(x, weight, null, spec)).reduce((a, b) => F.add(a, b))],
        forward: ([x, ...w]) => [w.map((weight) => conv(image(x), weight, none, false, spec).data).reduce(plus)],
        gradient: ([x, ...w], [dy]) => {
          const each = w.map((weight) => convGradients(image(x), weight, image(dy), false, spec))
          return [each.map(({ dx }) => dx).reduce(plus), ...each.map(({ dw }) => dw)]
        },
      },
      close,
    )
  })
})

describe('a ReLU whose output goes two ways', () => {
  const spec: ConvSpec = { kernel: 3, stride: 1, padding: 1 }
  const inputs = [values(1, 2, 5, 6, 4), values(2, 3, 3, 4, 4), values(3, 3, 3, 4, 4), values(4, 2, 5, 6, 4)]
  const image = (data: Float64Array): Image => ({ data, shape: [2, 5, 6, 4] })
  const none = new Float64Array(4)
  const hidden = (x: Float64Array, w1: Float64Array) => relu(conv(image(x), w1, none, false, spec).data)

  // The convolution masks its gradient with the ReLU's zeros, the product does not; their sum has to be masked again.
  const forward: Operation['forward'] = ([x, w1, w2, a]) => {
    const h = hidden(x, w1)
    return [plus(conv(image(h), w2, none, false, spec).data, times(h, a))]
  }
  const gradient: Operation['gradient'] = ([x, w1, w2, a], [dy]) => {
    const h = hidden(x, w1)
    const above = convGradients(image(h), w2, image(dy), false, spec)
    const dh = reluGradient(plus(above.dx, times(dy, a)), h)
    const below = convGradients(image(x), w1, image(dh), false, spec)
    return [below.dx, below.dw, above.dw, times(dy, h)]
  }

  for (const fused of [true, false])
    for (const convolutionFirst of [true, false])
      it(`${fused ? 'fused' : 'on its own'}, ${convolutionFirst ? 'convolution' : 'product'} first`, () =>
        checkOperation(
          engine,
          inputs,
          {
            forward,
            gradient,
            device: ([x, w1, w2, a]) => {
              const h = fused ? F.conv2d(x, w1, null, { ...spec, relu: true }) : F.relu(F.conv2d(x, w1, null, spec))
              const convolved = () => F.conv2d(h, w2, null, spec)
              const multiplied = () => F.multiply(h, a)
              return [convolutionFirst ? F.add(convolved(), multiplied()) : F.add(multiplied(), convolved())]
            },
          },
          close,
        ))

  it('to a convolution and a dense layer under another shape', () => {
    const [x, w1, w2] = inputs
    return checkOperation(
      engine,
      [x, w1, w2, values(5, 120, 3)],
      {
        device: ([tx, tw1, tw2, tw3]) => {
          const h = F.conv2d(tx, tw1, null, { ...spec, relu: true })
          return [F.conv2d(h, tw2, null, spec), F.linear(F.reshape(h, [2, 120]), tw3, null)]
        },
        forward: ([x, w1, w2, w3]) => {
          const h = hidden(x, w1)
          return [conv(image(h), w2, none, false, spec).data, linear(h, w3, new Float64Array(3))]
        },
        gradient: ([x, w1, w2, w3], [dy, dz]) => {
          const h = hidden(x, w1)
          const above = convGradients(image(h), w2, image(dy), false, spec)
          const beside = linearGradients(h, w3, dz, 3)
          const below = convGradients(image(x), w1, image(reluGradient(plus(above.dx, beside.dx), h)), false, spec)
          return [below.dx, below.dw, above.dw, beside.dw]
        },
      },
      close,
    )
  })
})

describe('a parameter', () => {
  it('used twice gathers both gradients in its place, and is updated once', async () => {
    const model = new Vectors([
      [1, 2, 3, 4],
      [5, 6],
    ]).to(engine)
    const [w, unused] = model.vectors
    const adam = new Adam(model.parameters(), { lr: 0.5, eps: 0 })
    const a = temporary(engine, [1, -1, 2, -3], [4])
    backward(F.sum(F.add(F.multiply(w, a), F.square(w))))
    const expected = [1 + 2, -1 + 4, 2 + 6, -3 + 8]
    exact(await w.grad!.data(), expected, 'gradient')
    exact(await engine.read(model.parameters()[0].gradientStorage), expected, 'arena')
    expect(unused.grad).toBeNull()
    adam.step()
    // Adam's first step is its learning rate against the sign of the gradient.
    ofLargest(1e-6)(await w.data(), [0.5, 1.5, 2.5, 3.5], 'weight')
    adam.release()
    model.release()
  })

  it('shared by two convolutions gathers both gradients in its place', async () => {
    const layer = new Conv2d(4, 4, 3, { padding: 1 }).to(engine)
    const [weight, bias] = layer.parameters()
    const spec: ConvSpec = { kernel: 3, stride: 1, padding: 1 }
    const x: Image = { data: randomArray(1, 4 * 5 * 4), shape: [1, 4, 5, 4] }
    const dy: Image = { data: randomArray(2, x.data.length), shape: x.shape }
    const [w, b] = [Float64Array.from(await weight.data()), Float64Array.from(await bias.data())]
    const y = layer.forward(layer.forward(temporary(engine, x.data, x.shape)))
    backward(F.sum(F.multiply(y, temporary(engine, dy.data, dy.shape))))
    const h = conv(x, w, b, false, spec)
    const outer = convGradients(h, w, dy, false, spec)
    const inner = convGradients(x, w, { ...dy, data: outer.dx }, false, spec)
    close.gradient(await engine.read(weight.gradientStorage), plus(outer.dw, inner.dw), 'weight')
    close.gradient(await engine.read(bias.gradientStorage), plus(outer.db, inner.db), 'bias')
    layer.release()
  })

  it('has the gradient of the last backward alone', async () => {
    const model = new Vectors([[3, -2]]).to(engine)
    const [w] = model.vectors
    backward(F.sum(F.square(w)))
    backward(F.sum(F.scale(w, 10)))
    exact(await w.grad!.data(), [10, 10], 'gradient')
    model.release()
  })
})

describe('the work that is left out', () => {
  const labels = (build: () => void) => {
    const { recording } = engine.capture(build)
    engine.discard(recording)
    return recording.calls.map(({ kernel }) => kernel.label)
  }
  const weight = () => leaf(engine, randomArray(2, 3 * 3 * 4 * 4), [3, 3, 4, 4])
  const image = () => temporary(engine, randomArray(1, 5 * 5 * 4), [1, 5, 5, 4])

  it('is dInput, for a convolution of an image', () => {
    // The kernel's variant, which depends on the adapter, follows its name.
    const transposed: unknown = expect.arrayContaining([expect.stringMatching(/^conv transposed/)])
    expect(labels(() => backward(F.sum(F.conv2d(image(), weight(), null))))).not.toEqual(transposed)
    expect(
      labels(() =>
        backward(F.sum(F.conv2d(F.scale(leaf(engine, randomArray(1, 100), [1, 5, 5, 4]), 1), weight(), null))),
      ),
    ).toEqual(transposed)
  })

  it('is the ReLU, forward and backward, between two convolutions', () => {
    const calls = labels(() => {
      const spec = { padding: 1, relu: true }
      const h = F.conv2d(F.conv2d(image(), weight(), null, spec), weight(), null, spec)
      backward(F.sum(F.conv2d(h, weight(), null)))
    })
    expect(calls).not.toContain('relu')
    expect(calls).not.toContain('reluGradient')
  })

  it('is the ReLU between a dense layer and a transposed convolution, though the shape changes in between', () => {
    const calls = labels(() => {
      const dense = leaf(engine, randomArray(1, 3 * 16), [3, 16])
      const h = F.reshape(F.linear(temporary(engine, [1, 2, 3], [1, 3]), dense, null, { relu: true }), [1, 2, 2, 4])
      backward(F.sum(F.convTranspose2d(h, weight(), null)))
    })
    expect(calls).not.toContain('reluGradient')
  })

  it('is everything, without a leaf that wants a gradient', () => {
    const x = image()
    expect(labels(() => backward(F.sum(F.square(x))))).not.toContain('squareGradient')
    expect(x.grad).toBeNull()
  })
})

it('refuses the gradient of more than one number', () => {
  expect(() => backward(leaf(engine, [1, 2], [2]))).toThrow('reduce it to one first')
})
