import type { Engine } from '../kernels'
import type { LongCall } from '../progress'
import type { PrincipalSpace } from './baselines/pca'
import { project } from './baselines/pca'
import type { PatchSet } from './patches'
import { predict } from './predict'
import type { Vae } from './vae'

/** Shares of the VAE that are tried in the blend. */
export const SHARES = [1, 0.5, 0] as const

/** Components of the linear part. */
export const COMPONENTS = 20

/**
 * What bulk looks like here: the VAE's prediction, PCA's, or their mean, whichever finds defects best that are rendered on
 * held-out bulk. The VAE knows where in the crystal a patch lies, PCA the slow changes of brightness and of the lattice.
 */
export interface Foresight {
  vae: Vae
  linear: PrincipalSpace
  /** Of the VAE in the blend. */
  share: number
}

/** Predictions of preprocessed patches, [count, size, size]. */
export async function foresee(
  engine: Engine,
  { vae, linear, share }: Foresight,
  patches: PatchSet,
  call?: LongCall,
): Promise<Float32Array> {
  const blank = new Float32Array(patches.data.length)
  const learned = share > 0 ? await predict(engine, vae, patches, call) : blank
  return blend(learned, share < 1 ? project(patches, linear) : blank, share)
}

export function blend(learned: Float32Array, linear: Float32Array, share: number): Float32Array {
  return learned.map((value, i) => share * value + (1 - share) * linear[i])
}
