import { requireUsable } from '../../io/check'
import type { Micrograph } from '../../io/micrograph'
import type { Engine } from '../../kernels'
import type { LongCall } from '../../progress'
import { throwIfAborted } from '../../progress'
import type { Projection } from '../crystal/projection'
import { findLattice } from '../lattice/find'
import type { Lattice, NotPeriodic } from '../lattice/lattice'
import type { CrystalMatch, Recognised } from '../lattice/match-crystal'
import { recognise } from '../lattice/match-crystal'
import type { Preset } from '../model/presets'
import type { Rectangle } from '../patch/rectangle'
import type { Vae } from '../model/vae'
import type { FieldResult } from './detect'
import { judgeField, measureColumns } from './detect'
import { learnField } from './learn'
import type { Pictures } from './measure'
import type { TrainedOn } from './trained-on'
import { matchedSampler, ownSampler, requireLattice, requireRoom } from './view'

/** A model that was trained elsewhere; `source` is its file. */
interface ForeignModel {
  vae: Vae
  trainedOn: TrainedOn | null
  source: string
}

export interface SearchOptions extends LongCall {
  /** What to apply, or how to train on the micrograph itself: on all of it, or on a region. */
  model: ForeignModel | { preset: Preset; epochs: number; region?: Rectangle | null }
  seed: number
  rate: number
  crystal: Projection | null
}

/** A periodic micrograph, judged. */
export interface JudgedMicrograph {
  verdict: 'periodic'
  lattice: Lattice
  /** How the lattice fits the crystal that was named; null where it does not, or none was. */
  match: CrystalMatch | null
  /** Pixels of the micrograph to one of the model's frame. */
  scale: number
  result: FieldResult
  seconds: { lattice: number; train: number }
}

export interface Periodic extends JudgedMicrograph {
  pictures: Pictures
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

  const recognised = recognise(found, crystal, micrograph.pixelSize)
  const { lattice } = recognised
  const foreign = 'vae' in model
  const sampler = foreign
    ? matchedSampler(micrograph, lattice, requireLattice(model.trainedOn, model.source), model.source)
    : ownSampler(micrograph, lattice)
  const { patch } = foreign ? model.vae.preset : model.preset
  requireRoom(micrograph, sampler.frame, patch)

  const engine = await openEngine()
  const started = performance.now()
  const { vae } = foreign
    ? model
    : await learnField(engine, micrograph, lattice, sampler, model.preset, {
        seed,
        epochs: model.epochs,
        region: model.region,
        ...call,
      })
  const train = foreign ? 0 : (performance.now() - started) / 1000
  try {
    throwIfAborted(call.signal)
    const { pictures, ...evidence } = await measureColumns(engine, vae, micrograph, lattice, sampler, { seed, ...call })
    const result = await judgeField(evidence, micrograph, lattice, { rate, named: recognised.named, ...call })
    return { ...judgedAs(recognised, result, evidence.scale, { lattice: latticeSeconds, train }), pictures }
  } finally {
    if (!foreign) vae.release()
  }
}

export function judgedAs(
  { lattice, match }: Recognised,
  result: FieldResult,
  scale: number,
  seconds: JudgedMicrograph['seconds'],
): JudgedMicrograph {
  return { verdict: 'periodic', lattice, match, scale, result, seconds }
}
