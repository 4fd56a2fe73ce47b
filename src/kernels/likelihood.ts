import source from '../../shaders/likelihood.wgsl?raw'
import type { Engine } from './engine'
import { total } from './reduce'
import { Storage } from './storage'

/** What the pixels are under the prediction: Bernoulli (of logits) or Gaussian of width `sigma`. */
export type Likelihood = { kind: 'bernoulli' } | { kind: 'gaussian'; sigma: number }

/** How a loss is to be taken. */
export interface Reconstruction {
  likelihood: Likelihood
  /** The prediction is the sigmoid of what is given. */
  sigmoid: boolean
  scale: number
  /** The gradient is wanted too. */
  gradient: boolean
}

interface Images {
  prediction: Storage
  x: Storage
}

/** Numbers that one thread adds up; on a GPU, which has threads enough, fewer. */
function chunkOf({ subgroupSize }: Engine): number {
  return subgroupSize > 0 ? 128 : 32
}

/** scale · Σ −log p(x | prediction), a scalar, and scale · d(−log p) / d prediction. */
export function negativeLogLikelihood(
  engine: Engine,
  { likelihood, sigmoid, scale, gradient }: Reconstruction,
  { prediction, x }: Images,
): { loss: Storage; gradient: Storage | null } {
  const length = x.length
  const isWide = length % 4 === 0
  const width = isWide ? 4 : 1
  const CHUNK = chunkOf(engine)
  const parts = Math.ceil(length / CHUNK)
  const partial = Storage.unplaced(parts)
  const slope = gradient ? Storage.unplaced(length) : null
  const constants = {
    COUNT: length / width,
    WIDTH: width,
    WIDE: isWide,
    ELEMENT: isWide ? 'vec4f' : 'f32',
    CHUNK,
    PARTS: parts,
    FUNCTION: likelihood.kind,
    SLOPE: `${likelihood.kind}Slope`,
    SIGMOID: sigmoid,
    GRADIENT: gradient,
    SCALE: { f32: scale },
    PRECISION: { f32: likelihood.kind === 'gaussian' ? 1 / likelihood.sigma ** 2 : 1 },
  }
  const bindings = { 0: prediction, 1: x, 2: partial, 3: slope ?? undefined }
  engine.record({ label: likelihood.kind, source, constants }, bindings, parts)
  return { loss: total(engine, partial), gradient: slope }
}
