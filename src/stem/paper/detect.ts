import type { Micrograph } from '../../io/micrograph'
import type { Engine } from '../../kernels'
import type { LongCall } from '../../progress'
import type { BulkModel } from '../model-file/bulk-model'
import { judgeOf } from '../model-file/bulk-model'
import { calibration, conformalPValue, discoveries } from '../patch-detector/calibration'
import type { Finding } from '../patch-detector/finding'
import { describeColumn } from '../patch-detector/finding'
import { deviations, observe } from '../patch-detector/observer'
import { gridCrops, withoutPedestal } from '../patch/crops'
import type { PatchSet } from '../patch/patches'
import { foresee } from '../patch-detector/prediction'
import { nearMaximumStatistic, predict, preprocess } from '../model/predict'
import { isBulk } from './rule'

/** Pixels between patches that cover a micrograph: each pixel is predicted by up to 16 of them, which are averaged. */
const STRIDE = 16

export interface Detection {
  /** Pixel position of the largest |difference|. */
  x: number
  y: number
  /** The same in Å, or null where the micrograph's pixel size is not known. */
  xAngstrom: number | null
  yAngstrom: number | null
  /** Less or more intensity than the crystal explains. */
  kind: 'deficit' | 'excess'
  /** Signed average near the maximum of the thresholded difference (the paper's statistic). */
  nearMaximum: number
  /** |nearMaximum − bulk mean| in units of the bulk's standard deviation. */
  score: number
}

export interface Field {
  width: number
  height: number
  /** The blurred and normalised micrograph, the model's prediction of it and the thresholded difference. */
  input: Float32Array
  prediction: Float32Array
  heat: Float32Array
  /** The statistic of each patch that covers the micrograph. */
  nearMaximum: Float32Array
}

/** Which score decides: Lacuna's own, or the paper's near-maximum statistic. */
export const SCORES = ['lacuna', 'paper'] as const
export type ScoreName = (typeof SCORES)[number]

/** A column of one patch that bulk does not explain at the rate asked. */
export interface PatchColumn extends Finding {
  /** Index of the patch, and the column's place in it, px. */
  patch: number
  x: number
  y: number
  sublattice: number
  score: number
  pValue: number
}

export interface PatchScores {
  scores: Float32Array
  /** How often bulk scores as high; conformal where the bulk was clean. */
  pValues: Float64Array
  flagged: boolean[]
  columns: PatchColumn[]
}

/**
 * Judges raw patches by the `lacuna` score: a patch is flagged where its p-value is at most `rate`, and so are the columns
 * that a false-discovery rate of `rate` over all columns of the stack admits.
 */
export async function scorePatches(
  engine: Engine,
  model: BulkModel,
  patches: PatchSet,
  rate: number,
  call: LongCall = {},
): Promise<PatchScores> {
  const { observer, response, foresight } = judgeOf(model)
  const inputs = await preprocess(engine, patches, model.vae.preset)
  const predictions = await foresee(engine, foresight, inputs, call)
  const measured = deviations(inputs, predictions, observer.scatter.geometry)
  const { scores, pValues, columns } = observe(observer, measured, inputs.size)
  const all = columns.flatMap((list, patch) => list.map((column) => ({ patch, column })))
  const found = discoveries(
    all.map(({ column }) => column.pValue),
    rate,
  )
  return {
    scores,
    pValues,
    flagged: Array.from(pValues, (p) => p <= rate),
    columns: all.flatMap(({ patch, column }, i) => {
      const { x, y, sublattice, score, pValue } = column
      return found[i] ? [{ patch, x, y, sublattice, score, pValue, ...describeColumn(column, response) }] : []
    }),
  }
}

/** The paper's rule: the near-maximum statistic of each raw patch, flagged where it lies outside the bulk region. */
export async function scorePatchesByRule(
  engine: Engine,
  model: BulkModel,
  patches: PatchSet,
  call: LongCall = {},
): Promise<PatchScores> {
  const inputs = await preprocess(engine, patches, model.vae.preset)
  const predictions = await predict(engine, model.vae, inputs, call)
  const { mean } = await nearMaximumStatistic(engine, inputs, predictions, model.rule)
  const distance = (value: number) => Math.abs(value - model.region.mean)
  const bulk = calibration([model.bulkNearMaximum.map(distance)])
  return {
    scores: mean,
    pValues: Float64Array.from(mean, (value) => conformalPValue(bulk, distance(value))),
    flagged: Array.from(mean, (value) => !isBulk(value, model.region)),
    columns: [],
  }
}

