import type { Micrograph } from '../../io/micrograph'
import type { Engine } from '../../kernels'
import { Random } from '../../nn'
import type { LongCall } from '../../progress'
import { throwIfAborted } from '../../progress'
import type { Lattice } from '../lattice/lattice'
import type { Vae } from '../model/vae'
import { Columns } from './columns'
import { fitColumns } from './joint-fit'
import type { ColumnMeasures } from './judge'
import { measureLeak } from './leak'
import { columnShapes, measureMicrograph } from './measure'
import { unfiltered } from './matched-filter'
import { pedestalOf } from './sampler'
import type { View } from './view'

/** What model and filters say of every column of a micrograph: all that is judged, at whatever rate. */
export interface Evidence {
  measures: ColumnMeasures
  /** Of the grains beside the lattice, in their order: the model predicts nothing of their columns. */
  grains: readonly ColumnMeasures[]
  /** The darkest level of the micrograph, noise apart. */
  pedestal: number
  /** Pixels of the micrograph to one of the model's frame. */
  scale: number
  patches: number
  seconds: { leak: number; predict: number; measure: number }
}

/** Patches on which the leak is measured. */
const LEAK_PATCHES = 32

/**
 * Predicts a periodic micrograph and measures every column of it and of the prediction. `seed` draws the patches that tell
 * the leak. Reports the stage `predict`.
 */
export async function gatherEvidence(
  engine: Engine,
  vae: Vae,
  view: View,
  { seed, ...options }: LongCall & { seed: number },
): Promise<Evidence> {
  const { micrograph, lattice, sampler } = view
  const { scale } = sampler.frame
  const columns = new Columns(lattice)
  const shapes = columnShapes(lattice, scale, vae.preset.blur)
  const started = performance.now()
  const trial = sampler.randomPatches(vae.preset.patch, LEAK_PATCHES, new Random(seed))
  const leak = await measureLeak(engine, vae, trial, shapes)
  const leakSeconds = (performance.now() - started) / 1000
  throwIfAborted(options.signal)
  const measured = await measureMicrograph(engine, vae, { ...view, columns }, { shapes, ...options })
  const { fit, prediction, patches, seconds } = measured
  return {
    measures: { fit, prediction, leak },
    grains: lattice.grains.map((grain) => measuredAlone(micrograph, grain)),
    pedestal: pedestalOf(micrograph),
    scale,
    patches,
    seconds: { leak: leakSeconds, ...seconds },
  }
}

/** A lattice's columns as the micrograph alone shows them: a grain's, or a frame's. No model predicts them. */
export function measuredAlone(micrograph: Micrograph, lattice: Lattice): ColumnMeasures {
  const columns = new Columns(lattice)
  return {
    fit: fitColumns(micrograph, columns),
    prediction: unfiltered(columns.count),
    leak: lattice.sublattices.map(() => ({ intensity: 0, shift: 0 })),
  }
}
