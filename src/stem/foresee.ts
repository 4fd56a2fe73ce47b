import type { Engine } from '../kernels'
import type { LongCall } from '../progress'
import type { PrincipalSpace } from './baselines/pca'
import { principalSpace, project } from './baselines/pca'
import type { PatchSet } from './patches'
import { predict } from './predict'
import type { Vae } from './vae'

/**
 * What bulk looks like here: the VAE's prediction, refined by the leading directions in which its residual varied over the
 * patches it was trained on. A small VAE tells where in the crystal a patch lies; the slow changes of brightness and of
 * the lattice that it passes over are linear in what it leaves.
 */
export interface Foresight {
  vae: Vae
  refinement: PrincipalSpace
}

/** Directions that are refined. */
const REFINEMENT = 40

/** Learns the refinement from preprocessed training patches. */
export async function learnRefinement(engine: Engine, vae: Vae, training: PatchSet): Promise<PrincipalSpace> {
  const predictions = await predict(engine, vae, training)
  return principalSpace(difference(training, predictions), REFINEMENT)
}

/** Predictions of preprocessed patches, [count, size, size]. */
export async function foresee(
  engine: Engine,
  { vae, refinement }: Foresight,
  patches: PatchSet,
  call?: LongCall,
): Promise<Float32Array> {
  const predictions = await predict(engine, vae, patches, call)
  const refined = project(difference(patches, predictions), refinement)
  return refined.map((value, i) => value + predictions[i])
}

function difference(patches: PatchSet, predictions: Float32Array): PatchSet {
  return { ...patches, data: patches.data.map((value, i) => value - predictions[i]) }
}