/** Predicts a whole micrograph from overlapping patches and finds the places that bulk does not explain. */
export async function detectField(
  engine: Engine,
  model: BulkModel,
  micrograph: Micrograph,
  call: LongCall = {},
): Promise<{ field: Field; detections: Detection[] }> {
  const { preset } = model.vae
  const { width, height } = micrograph
  const inputs = await preprocess(engine, gridCrops(withoutPedestal(micrograph), preset.patch, STRIDE), preset)
  const predictions = await predict(engine, model.vae, inputs, { ...call, ...named('detect', call) })
  const { mean } = await nearMaximumStatistic(engine, inputs, predictions, model.rule)
  const input = blend(inputs, inputs.data, width, height)
  const prediction = blend(inputs, predictions, width, height)
  const heat = input.map((value, i) => {
    const d = value - prediction[i]
    return Math.abs(d) >= model.rule.threshold ? d : 0
  })
  const field = { width, height, input, prediction, heat, nearMaximum: mean }
  return { field, detections: findPeaks(field, model, micrograph.pixelSize) }
}

/** The same reports under another stage. */
function named(stage: string, { onProgress }: LongCall): LongCall {
  return onProgress ? { onProgress: (progress) => onProgress({ ...progress, stage }) } : {}
}

/** Puts overlapping patches together; a patch counts least at its edges, where the model sees least of a column. */
function blend({ size, count, origins }: PatchSet, data: Float32Array, width: number, height: number): Float32Array {
  const taper = Float32Array.from({ length: size }, (_, i) => Math.min(i + 1, size - i))
  const sum = new Float32Array(width * height)
  const weight = new Float32Array(width * height)
  for (let n = 0; n < count; n++) {
    for (let y = 0; y < size; y++) {
      const line = (origins![2 * n + 1] + y) * width + origins![2 * n]
      for (let x = 0; x < size; x++) {
        const w = taper[x] * taper[y]
        sum[line + x] += w * data[(n * size + y) * size + x]
        weight[line + x] += w
      }
    }
  }
  return sum.map((value, i) => value / weight[i])
}

/**
 * The paper's rule over a whole field: the largest |heat| is a detection if the mean around it lies outside the bulk
 * region; everything within two half widths of it is then taken to be the same defect, and the search goes on. What is
 * so near the edge that its window would be cut is not judged: there the model sees a part of a column only.
 */
export function findPeaks(
  { width, height, heat }: Pick<Field, 'width' | 'height' | 'heat'>,
  { rule, region }: Pick<BulkModel, 'rule' | 'region'>,
  pixelSize: Micrograph['pixelSize'],
): Detection[] {
  const order = Array.from(heat.keys())
    .filter((i) => heat[i] !== 0)
    .sort((a, b) => Math.abs(heat[b]) - Math.abs(heat[a]) || a - b)
  const taken = new Uint8Array(heat.length)
  const detections: Detection[] = []
  for (const i of order) {
    if (taken[i]) continue
    const x = i % width
    const y = Math.floor(i / width)
    forWindow(x, y, 2 * rule.halfWidth, width, height, (at) => (taken[at] = 1))
    let sum = 0
    let area = 0
    forWindow(x, y, rule.halfWidth, width, height, (at) => {
      sum += heat[at]
      area++
    })
    const nearMaximum = sum / area
    if (area < (2 * rule.halfWidth + 1) ** 2 || isBulk(nearMaximum, region)) continue
    detections.push({
      x,
      y,
      xAngstrom: pixelSize && x * pixelSize.x,
      yAngstrom: pixelSize && y * pixelSize.y,
      kind: nearMaximum < 0 ? 'deficit' : 'excess',
      nearMaximum,
      score: Math.abs(nearMaximum - region.mean) / region.std,
    })
  }
  return detections.sort((a, b) => b.score - a.score)
}

function forWindow(
  x: number,
  y: number,
  half: number,
  width: number,
  height: number,
  each: (at: number) => void,
): void {
  for (let row = Math.max(0, y - half); row <= Math.min(height - 1, y + half); row++) {
    for (let column = Math.max(0, x - half); column <= Math.min(width - 1, x + half); column++) {
      each(row * width + column)
    }
  }
}
