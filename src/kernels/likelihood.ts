import source from '../../shaders/likelihood.wgsl?raw'
import type { Engine } from './engine'
import { sumRows } from './reduce'
import { Storage } from './storage'

/** What the pixels are under the prediction: Bernoulli (of logits) or Gaussian of width `sigma`. */
export type Likelihood = { kind: 'bernoulli' } | { kind: 'gaussian'; sigma: number }

interface Images {
  prediction: Storage
  x: Storage
}

/** Pixels that one thread adds up. */
const CHUNK = 128

/** scale · Σ −log p(x | prediction), a scalar. */
export function negativeLogLikelihood(
  engine: Engine,
  likelihood: Likelihood,
  { prediction, x }: Images,
  scale: number,
): Storage {
  const parts = Math.ceil(x.length / CHUNK)
  const out = Storage.unplaced(parts)
  engine.record(
    {
      label: likelihood.kind,
      source,
      constants: {
        ...shared(likelihood, x, scale),
        FUNCTION: likelihood.kind,
        GRADIENT: false,
        CHUNK,
        OUT: parts,
      },
    },
    { 0: prediction, 1: x, 2: out },
    parts,
  )
  return sumRows(engine, out, 1)
}

/** scale · upstream · d(−log p) / d prediction. */
export function likelihoodGradient(
  engine: Engine,
  likelihood: Likelihood,
  { prediction, x, upstream }: Images & { upstream: Storage },
  scale: number,
): Storage {
  const out = Storage.unplaced(x.length)
  engine.record(
    {
      label: `${likelihood.kind} gradient`,
      source,
      constants: {
        ...shared(likelihood, x, scale),
        FUNCTION: `${likelihood.kind}Gradient`,
        GRADIENT: true,
        OUT: x.length,
      },
    },
    { 0: prediction, 1: x, 2: out, 3: upstream },
    x.length,
  )
  return out
}

function shared(likelihood: Likelihood, x: Storage, scale: number) {
  const precision = likelihood.kind === 'gaussian' ? 1 / likelihood.sigma ** 2 : 1
  return { N: x.length, SCALE: { f32: scale }, PRECISION: { f32: precision } }
}
