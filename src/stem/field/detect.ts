import type { Micrograph } from '../../io/micrograph'
import type { Engine } from '../../kernels'
import { Random } from '../../nn'
import type { LongCall } from '../../progress'
import { throwIfAborted } from '../../progress'
import type { Lattice } from '../lattice/lattice'
import type { Vae } from '../vae'
import type { FieldColumns } from './columns'
import { fieldColumns } from './columns'
import type { Deviations } from './deviations'
import type { FieldFinding } from './finding'
import { describeFindings } from './finding'
import { judgeColumns } from './judge'
import type { Leak } from './leak'
import { measureLeak } from './leak'
import { columnShapes, measureField } from './measure'
import type { Region } from './regions'
import type { Sampler } from './sampler'
import { pedestalOf } from './sampler'
import type { Scored } from './score'
import { unseenRegions } from './unseen'

/** What was found in a micrograph, and how every column was judged. */
export interface FieldResult {
  columns: FieldColumns
  /** 0 for columns that were not judged: cut by the edge, between two phases, or part of a region. */
  judged: Uint8Array
  /** What neighbours and prediction leave unexplained. */
  residuals: Deviations
  scored: Scored
  /** Point defects, the surest first, and what is no point. */
  findings: FieldFinding[]
  regions: Region[]
  leak: Leak[]
  /** By which columns are off their places, px of the micrograph: see `columnDisplacements`. */
  displacement: { x: Float32Array; y: Float32Array }
  heat: Float32Array
  patches: number
  seconds: { leak: number; predict: number; measure: number; judge: number }
}

/** Patches on which the leak is measured. */
const LEAK_PATCHES = 32
export interface FieldOptions extends LongCall {
  /** Part of the detections that may be false. */
  rate: number
  seed: number
  /** Whether the crystal's own names stand for the sublattices. */
  named: boolean
}

/**
 * Judges every column of a periodic micrograph: what the model and the column's neighbours foretell of its intensity and
 * place is taken off, and what is left is measured by how bulk's columns scatter in this very micrograph.
 */
export async function detectColumns(
  engine: Engine,
  vae: Vae,
  micrograph: Micrograph,
  lattice: Lattice,
  sampler: Sampler,
  { rate, seed, named, ...call }: FieldOptions,
): Promise<FieldResult> {
  const columns = fieldColumns(lattice)
  const shapes = columnShapes(lattice, sampler.frame.scale, vae.preset.blur)
  const started = performance.now()
  const trial = sampler.randomPatches(vae.preset.patch, LEAK_PATCHES, new Random(seed))
  const leak = await measureLeak(engine, vae, trial, shapes)
  const leakSeconds = (performance.now() - started) / 1000
  throwIfAborted(call.signal)
  const measured = await measureField(engine, vae, micrograph, shapes, columns, sampler, call)
  const begun = performance.now()
  const judged = judgeColumns(measured, leak, lattice, columns, micrograph, rate)
  const regions = [
    ...unseenRegions(lattice, micrograph, pedestalOf(micrograph), judged.hole, columns),
    ...judged.regions,
  ]
  const { scale } = sampler.frame
  const findings = describeFindings(
    judged.scored,
    judged.linear,
    judged.residuals,
    micrograph,
    lattice,
    columns,
    scale,
    named,
  )
  const { heat, patches, seconds } = measured
  return {
    columns,
    judged: judged.seen,
    residuals: judged.residuals,
    scored: judged.scored,
    findings,
    regions,
    leak,
    displacement: judged.displacement,
    heat,
    patches,
    seconds: { leak: leakSeconds, ...seconds, judge: (performance.now() - begun) / 1000 },
  }
}
