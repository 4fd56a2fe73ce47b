import { describe, expect, it } from 'vitest'
import torch from '../fixtures/torch_layers.json'
import type { Tensor } from '../../src/nn'
import { backward, Conv2d, Dropout, functional as F, GroupNorm, Noise, ReLU, Sequential } from '../../src/nn'
import { leaf, temporary, testEngine } from '../support/engine'
import type { Operation, Values } from '../support/gradient'
import { checkOperation } from '../support/gradient'
import { randomArray } from '../support/reference'
import { exact, ofLargest, ULP, within } from '../support/reference-error'
import { numbers } from '../support/torch'

const engine = await testEngine()

type Shape = readonly [batch: number, height: number, width: number, channels: number]

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1)
const values = (seed: number, ...shape: number[]): Values => ({ data: randomArray(seed, size(shape)), shape })

/** Index of a pixel's channel in images [B, H, W, C]. */
const at = ([, h, w, c]: Shape, b: number, y: number, x: number, k: number) => ((b * h + y) * w + x) * c + k

/** Odd sizes, a batch of one, one channel and several. */
const images: Shape[] = [
  [1, 5, 7, 1],
  [2, 6, 5, 3],
  [3, 4, 4, 8],
]

/** A linear operation on images, said as the weight of each input in each output: its gradient is the transpose. */
function linearOperation(
  device: (x: Tensor) => Tensor,
  length: number,
  each: (weigh: (output: number, input: number, weight: number) => void) => void,
): Operation {
  return {
    device: ([x]) => [device(x)],
    forward: ([x]) => {
      const y = new Float64Array(length)
      each((output, input, weight) => (y[output] += weight * x[input]))
      return [y]
    },
    gradient: ([x], [dy]) => {
      const dx = new Float64Array(x.length)
      each((output, input, weight) => (dx[input] += weight * dy[output]))
      return [dx]
    },
  }
}

const pools = [
  { kernel: 2, stride: 2, padding: 0 },
  { kernel: 3, stride: 2, padding: 1 },
  { kernel: 3, stride: 1, padding: 1 },
  { kernel: 2, stride: 3, padding: 1 },
]

/** Every window of a pooling with the pixels in it. */
function windows(
  shape: Shape,
  { kernel, stride, padding }: (typeof pools)[number],
  each: (output: number, inputs: number[]) => void,
): number {
  const [b, h, w, c] = shape
  const [ho, wo] = [h, w].map((n) => Math.floor((n + 2 * padding - kernel) / stride) + 1)
  for (let n = 0; n < b; n++)
    for (let oy = 0; oy < ho; oy++)
      for (let ox = 0; ox < wo; ox++)
        for (let k = 0; k < c; k++) {
          const inputs: number[] = []
          for (let y = oy * stride - padding; y < oy * stride - padding + kernel; y++)
            for (let x = ox * stride - padding; x < ox * stride - padding + kernel; x++)
              if (y >= 0 && x >= 0 && y < h && x < w) inputs.push(at(shape, n, y, x, k))
          each(at([b, ho, wo, c], n, oy, ox, k), inputs)
        }
  return b * ho * wo * c
}

describe.each(images)('images [%i, %i, %i, %i]', (...shape) => {
  const input = values(1, ...shape)

  for (const pool of pools) {
    const { kernel, stride, padding } = pool
    const title = `${kernel} × ${kernel}, stride ${stride}, padding ${padding}`
    const length = windows(shape, pool, () => undefined)

    it(`max pooling of ${title}`, () => {
      const largest = (x: Float64Array, inputs: number[]) => inputs.reduce((a, b) => (x[b] > x[a] ? b : a))
      return checkOperation(
        engine,
        [input],
        {
          device: ([x]) => [F.maxPool2d(x, kernel, { stride, padding })],
          forward: ([x]) => {
            const y = new Float64Array(length)
            windows(shape, pool, (output, inputs) => (y[output] = x[largest(x, inputs)]))
            return [y]
          },
          gradient: ([x], [dy]) => {
            const dx = new Float64Array(x.length)
            windows(shape, pool, (output, inputs) => (dx[largest(x, inputs)] += dy[output]))
            return [dx]
          },
        },
        // A pixel is the largest of nine windows at most.
        { forward: exact, gradient: within((dx) => 9 * ULP * (Math.abs(dx) + 9)) },
      )
    })

    it(`average pooling of ${title}`, () =>
      checkOperation(
        engine,
        [input],
        linearOperation(
          (x) => F.avgPool2d(x, kernel, { stride, padding }),
          length,
          (weigh) => {
            windows(shape, pool, (output, inputs) => inputs.forEach((i) => weigh(output, i, 1 / kernel ** 2)))
          },
        ),
        { forward: ofLargest(1e-6), gradient: ofLargest(1e-6) },
      ))
  }

  for (const mode of ['nearest', 'bilinear'] as const)
    for (const factor of [1, 2, 3])
      it(`upsampling by ${factor}, ${mode}`, () => {
        const [b, h, w, c] = shape
        // PyTorch's area_pixel_compute_source_index with corners not aligned.
        const taps = (o: number, n: number): [number, number][] => {
          if (mode === 'nearest') return [[Math.floor(o / factor), 1]]
          const s = Math.max(0, (o + 0.5) / factor - 0.5)
          const low = Math.floor(s)
          return [
            [low, 1 - (s - low)],
            [Math.min(low + 1, n - 1), s - low],
          ]
        }
        const fine: Shape = [b, h * factor, w * factor, c]
        const operation = linearOperation(
          (x) => F.upsample(x, { scaleFactor: factor, mode }),
          size(fine),
          (weigh) => {
            for (let n = 0; n < b; n++)
              for (let oy = 0; oy < h * factor; oy++)
                for (let ox = 0; ox < w * factor; ox++)
                  for (const [y, wy] of taps(oy, h))
                    for (const [x, wx] of taps(ox, w))
                      for (let k = 0; k < c; k++) weigh(at(fine, n, oy, ox, k), at(shape, n, y, x, k), wy * wx)
          },
        )
        return checkOperation(engine, [input], operation, { forward: ofLargest(1e-6), gradient: ofLargest(2e-6) })
      })
})

