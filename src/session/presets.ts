import { presetNamed } from '../stem/model/presets'
import type { PresetName } from './detector'

/** Epochs that a preset trains for when nobody asks for another number. Throws an `InputError` for an unknown name. */
export function presetEpochs(name: PresetName): number {
  return presetNamed(name).epochs
}
