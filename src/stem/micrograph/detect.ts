import type { Micrograph } from '../../io/micrograph'
import type { Engine } from '../../kernels'
import { Random } from '../../nn'
import type { LongCall } from '../../progress'
import { throwIfAborted } from '../../progress'
import type { Lattice } from '../lattice/lattice'
import type { Vae } from '../model/vae'
import type { FieldColumns } from './columns'
import { fieldColumns } from './columns'
import type { FieldFinding } from './finding'
import { describeFindings } from './finding'
import { judgeColumns } from './judge'
import type { Leak } from './leak'
import { measureLeak } from './leak'
import type { Measured, MeasureOptions, Pictures } from './measure'
import { columnShapes, measureField } from './measure'
import type { Region } from './regions'
import type { Sampler } from './sampler'
import { pedestalOf } from './sampler'
import type { Scored } from './score'
import { unseenRegions } from './unseen'

/** What model and filters say of every column of a micrograph: all that is judged, at whatever rate. */
export interface FieldEvidence {
  columns: FieldColumns
  measured: Pick<Measured, 'seen' | 'input' | 'prediction'>
  leak: Leak[]
  /** The darkest level of the micrograph, noise apart. */
  pedestal: number
  /** Pixels of the micrograph to one of the model's frame. */
  scale: number
  patches: number
  seconds: { leak: number; predict: number; measure: number }
}

/** What was found in a micrograph, and how every column was judged. */
export interface FieldResult extends Pick<FieldEvidence, 'columns' | 'leak' | 'patches'> {
  /** 0 for columns that were not judged: cut by the edge, between two phases, or part of a region. */
  judged: Uint8Array
  scored: Pick<Scored, 'score' | 'pValue' | 'spread' | 'threshold'>
  /** Point defects, the surest first, and what is no point. */
  findings: FieldFinding[]
  regions: Region[]
  /** By which columns are off their places, px of the micrograph: see `columnDisplacements`. */
  displacement: { x: Float32Array; y: Float32Array }
  seconds: FieldEvidence['seconds'] & { judge: number }
}

/** Patches on which the leak is measured. */
const LEAK_PATCHES = 32

/** Predicts a periodic micrograph and measures every column of it and of the prediction. Reports the stage `predict`. */
export async function measureColumns(
  engine: Engine,
  vae: Vae,
  micrograph: Micrograph,
  lattice: Lattice,
  sampler: Sampler,
  { seed, ...options }: MeasureOptions & { seed: number },
): Promise<FieldEvidence & { pictures: Pictures }> {
  const columns = fieldColumns(lattice)
  const shapes = columnShapes(lattice, sampler.frame.scale, vae.preset.blur)
  const started = performance.now()
  const trial = sampler.randomPatches(vae.preset.patch, LEAK_PATCHES, new Random(seed))
  const leak = await measureLeak(engine, vae, trial, shapes)
  const leakSeconds = (performance.now() - started) / 1000
  throwIfAborted(options.signal)
  const { seen, input, prediction, pictures, patches, seconds } = await measureField(
    engine,
    vae,
    micrograph,
    shapes,
    columns,
    sampler,
    options,
  )
  return {
    columns,
    measured: { seen, input, prediction },
    leak,
    pedestal: pedestalOf(micrograph),
    scale: sampler.frame.scale,
    pictures,
    patches,
    seconds: { leak: leakSeconds, ...seconds },
  }
}

export interface JudgeOptions extends LongCall {
  /** Part of the detections that may be false. */
  rate: number
  /** Whether the crystal's own names stand for the sublattices. */
  named: boolean
}

/**
 * Judges every column: what the model and the column's neighbours foretell of its intensity and place is taken off, and what
 * is left is measured by how bulk's columns scatter in this very micrograph. Without an engine, so that another rate costs
 * little. Reports the stage `judge`.
 */
export async function judgeField(
  { columns, measured, leak, pedestal, scale, patches, seconds }: FieldEvidence,
  micrograph: Micrograph,
  lattice: Lattice,
  { rate, named, ...call }: JudgeOptions,
): Promise<FieldResult> {
  const begun = performance.now()
  const judged = await judgeColumns(measured, leak, lattice, columns, micrograph, rate, call)
  const findings = describeFindings(judged, micrograph, lattice, columns, scale, named)
  const { score, pValue, spread, threshold } = judged.scored
  return {
    columns,
    judged: judged.seen,
    scored: { score, pValue, spread, threshold },
    findings,
    regions: [...unseenRegions(lattice, micrograph, pedestal, judged.hole, columns), ...judged.regions],
    leak,
    displacement: judged.displacement,
    patches,
    seconds: { ...seconds, judge: (performance.now() - begun) / 1000 },
  }
}
