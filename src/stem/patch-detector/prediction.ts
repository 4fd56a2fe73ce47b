import type { Engine } from '../../kernels'
import type { LongCall } from '../../progress'
import { predict } from '../model/predict'
import type { Vae } from '../model/vae'
import type { ColumnGeometry } from '../patch/columns'
import type { PatchSet } from '../patch/patches'
import { latticeTemplate } from './lattice-template'

/** What can predict a patch: the VAE, or the perfect lattice fitted to the patch itself, which learns nothing. */
export const PREDICTIONS = ['vae', 'lattice'] as const
export type Prediction = (typeof PREDICTIONS)[number]

/** Predicts bulk patches one way or the other. */
export interface PatchPrediction {
  prediction: Prediction
  vae: Vae
  geometry: ColumnGeometry
}

/** Predictions of preprocessed patches, [count, size, size]. */
export async function predictPatches(
  engine: Engine,
  { prediction, vae, geometry }: PatchPrediction,
  patches: PatchSet,
  call?: LongCall,
): Promise<Float32Array> {
  return prediction === 'vae' ? predict(engine, vae, patches, call) : latticeTemplate(geometry)(patches)
}
