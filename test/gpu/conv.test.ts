import { describe, expect, it } from 'vitest'
import { backward, functional as F, Tensor } from '../../src/nn'
import { testEngine } from '../support/engine'
import type { ConvSpec, Image } from '../support/reference'
import { conv, convGradients, randomArray, randomImage, worstError } from '../support/reference'

const engine = await testEngine()

// Σ of up to k²·C or B·H·W products: float32 keeps 24 bits, and √n of 10⁴ random roundings costs 7 of them at most.
const TOLERANCE = 1e-5

interface Case extends ConvSpec {
  batch: number
  size: [number, number]
  channels: [number, number]
}

const cases: Case[] = []
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
cases.push({ kernel: 3, stride: 2, padding: 0, batch: 1, size: [64, 64], channels: [4, 8] })

function tensor({ data, shape }: Image): Tensor {
  const t = Tensor.from(engine, Float32Array.from(data), shape)
  t.requiresGrad = true
  return t
}

function vector(data: Float64Array, shape: number[]): Tensor {
  const t = Tensor.from(engine, Float32Array.from(data), shape)
  t.requiresGrad = true
  return t
}

async function check(transposed: boolean, { batch, size, channels: [ins, outs], ...spec }: Case): Promise<void> {
  const x = randomImage(1, [batch, size[0], size[1], ins])
  const weight = randomArray(2, spec.kernel ** 2 * ins * outs)
  const bias = randomArray(3, outs)
  const [tx, tw, tb] = [tensor(x), vector(weight, [spec.kernel, spec.kernel, ins, outs]), vector(bias, [outs])]
  const ty = transposed ? F.convTranspose2d(tx, tw, tb, spec) : F.conv2d(tx, tw, tb, spec)
  const y = conv(x, weight, bias, transposed, spec)
  expect(ty.shape).toEqual(y.shape)
  expect(worstError(await ty.data(), y.data)).toBeLessThan(TOLERANCE)

  const dy = randomImage(4, y.shape)
  backward(F.sum(F.multiply(ty, tensor(dy))))
  const expected = convGradients(x, weight, dy, transposed, spec)
  expect(worstError(await tx.grad!.data(), expected.dx)).toBeLessThan(TOLERANCE)
  expect(worstError(await tw.grad!.data(), expected.dw)).toBeLessThan(TOLERANCE)
  expect(worstError(await tb.grad!.data(), expected.db)).toBeLessThan(TOLERANCE)
  await engine.tidy()
}

const title = ({ batch, size, channels, kernel, stride, padding, outputPadding = 0 }: Case) =>
  `${batch}×${size.join('×')}, ${channels.join('→')} channels, k${kernel} s${stride} p${padding} op${outputPadding}`

describe('conv2d against float64', () => {
  const fitting = cases.filter(({ size, kernel, padding }) => Math.min(...size) + 2 * padding >= kernel)
  for (const each of fitting) it(title(each), () => check(false, each))
})

describe('convTranspose2d against float64', () => {
  for (const each of cases) it(title(each), () => check(true, each))
  for (const each of cases.filter(({ stride }) => stride === 2)) {
    // TensorFlow's 'same' crops the far edge; PyTorch's outputPadding extends it.
    for (const outputPadding of [-1, 1]) {
      const padded = { ...each, outputPadding }
      it(title(padded), () => check(true, padded))
    }
  }
})
