import reparameteriseSource from '../../shaders/reparameterise.wgsl?raw'
import philox from '../../shaders/philox.wgsl?raw'
import randomSource from '../../shaders/random.wgsl?raw'
import type { Engine } from './engine'
import { total } from './reduce'
import { Storage } from './storage'

/** How the divergence from N(0, 1) is taken: at the one sample drawn, or in closed form. */
export type Divergence = 'monteCarlo' | 'analytic'

/** |log-variance| at most this in e^logvar: float32 overflows at 88. */
const LIMIT = 30

/** `length` standard normal numbers, a function of (seed, draw) alone; `state` holds the two. */
export function standardNormal(engine: Engine, state: Storage, length: number): Storage {
  const out = Storage.unplaced(length)
  engine.record(
    { label: 'standard normal', source: [philox, randomSource].join('\n'), constants: { N: length } },
    { 0: state, 1: out },
    length,
  )
  return out
}

/** Stats [batch, 2·latent] = [mean | logvar] with noise [batch, latent], and the weight of the divergence. */
interface Reparameterisation {
  divergence: Divergence
  shape: readonly [batch: number, latent: number]
  scale: number
}

interface Draw {
  stats: Storage
  noise: Storage
}

/** z = mean + e^(logvar/2)·noise [batch, latent], and scale · KL summed over the batch. */
export function reparameterise(
  engine: Engine,
  how: Reparameterisation,
  { stats, noise }: Draw,
): { z: Storage; kl: Storage } {
  const [batch, latent] = how.shape
  const z = Storage.unplaced(batch * latent)
  const terms = Storage.unplaced(batch * latent)
  engine.record(
    { label: 'reparameterise', source: reparameteriseSource, constants: { ...shared(how), GRADIENT: false } },
    { 0: stats, 1: noise, 2: z, 3: terms },
    batch * latent,
  )
  return { z, kl: total(engine, terms) }
}

/** The gradient of stats, from those of z and of the divergence. */
export function reparameteriseGradient(
  engine: Engine,
  how: Reparameterisation,
  { stats, noise, dz, dkl }: Draw & { dz: Storage; dkl: Storage },
): Storage {
  const [batch, latent] = how.shape
  const dstats = Storage.unplaced(batch * 2 * latent)
  engine.record(
    { label: 'reparameterise gradient', source: reparameteriseSource, constants: { ...shared(how), GRADIENT: true } },
    { 0: stats, 1: noise, 2: dz, 3: dkl, 4: dstats },
    batch * latent,
  )
  return dstats
}

function shared({ divergence, shape: [batch, latent], scale }: Reparameterisation) {
  return {
    B: batch,
    L: latent,
    SCALE: { f32: scale },
    LIMIT: { f32: LIMIT },
    MONTE_CARLO: divergence === 'monteCarlo',
  }
}