describe('group normalisation', () => {
  // One channel a group, all channels in one, more numbers in a group than a workgroup has threads, and fewer.
  for (const [shape, groups] of [
    [[1, 5, 7, 4], 4],
    [[2, 3, 3, 6], 2],
    [[3, 9, 8, 8], 1],
    [[2, 1, 1, 12], 3],
    [[5, 8], 2],
  ] as const)
    it(`of [${shape.join(', ')}] in ${groups} groups`, () => {
      const [channels] = shape.slice(-1)
      const [batch, pixels] = [shape[0], size(shape.slice(1, -1))]
      const width = channels / groups
      const members = (b: number, g: number) =>
        Array.from({ length: pixels * width }, (_, k) => {
          const c = g * width + (k % width)
          return { i: (b * pixels + Math.floor(k / width)) * channels + c, c }
        })
      const eachGroup = (
        x: Float64Array,
        visit: (own: { i: number; c: number }[], mean: number, r: number) => void,
      ) => {
        for (let b = 0; b < batch; b++)
          for (let g = 0; g < groups; g++) {
            const own = members(b, g)
            const mean = own.reduce((sum, { i }) => sum + x[i], 0) / own.length
            const variance = own.reduce((sum, { i }) => sum + (x[i] - mean) ** 2, 0) / own.length
            visit(own, mean, 1 / Math.sqrt(variance + 1e-5))
          }
      }
      return checkOperation(
        engine,
        [values(1, ...shape), values(2, channels), values(3, channels)],
        {
          device: ([x, weight, bias]) => [F.groupNorm(x, groups, { weight, bias })],
          forward: ([x, weight, bias]) => {
            const y = new Float64Array(x.length)
            eachGroup(x, (own, mean, r) => own.forEach(({ i, c }) => (y[i] = (x[i] - mean) * r * weight[c] + bias[c])))
            return [y]
          },
          gradient: ([x, weight, bias], [dy]) => {
            const [dx, dw, db] = [x, weight, bias].map(({ length }) => new Float64Array(length))
            eachGroup(x, (own, mean, r) => {
              const hat = (i: number) => (x[i] - mean) * r
              const g = own.map(({ i, c }) => dy[i] * weight[c])
              const first = g.reduce((a, b) => a + b, 0) / own.length
              const second = own.reduce((sum, { i }, k) => sum + g[k] * hat(i), 0) / own.length
              own.forEach(({ i, c }, k) => {
                dx[i] = r * (g[k] - first - hat(i) * second)
                dw[c] += dy[i] * hat(i)
                db[c] += dy[i]
              })
            })
            return [dx, dw, db]
          },
        },
        { forward: ofLargest(2e-6), gradient: ofLargest(5e-6) },
      )
    })

  it('is a module whose parameters a loss reaches', async () => {
    const model = new Sequential(new Conv2d(1, 4, 3, { padding: 1 }), new GroupNorm(2, 4), new ReLU()).to(engine)
    backward(F.mean(model.forward(temporary(engine, randomArray(1, 32), [2, 4, 4, 1]))))
    expect(Object.keys(await model.stateDict())).toEqual(['0.weight', '0.bias', '1.weight', '1.bias'])
    const gradients = await model.gradientDict()
    expect(gradients['1.weight'].data.some((value) => value !== 0)).toBe(true)
    model.release()
  })
})

