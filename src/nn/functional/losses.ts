import type { Divergence, Likelihood, Storage } from '../../kernels'
import {
  crossEntropy as crossEntropyKernel,
  binary,
  crossEntropyGradient,
  heteroscedastic,
  negativeLogLikelihood,
  reparameterise as reparameteriseKernel,
  reparameteriseGradient,
} from '../../kernels'
import { isSeed, track } from '../autograd'
import { shapeText, Tensor } from '../tensor'
import { mean, square, subtract } from './operations'
import { like } from './shapes'

/**
 * A draw from N(mean, e^logvar) by the reparameterisation trick, and the divergence of that distribution from N(0, 1),
 * summed over the latent numbers and averaged over the batch. stats [B, 2L] = [mean | logvar], noise [B, L].
 * Kingma and Welling, arXiv:1312.6114.
 */
export function reparameterise(
  stats: Tensor,
  noise: Tensor,
  { divergence = 'analytic' }: { divergence?: Divergence } = {},
): { z: Tensor; kl: Tensor } {
  const { engine } = stats
  const [batch, latent] = noise.shape
  if (stats.size !== 2 * noise.size) {
    const shapes = `stats ${shapeText(stats)} must hold twice as many numbers as noise ${shapeText(noise)}`
    throw new RangeError(`reparameterise: ${shapes}`)
  }
  const shape = [batch, latent] as const
  const how = { divergence, shape, scale: 1 / batch }
  const draw = { stats: stats.storage, noise: noise.storage }
  const result = reparameteriseKernel(engine, how, draw)
  const z = new Tensor(engine, result.z, shape)
  const kl = new Tensor(engine, result.kl, [1])
  track([stats], [z, kl], ([dz, dkl]) => [
    like(
      stats,
      reparameteriseGradient(engine, how, {
        ...draw,
        dz: dz?.storage ?? zeros(z),
        dkl: dkl?.storage ?? zeros(kl),
      }),
    ),
  ])
  return { z, kl }
}

/**
 * −log p(x | prediction), summed over the pixels of a patch and averaged over the batch (axis 0). With `sigmoid`, the
 * prediction is the sigmoid of what is given. x needs no gradient.
 */
export function reconstructionLoss(
  prediction: Tensor,
  x: Tensor,
  likelihood: Likelihood,
  { sigmoid = false }: { sigmoid?: boolean } = {},
): Tensor {
  const { engine } = prediction
  if (prediction.size !== x.size) {
    const shapes = `the prediction ${shapeText(prediction)} and the image ${shapeText(x)}`
    throw new RangeError(`reconstructionLoss: ${shapes} differ in size`)
  }
  const how = { likelihood, sigmoid, scale: 1 / prediction.shape[0], gradient: prediction.requiresGrad }
  const images = { prediction: prediction.storage, x: x.storage }
  const { loss, gradient } = negativeLogLikelihood(engine, how, images)
  const y = new Tensor(engine, loss, [1])
  track([prediction], [y], ([dy]) => [
    like(prediction, isSeed(dy!) ? gradient! : binary(engine, 'multiply', gradient!, dy!.storage)),
  ])
  return y
}

/**
 * −log N(target; mean, e^logvar) without its constant, each number by its weight, summed over a row and averaged over the batch.
 * stats [B, 2n] = [mean | logvar]; target and weight [B, n] need no gradient. A weight of 0 masks a number.
 */
export function heteroscedasticLoss(stats: Tensor, target: Tensor, weight: Tensor): Tensor {
  const { engine } = stats
  const [batch, n] = target.shape
  if (stats.size !== 2 * target.size || weight.size !== target.size || target.shape.length !== 2) {
    const shapes = `stats ${shapeText(stats)}, target ${shapeText(target)} and weight ${shapeText(weight)}`
    throw new RangeError(`heteroscedasticLoss: ${shapes} must be [B, 2n], [B, n] and [B, n]`)
  }
  const how = { n, scale: 1 / batch, gradient: stats.requiresGrad }
  const numbers = { stats: stats.storage, target: target.storage, weight: weight.storage }
  const { loss, gradient } = heteroscedastic(engine, how, numbers)
  const y = new Tensor(engine, loss, [1])
  track([stats], [y], ([dy]) => [
    like(stats, isSeed(dy!) ? gradient! : binary(engine, 'multiply', gradient!, dy!.storage)),
  ])
  return y
}

/** Binary cross-entropy of logits, summed over a patch and averaged over the batch. */
export function bceWithLogits(logits: Tensor, x: Tensor): Tensor {
  return reconstructionLoss(logits, x, { kind: 'bernoulli' })
}

/** The mean of (input − target)². */
export function mseLoss(input: Tensor, target: Tensor): Tensor {
  if (shapeText(input) !== shapeText(target)) {
    throw new RangeError(`mseLoss: shapes ${shapeText(input)} and ${shapeText(target)} differ`)
  }
  return mean(square(subtract(input, target)))
}

/**
 * Softmax cross-entropy of logits [B, …, classes], averaged over all but the last axis. target [B, …] holds the class of
 * each row, a whole number from 0 to classes − 1; it needs no gradient.
 */
export function crossEntropy(input: Tensor, target: Tensor): Tensor {
  const { engine } = input
  const [classes] = input.shape.slice(-1)
  if (target.size * classes !== input.size) {
    const shapes = `logits ${shapeText(input)} take one class for each row of ${classes}, not ${shapeText(target)}`
    throw new RangeError(`crossEntropy: ${shapes}`)
  }
  const rows = { logits: input.storage, target: target.storage }
  const factor = 1 / target.size
  const y = new Tensor(engine, crossEntropyKernel(engine, rows, factor), [1])
  track([input], [y], ([dy]) => [like(input, crossEntropyGradient(engine, { ...rows, upstream: dy!.storage }, factor))])
  return y
}

function zeros({ engine, size }: Tensor): Storage {
  return engine.constant(new Float32Array(size))
}
