import type { PatchSet } from '../patch/patches'
import type { Predictor } from '../model/predictor'
import { meanPatch } from '../model/predictor'

/**
 * The mean-template baseline: the mean of all training patches stands for every patch. Crops at random phases of the
 * lattice average to something nearly flat, so this is what the rule finds when the model knows the mean brightness and
 * nothing else: the floor that any model of the crystal must leave far below.
 */
export function fitTemplate(training: PatchSet): Predictor {
  const mean = meanPatch(training)
  return ({ count }) => {
    const predictions = new Float32Array(count * mean.length)
    for (let patch = 0; patch < count; patch++) predictions.set(mean, patch * mean.length)
    return predictions
  }
}
