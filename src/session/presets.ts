import { PRESETS } from '../stem/presets'
import type { PresetName } from './detector'

/** Epochs that a preset trains for when nobody asks for another number. */
export function presetEpochs(name: PresetName): number {
  return PRESETS[name].epochs
}
