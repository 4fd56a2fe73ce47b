import type { Engine } from '../../src/kernels'
import { functional as F } from '../../src/nn'
import { checkOperation } from './gradient'
import type { ConvSpec } from './reference'
import { conv, convGradients, outputShape, randomArray, randomImage } from './reference'
import { ofLargest } from './reference-error'

export interface ConvCase extends ConvSpec {
  batch: number
  size: readonly [height: number, width: number]
  channels: readonly [inputs: number, outputs: number]
}

export function title({ batch, size, channels, kernel, stride, padding, outputPadding = 0 }: ConvCase): string {
  return `${batch}×${size.join('×')}, ${channels.join('→')} channels, k${kernel} s${stride} p${padding} op${outputPadding}`
}

// Σ of up to k²·C or B·H·W products: float32 keeps 24 bits, and √n of 10⁴ random roundings costs 7 of them at most.
const close = ofLargest(1e-5)

/** A convolution or its transpose, with its three gradients. */
export function checkConv(
  engine: Engine,
  transposed: boolean,
  { batch, size, channels: [ins, outs], ...spec }: ConvCase,
): Promise<void> {
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
