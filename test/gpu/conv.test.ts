import { describe, expect, it } from 'vitest'
import { backward, functional as F } from '../../src/nn'
import { temporary, testEngine } from '../support/engine'
import type { ConvCase } from '../support/gradient-conv'
import { checkConv, title } from '../support/gradient-conv'
import { randomArray } from '../support/reference'

const engine = await testEngine()

const cases: ConvCase[] = []
for (const kernel of [3, 4])
  for (const stride of [1, 2])
    for (const padding of [0, 1]) {
      const spec = { kernel, stride, padding }
      cases.push({ ...spec, batch: 1, size: [7, 9], channels: [1, 8] })
      cases.push({ ...spec, batch: 2, size: [9, 6], channels: [8, 1] })
      cases.push({ ...spec, batch: 3, size: [5, 8], channels: [3, 20] })
      cases.push({ ...spec, batch: 1, size: [8, 8], channels: [20, 8] })
      cases.push({ ...spec, batch: 2, size: [6, 5], channels: [8, 64] })
      cases.push({ ...spec, batch: 1, size: [5, 7], channels: [64, 20] })
      cases.push({ ...spec, batch: 2, size: [11, 13], channels: [1, 1] })
    }
cases.push({ kernel: 7, stride: 3, padding: 2, batch: 1, size: [3, 16], channels: [4, 4] })
cases.push({ kernel: 1, stride: 1, padding: 0, batch: 33, size: [1, 1], channels: [36, 12] })
cases.push({ kernel: 3, stride: 2, padding: 0, batch: 1, size: [40, 40], channels: [4, 8] })
// A kernel shorter than its stride: pixels that no tap reads, phases that no tap reaches.
cases.push({ kernel: 1, stride: 2, padding: 0, batch: 2, size: [7, 4], channels: [4, 3] })

const fits = ({ size, kernel, padding }: ConvCase) => Math.min(...size) + 2 * padding >= kernel

describe('conv2d', () => {
  for (const each of cases.filter(fits)) it(title(each), () => checkConv(engine, false, each))
})

/** Of a strided transpose the far edge is taken as it is, cropped (TensorFlow's 'same') or extended (PyTorch's) by turns. */
const transposedCases = cases.map((each, i) =>
  each.stride === 2 && each.kernel > 1 ? { ...each, outputPadding: (i % 3) - 1 } : each,
)

describe('convTranspose2d', () => {
  for (const each of transposedCases) it(title(each), () => checkConv(engine, true, each))
})

describe('the gradient of a bias', () => {
  // Not a multiple of 4 pixels a line, so that the last quad of a line has lanes without one.
  for (const isWeightTrained of [true, false]) {
    it(`counts every pixel once, ${isWeightTrained ? 'with' : 'without'} that of the weight`, async () => {
      const x = temporary(engine, randomArray(1, 3 * 5 * 7 * 4), [3, 5, 7, 4])
      const weight = temporary(engine, randomArray(2, 9 * 4 * 8), [3, 3, 4, 8])
      const bias = temporary(engine, new Float32Array(8), [8])
      weight.requiresGrad = isWeightTrained
      bias.requiresGrad = true
      backward(F.sum(F.conv2d(x, weight, bias, { padding: 1 })))
      expect([...(await bias.grad!.data())]).toEqual(Array<number>(8).fill(3 * 5 * 7))
      expect(weight.grad === null).toBe(!isWeightTrained)
    })
  }
})

describe('what does not fit', () => {
  const tensor = (...shape: number[]) => temporary(engine, new Float32Array(shape.reduce((a, b) => a * b)), shape)

  it('a kernel larger than the image', () => {
    expect(() => F.conv2d(tensor(1, 2, 8, 4), tensor(3, 3, 4, 4), null)).toThrow('the kernel is larger than the image')
  })

  it('a kernel for other channels, or one that is not square', () => {
    for (const kernel of [tensor(3, 3, 8, 4), tensor(3, 2, 4, 4)]) {
      expect(() => F.conv2d(tensor(1, 8, 8, 4), kernel, null)).toThrow('does not fit 4 channels')
    }
  })

  it('a tensor that is no image', () => {
    expect(() => F.conv2d(tensor(8, 8), tensor(3, 3, 1, 1), null)).toThrow('an image tensor is')
  })
})