describe('joining', () => {
  for (const [shapes, dim] of [
    [
      [
        [2, 3, 3, 4],
        [2, 3, 3, 1],
        [2, 3, 3, 2],
      ],
      -1,
    ],
    [
      [
        [2, 5],
        [3, 5],
      ],
      0,
    ],
    [
      [
        [2, 1, 3],
        [2, 4, 3],
      ],
      1,
    ],
  ] as const)
    it(`${shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ')} along axis ${dim}`, () => {
      const axis = dim < 0 ? shapes[0].length + dim : dim
      const rows = size(shapes[0].slice(0, axis))
      const parts = shapes.map((shape) => size(shape) / rows)
      const whole = parts.reduce((a, b) => a + b)
      const place = (k: number, i: number) => {
        const offset = parts.slice(0, k).reduce((a, b) => a + b, 0)
        return Math.floor(i / parts[k]) * whole + offset + (i % parts[k])
      }
      return checkOperation(
        engine,
        shapes.map((shape, k) => values(k, ...shape)),
        {
          device: (inputs) => [F.cat(inputs, dim)],
          forward: (inputs) => {
            const y = new Float64Array(rows * whole)
            inputs.forEach((x, k) => x.forEach((value, i) => (y[place(k, i)] = value)))
            return [y]
          },
          gradient: (inputs, [dy]) => inputs.map((x, k) => x.map((_, i) => dy[place(k, i)])),
        },
        { forward: exact, gradient: exact },
      )
    })

  it('a tensor with itself adds up its gradients', () =>
    checkOperation(
      engine,
      [values(1, 3, 2)],
      {
        device: ([x]) => [F.cat([x, x])],
        forward: ([x]) => [Float64Array.of(...x, ...x)],
        gradient: ([x], [dy]) => [x.map((_, i) => dy[i] + dy[i + x.length])],
      },
      { forward: exact, gradient: exact },
    ))

  it('names the shapes that do not fit', () => {
    const [a, b] = [temporary(engine, [1, 2], [1, 2]), temporary(engine, [1, 2, 3], [1, 3])]
    expect(() => F.cat([a, b], 0)).toThrow('cat: shapes [1, 2], [1, 3] do not join along axis 0')
  })
})

describe('losses', () => {
  for (const [rows, classes] of [
    [1, 1],
    [3, 5],
    [70, 10],
  ])
    it(`cross-entropy of ${rows} rows of ${classes}`, () => {
      const target = Array.from({ length: rows }, (_, row) => (row * 7) % classes)
      const softmax = (x: Float64Array, row: number) => {
        const e = Array.from(x.subarray(row * classes, (row + 1) * classes), Math.exp)
        const sum = e.reduce((a, b) => a + b)
        return e.map((value) => value / sum)
      }
      return checkOperation(
        engine,
        [values(1, rows, classes)],
        {
          device: ([x]) => [F.crossEntropy(x, temporary(engine, target, [rows]))],
          forward: ([x]) => [
            Float64Array.of(target.reduce((sum, c, row) => sum - Math.log(softmax(x, row)[c]), 0) / rows),
          ],
          gradient: ([x], [dy]) => [
            x.map((_, i) => {
              const row = Math.floor(i / classes)
              const own = i % classes
              return (dy[0] * (softmax(x, row)[own] - Number(own === target[row]))) / rows
            }),
          ],
        },
        { forward: within(() => 2e-6), gradient: within(() => 1e-6) },
      )
    })

  it('cross-entropy of logits far beyond e^88 overflows nowhere', async () => {
    const logits = leaf(engine, [500, -500, 0], [1, 3])
    const loss = F.crossEntropy(logits, temporary(engine, [1], [1]))
    backward(loss)
    expect(await loss.item()).toBe(1000)
    expect([...(await logits.grad!.data())]).toEqual([1, -1, 0])
  })

  it('mean squared error', () =>
    checkOperation(
      engine,
      [values(1, 3, 7), values(2, 3, 7)],
      {
        device: ([x, t]) => [F.mseLoss(x, t)],
        forward: ([x, t]) => [Float64Array.of(x.reduce((sum, value, i) => sum + (value - t[i]) ** 2, 0) / x.length)],
        gradient: ([x, t], [dy]) => {
          const dx = x.map((value, i) => (2 * dy[0] * (value - t[i])) / x.length)
          return [dx, dx.map((value) => -value)]
        },
      },
      { forward: ofLargest(1e-6), gradient: ofLargest(1e-6) },
    ))

  it('name the shapes that do not fit', () => {
    const tensor = (...shape: number[]) => temporary(engine, new Float32Array(size(shape)), shape)
    expect(() => F.mseLoss(tensor(2, 3), tensor(3, 2))).toThrow('mseLoss: shapes [2, 3] and [3, 2] differ')
    expect(() => F.crossEntropy(tensor(2, 3), tensor(3))).toThrow('crossEntropy: logits [2, 3] take one class')
  })
})

