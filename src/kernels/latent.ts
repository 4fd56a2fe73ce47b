import reparameteriseSource from '../../shaders/reparameterise.wgsl?raw'
import randomSource from '../../shaders/random.wgsl?raw'
import type { Engine } from './engine'
import { sumRows } from './reduce'
import { Storage } from './storage'

/** How the divergence from N(0, 1) is taken: at the one sample drawn, or in closed form. */
export type Divergence = 'monteCarlo' | 'analytic'

/** |log-variance| at most this in e^logvar: float32 overflows at 88. */
const LIMIT = 30

/** `length` standard normal numbers, a function of (seed, draw) alone; `state` holds the two. */
export function standardNormal(engine: Engine, state: Storage, length: number): Storage {
  const out = Storage.unplaced(length)
  engine.record(
    { label: 'standard normal', source: randomSource, constants: { N: length } },
    { 0: state, 1: out },
    length,
  )
  return out
}

/** z = mean + e^(logvar/2)·noise [batch, latent], and scale · KL summed over the batch. */
export function reparameterise(
  engine: Engine,
  divergence: Divergence,
  stats: Storage,
  noise: Storage,
  [batch, latent]: readonly [number, number],
  scale: number,
): { z: Storage; kl: Storage } {
  const z = Storage.unplaced(batch * latent)
  const terms = Storage.unplaced(batch * latent)
  engine.record(
    {
      label: 'reparameterise',
      source: reparameteriseSource,
      constants: constants(divergence, batch, latent, scale, false),
    },
    { 0: stats, 1: noise, 2: z, 3: terms },
    batch * latent,
  )
  return { z, kl: sumRows(engine, terms, batch * latent, 1) }
}

export function reparameteriseGradient(
  engine: Engine,
  divergence: Divergence,
  stats: Storage,
  noise: Storage,
  dz: Storage,
  dkl: Storage,
  [batch, latent]: readonly [number, number],
  scale: number,
): Storage {
  const dstats = Storage.unplaced(batch * 2 * latent)
  engine.record(
    {
      label: 'reparameterise gradient',
      source: reparameteriseSource,
      constants: constants(divergence, batch, latent, scale, true),
    },
    { 0: stats, 1: noise, 2: dz, 3: dkl, 4: dstats },
    batch * latent,
  )
  return dstats
}

function constants(divergence: Divergence, batch: number, latent: number, scale: number, gradient: boolean) {
  return {
    B: batch,
    L: latent,
    SCALE: { f32: scale },
    LIMIT: { f32: LIMIT },
    MONTE_CARLO: divergence === 'monteCarlo',
    GRADIENT: gradient,
  }
}
