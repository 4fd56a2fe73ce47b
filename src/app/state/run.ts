import { InputError } from '../../errors'
import { crystalLabel } from '../../session/crystals'
import type { PresetName } from '../../session/detector'
import { presetEpochs } from '../../session/presets'
import { isRate, RATE, requireRate } from '../../session/rate'
import { liesIn, readRectangle, type Rectangle } from '../../session/region'

/** What a run is made of; it lives in the URL hash, so a colleague who gets the address opens the same. */
export interface Run {
  preset: PresetName
  seed: number
  /** Null: the preset's own number. */
  epochs: number | null
  /** Part of the micrograph that is learned from, `x,y,width,height` in px; null for all of it. */
  region: string | null
  /** Part of the detections that may be false. */
  falseDiscoveryRate: number
  /** Name of a crystal, or the JSON text of one; null for none. */
  crystal: string | null
}

export const DEFAULT_RUN: Run = {
  preset: 'fast',
  seed: 1,
  epochs: null,
  region: null,
  falseDiscoveryRate: RATE.usual,
  crystal: null,
}

export const LARGEST_SEED = 2 ** 32 - 1
export const MOST_EPOCHS = 10_000

/** Reads a hash such as `#preset=fast&seed=7&epochs=40`. What is missing or makes no sense keeps its default. */
export function parseRun(hash: string): Run {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const preset = fields.get('preset')
  const crystal = fields.get('crystal')
  const region = fields.get('region')
  return {
    preset: preset === 'paper' || preset === 'fast' ? preset : DEFAULT_RUN.preset,
    seed: wholeNumber(fields.get('seed'), 0, LARGEST_SEED) ?? DEFAULT_RUN.seed,
    epochs: wholeNumber(fields.get('epochs'), 1, MOST_EPOCHS),
    region: region !== null && makesSense(() => readRectangle(region)) ? region : DEFAULT_RUN.region,
    falseDiscoveryRate: parseRate(fields.get('rate')) ?? DEFAULT_RUN.falseDiscoveryRate,
    crystal: crystal !== null && makesSense(() => crystalLabel(crystal)) ? crystal : DEFAULT_RUN.crystal,
  }
}

export function formatRun({ preset, seed, epochs, region, falseDiscoveryRate, crystal }: Run): string {
  const fields = new URLSearchParams({ preset, seed: String(seed) })
  if (epochs !== null) fields.set('epochs', String(epochs))
  if (region !== null) fields.set('region', region)
  if (falseDiscoveryRate !== DEFAULT_RUN.falseDiscoveryRate) fields.set('rate', String(falseDiscoveryRate))
  if (crystal !== null) fields.set('crystal', crystal)
  // Commas may stand in a hash as they are, and a region is read by people too.
  return `#${fields.toString().replaceAll('%2C', ',')}`
}

/** The region that a run learns from, px; null for the whole micrograph. */
export function regionOf({ region }: Run): Rectangle | null {
  return region === null ? null : readRectangle(region)
}

interface Extent {
  width: number
  height: number
}

/**
 * The run when another micrograph is opened. A region goes with the micrograph that it lies in where it does not lie in the new
 * one; one that lies in neither came with the address, and waits for its own.
 */
export function runAfter(run: Run, before: Extent | null, opened: Extent): Run {
  const region = regionOf(run)
  const goes = region !== null && before !== null && liesIn(region, before) && !liesIn(region, opened)
  return goes ? { ...run, region: null } : run
}

/** Throws an `InputError` that says what is allowed. */
export function requireRun(run: Run): Run {
  presetEpochs(run.preset)
  requireWhole('seed', run.seed, 0, LARGEST_SEED)
  if (run.epochs !== null) requireWhole('epochs', run.epochs, 1, MOST_EPOCHS)
  if (run.region !== null) readRectangle(run.region)
  requireRate(run.falseDiscoveryRate)
  if (run.crystal !== null) crystalLabel(run.crystal)
  return run
}

function requireWhole(name: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return
  throw new InputError(`bad-${name}`, '', `${name} is ${value}: it must be a whole number from ${low} to ${high}`)
}

/** The number a person or an address wrote, or null where it is not a whole number in the range. */
export function wholeNumber(text: string | null, low: number, high: number): number | null {
  if (text === null || !/^\d+$/.test(text.trim())) return null
  const value = Number(text)
  return value >= low && value <= high ? value : null
}

function parseRate(text: string | null): number | null {
  const value = text?.trim() ? Number(text) : NaN
  return isRate(value) ? value : null
}

/** Whether what an address says can be read. */
function makesSense(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch (error) {
    if (error instanceof InputError) return false
    throw error
  }
}
