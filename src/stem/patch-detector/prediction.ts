import type { Engine } from '../../kernels'
import type { LongCall } from '../../progress'
import { latticeTemplate } from './lattice-template'
import type { ColumnGeometry } from '../patch/columns'
import type { PatchSet } from '../patch/patches'
import { predict } from '../model/predict'
import type { Vae } from '../model/vae'

/** What can foresee a patch: the VAE, or the perfect lattice fitted to the patch itself, which learns nothing. */
export const PREDICTIONS = ['vae', 'lattice'] as const
export type Prediction = (typeof PREDICTIONS)[number]

/** What bulk looks like here. */
export interface Foresight {
  prediction: Prediction
  vae: Vae
  geometry: ColumnGeometry
}

/** Predictions of preprocessed patches, [count, size, size]. */
export async function foresee(
  engine: Engine,
  { prediction, vae, geometry }: Foresight,
  patches: PatchSet,
  call?: LongCall,
): Promise<Float32Array> {
  return prediction === 'vae' ? predict(engine, vae, patches, call) : latticeTemplate(geometry)(patches)
}
