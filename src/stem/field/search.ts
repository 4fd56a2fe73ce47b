import { InputError, ModelError } from '../../errors'
import { requireUsable } from '../../io/check'
import type { Micrograph } from '../../io/micrograph'
import type { Engine } from '../../kernels'
import type { LongCall } from '../../progress'
import type { Projection } from '../crystals/projection'
import { findLattice } from '../lattice/find'
import type { Lattice, NotPeriodic } from '../lattice/lattice'
import type { CrystalMatch } from '../lattice/match-crystal'
import { matchCrystal, named } from '../lattice/match-crystal'
import type { Preset } from '../presets'
import type { Vae } from '../vae'
import type { FieldResult } from './detect'
import { detectColumns } from './detect'
import { learnField } from './learn'
import type { Sampler } from './sampler'
import type { TrainedOn } from './trained-on'
import { matchedSampler, ownSampler } from './view'

/** A model that was trained elsewhere; `source` is its file. */
interface ForeignModel {
  vae: Vae
  trainedOn: TrainedOn | null
  source: string
}

export interface SearchOptions extends LongCall {
  /** What to apply, or how to train on the micrograph itself. */
  model: ForeignModel | { preset: Preset; epochs: number }
  seed: number
  rate: number
  crystal: Projection | null
}

export interface Periodic {
  verdict: 'periodic'
  lattice: Lattice
  /** How the lattice fits the crystal that was named; null where it does not, or none was. */
  match: CrystalMatch | null
  /** Pixels of the micrograph to one of the model's frame. */
  scale: number
  result: FieldResult
  seconds: { lattice: number; train: number }
}

export type Searched = Periodic | (NotPeriodic & { seconds: { lattice: number } })

/**
 * Searches a whole micrograph: finds its lattice, trains a model on it (or takes one trained elsewhere to its scale,
 * rotation and intensity), and judges every column. `openEngine` is called when there is a lattice. Throws an InputError for
 * a micrograph that cannot be searched and a ModelError where the model does not fit it.
 */
export async function searchField(
  openEngine: () => Promise<Engine>,
  micrograph: Micrograph,
  { model, seed, rate, crystal, ...call }: SearchOptions,
): Promise<Searched> {
  requireUsable(micrograph, 1)
  const begun = performance.now()
  const found = await findLattice(micrograph, call)
  const latticeSeconds = (performance.now() - begun) / 1000
  if (found.verdict === 'not periodic') return { ...found, seconds: { lattice: latticeSeconds } }

  const match = crystal && matchCrystal(found, crystal, micrograph.pixelSize)
  const lattice = match ? named(found, match) : found
  const foreign = 'vae' in model
  const sampler = foreign ? foreignSampler(micrograph, lattice, model) : ownSampler(micrograph, lattice)
  requireRoom(micrograph, sampler, foreign ? model.vae.preset : model.preset)

  const engine = await openEngine()
  const started = performance.now()
  const vae = foreign
    ? model.vae
    : await learnField(engine, sampler, model.preset, { seed, epochs: model.epochs, ...call })
  const trainSeconds = foreign ? 0 : (performance.now() - started) / 1000
  try {
    const options = { rate, seed, named: Boolean(match?.names), ...call }
    const result = await detectColumns(engine, vae, micrograph, lattice, sampler, options)
    const { scale } = sampler.frame
    return {
      verdict: 'periodic',
      lattice,
      match,
      scale,
      result,
      seconds: { lattice: latticeSeconds, train: trainSeconds },
    }
  } finally {
    if (!foreign) vae.release()
  }
}

function foreignSampler(micrograph: Micrograph, lattice: Lattice, { trainedOn, source }: ForeignModel): Sampler {
  if (!trainedOn) {
    throw new ModelError(
      'model-lattice',
      source,
      'it does not say which lattice it has learned (an older file, or trained on patches); train it again on a ' +
        'micrograph, leave it out, or search by --score paper',
    )
  }
  return matchedSampler(micrograph, lattice, trainedOn, source)
}

function requireRoom({ name, width, height }: Micrograph, { frame }: Sampler, { patch }: Preset): void {
  if (Math.min(frame.width, frame.height) >= patch) return
  throw new InputError(
    'too-small',
    name,
    `at ${width} × ${height} pixels it shows too few cells of its lattice for one patch; take a larger micrograph`,
  )
}
