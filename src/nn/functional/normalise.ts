import { dropout as dropoutKernel, groupNorm as groupNormKernel } from '../../kernels'
import { groupNormGradient, groupNormParameterGradients } from '../../kernels'
import { track } from '../autograd'
import type { Noise } from '../noise'
import { shapeText, sizeOf } from '../tensor'
import type { Tensor } from '../tensor'
import { like } from './shapes'

export interface GroupNormOptions {
  eps?: number
}

/** What a normalised image is multiplied by and what is added, a number a channel. */
interface Affine {
  weight: Tensor
  bias: Tensor
}

/** Each image's channels [B, …, C] in `groups`, every group brought to mean 0 and variance 1, then scaled and shifted. */
export function groupNorm(x: Tensor, groups: number, affine: Affine, { eps = 1e-5 }: GroupNormOptions = {}): Tensor {
  const { engine, shape } = x
  const { weight, bias } = affine
  const channels = shape[shape.length - 1]
  if (channels % groups !== 0) {
    throw new RangeError(`groupNorm: the ${channels} channels of ${shapeText(x)} make no ${groups} groups`)
  }
  if (weight.size !== channels || bias.size !== channels) {
    const shapes = `weight ${shapeText(weight)} and bias ${shapeText(bias)}`
    throw new RangeError(`groupNorm: ${shapes} do not fit ${channels} channels of ${shapeText(x)}`)
  }
  const geometry = { batch: shape[0], pixels: sizeOf(shape.slice(1, -1)), channels, groups, epsilon: eps }
  const given = { x: x.storage, scale: weight.storage, shift: bias.storage }
  const { y: storage, statistics } = groupNormKernel(engine, geometry, given)
  const y = like(x, storage)
  track([x, weight, bias], [y], ([dy], target) => {
    const known = { x: x.storage, statistics, scale: weight.storage, dy: dy!.storage }
    const dx = x.requiresGrad ? like(x, groupNormGradient(engine, geometry, known)) : null
    if (!weight.requiresGrad && !bias.requiresGrad) return [dx, null, null]
    const into = {
      scale: weight.requiresGrad ? target(weight) : undefined,
      shift: bias.requiresGrad ? target(bias) : undefined,
    }
    const { scale, shift } = groupNormParameterGradients(engine, geometry, known, into)
    return [dx, like(weight, scale), like(bias, shift)]
  })
  return y
}

/** x without a part `p` of its numbers, which `noise` picks anew each time, the others divided by 1 − p. */
export function dropout(x: Tensor, p: number, noise: Noise): Tensor {
  if (!(p >= 0 && p < 1)) throw new RangeError(`dropout: p is ${p}, not from 0 to below 1`)
  const state = noise.draw()
  const y = like(x, dropoutKernel(x.engine, x.storage, state, p))
  track([x], [y], ([dy]) => [like(x, dropoutKernel(x.engine, dy!.storage, state, p))])
  return y
}
