import { describe, it } from 'vitest'
import { functional as F } from '../../src/nn'
import { testEngine } from '../support/engine'
import { checkOperation } from '../support/gradient'
import type { ConvSpec } from '../support/reference'
import { conv, convGradients, outputShape, randomArray, randomImage } from '../support/reference'
import { ofLargest } from '../support/reference-error'

const engine = await testEngine()

// Σ of up to k²·C or B·H·W products: float32 keeps 24 bits, and √n of 10⁴ random roundings costs 7 of them at most.
const close = ofLargest(1e-5)

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
// A kernel shorter than its stride: pixels that no tap reads, phases that no tap reaches.
cases.push({ kernel: 1, stride: 2, padding: 0, batch: 2, size: [7, 4], channels: [4, 3] })

function check(transposed: boolean, { batch, size, channels: [ins, outs], ...spec }: Case): Promise<void> {
  const x = randomImage(1, [batch, size[0], size[1], ins])
  const weight = { data: randomArray(2, spec.kernel ** 2 * ins * outs), shape: [spec.kernel, spec.kernel, ins, outs] }
  const bias = { data: randomArray(3, outs), shape: [outs] }
  return checkOperation(
    engine,
    [x, weight, bias],
    {
      forward: ([data, w, b]) => [conv({ ...x, data }, w, b, transposed, spec).data],
      gradient: ([data, w], [dy]) => {
        const shape = outputShape(x, outs, transposed, spec)
        const { dx, dw, db } = convGradients({ ...x, data }, w, { data: dy, shape }, transposed, spec)
        return [dx, dw, db]
      },
      device: ([tx, tw, tb]) => [transposed ? F.convTranspose2d(tx, tw, tb, spec) : F.conv2d(tx, tw, tb, spec)],
    },
    { forward: close, gradient: close },
    // The reference is linear in each of its inputs: one random direction tells nearly all.
    1,
  )
}

const title = ({ batch, size, channels, kernel, stride, padding, outputPadding = 0 }: Case) =>
  `${batch}×${size.join('×')}, ${channels.join('→')} channels, k${kernel} s${stride} p${padding} op${outputPadding}`

describe('conv2d', () => {
  const fitting = cases.filter(({ size, kernel, padding }) => Math.min(...size) + 2 * padding >= kernel)
  for (const each of fitting) it(title(each), () => check(false, each))
})

describe('convTranspose2d', () => {
  for (const each of cases) it(title(each), () => check(true, each))
  // TensorFlow's 'same' crops the far edge; PyTorch's outputPadding extends it.
  const uneven = cases.filter(({ stride, kernel }) => stride === 2 && kernel > 1)
  uneven.forEach((each, i) => {
    const padded = { ...each, outputPadding: i % 2 ? 1 : -1 }
    it(title(padded), () => check(true, padded))
  })
})