describe('dropout', () => {
  const x = () => temporary(engine, new Float32Array(10_000).fill(1), [10_000])

  it('drops its part, and enlarges the rest for it; the gradient goes where the numbers went', async () => {
    const input = leaf(engine, new Float32Array(10_000).fill(1), [10_000])
    const y = F.dropout(input, 0.25, new Noise(engine, 1))
    backward(F.sum(y))
    const data = await y.data()
    const gain = Math.fround(1 / 0.75)
    expect(new Set(data)).toEqual(new Set([0, gain]))
    // Five standard deviations of a binomial count.
    const dropped = data.filter((value) => value === 0).length
    expect(Math.abs(dropped - 2500)).toBeLessThan(5 * Math.sqrt(10_000 * 0.25 * 0.75))
    exact(await input.grad!.data(), data, 'gradient')
  })

  it('draws anew in every run, the same from the same seed, and nothing in evaluation', async () => {
    const [one, other] = [new Dropout(0.5, { seed: 3 }), new Dropout(0.5, { seed: 3 })]
    const [first, second] = [await one.forward(x()).data(), await one.forward(x()).data()]
    expect(first).not.toEqual(second)
    expect(await other.forward(x()).data()).toEqual(first)
    const model = new Sequential(one)
    const given = x()
    expect(model.eval().forward(given)).toBe(given)
    expect(model.train().forward(given)).not.toBe(given)
  })
})

describe('against PyTorch', () => {
  /** PyTorch's [B, C, H, W] as [B, H, W, C], or back. */
  function turned(data: ArrayLike<number>, [b, c, h, w]: readonly number[], back = false): Float32Array {
    const out = new Float32Array(data.length)
    for (let n = 0; n < b; n++)
      for (let k = 0; k < c; k++)
        for (let y = 0; y < h; y++)
          for (let x = 0; x < w; x++) {
            const [theirs, ours] = [((n * c + k) * h + y) * w + x, ((n * h + y) * w + x) * c + k]
            if (back) out[theirs] = data[ours]
            else out[ours] = data[theirs]
          }
    return out
  }

  const X = [2, 4, 6, 5]
  const layers: Record<keyof typeof torch.layers, [(inputs: Tensor[]) => Tensor, ...number[][]]> = {
    maxPool2d: [([x]) => F.maxPool2d(x, 3, { stride: 2, padding: 1 }), X],
    avgPool2d: [([x]) => F.avgPool2d(x, 3, { stride: 2, padding: 1 }), X],
    nearest: [([x]) => F.upsample(x, { scaleFactor: 3 }), [1, 2, 3, 4]],
    bilinear: [([x]) => F.upsample(x, { scaleFactor: 3, mode: 'bilinear' }), [1, 2, 3, 4]],
    groupNorm: [([x, weight, bias]) => F.groupNorm(x, 2, { weight, bias }), X, [4], [4]],
    cat: [([a, b]) => F.cat([a, b], -1), [1, 2, 3, 3], [1, 1, 3, 3]],
    crossEntropy: [([x]) => F.crossEntropy(x, temporary(engine, [2, 0, 4], [3])), [3, 5]],
    mseLoss: [([x, t]) => F.mseLoss(x, t), [3, 5], [3, 5]],
    broadcast: [([a, b]) => F.add(F.multiply(a, b), b), [3, 1], [1, 4]],
  }

  it.each(Object.entries(layers))('%s', async (name, [layer, ...shapes]) => {
    const expected = torch.layers[name as keyof typeof torch.layers]
    const inputs = shapes.map((shape, k) => {
      const data = numbers(k, size(shape))
      const [b, c, h, w] = shape
      return shape.length === 4 ? leaf(engine, turned(data, shape), [b, h, w, c]) : leaf(engine, data, shape)
    })
    const y = layer(inputs)
    const [b, h, w, c] = y.shape
    const theirs = y.shape.length === 4 ? [b, c, h, w] : null
    const dy = numbers(50, y.size)
    backward(F.sum(F.multiply(y, temporary(engine, theirs ? turned(dy, theirs) : dy, y.shape))))
    const close = ofLargest(2e-6)
    const data = await y.data()
    close(theirs ? turned(data, theirs, true) : data, expected.y, 'result')
    for (const [k, input] of inputs.entries()) {
      const gradient = await input.grad!.data()
      const shape = shapes[k]
      close(shape.length === 4 ? turned(gradient, shape, true) : gradient, expected.gradients[k], `gradient ${k}`)
    }
  })
})
