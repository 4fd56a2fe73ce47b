import type { Micrograph } from '../../io/micrograph'
import type { Engine } from '../../kernels'
import type { LongCall } from '../../progress'
import { predict, preprocess } from '../model/predict'
import type { Vae } from '../model/vae'
import { gridCrops, withoutPedestal } from '../patch/crops'
import type { PatchSet } from '../patch/patches'
import type { RuleCalibration } from './calibrate'
import { nearMaximumStatistic } from './near-maximum'
import { isBulk } from './rule'

/** Pixels between patches that cover a micrograph: each pixel is predicted by up to 16 of them, which are averaged. */
const STRIDE = 16

/** A place that the paper's rule does not take for bulk. */
export interface PaperDetection {
  /** Pixel position of the largest |difference|. */
  x: number
  y: number
  /** The same in Å, or null where the micrograph's pixel size is not known. */
  xAngstrom: number | null
  yAngstrom: number | null
  /** Less or more intensity than the model predicts. */
  kind: 'deficit' | 'excess'
  /** Signed average near the maximum of the thresholded difference (the paper's statistic). */
  nearMaximum: number
  /** |nearMaximum − bulk mean| in units of the bulk's standard deviation. */
  score: number
}

/** What the paper's rule finds in a micrograph. Pictures are `height × width`. */
export interface PaperSearch {
  width: number
  height: number
  /** The blurred and normalised micrograph, the model's prediction of it and the thresholded difference. */
  input: Float32Array
  prediction: Float32Array
  heat: Float32Array
  /** The statistic of each patch that covers the micrograph. */
  nearMaximum: Float32Array
  detections: PaperDetection[]
}

/** Predicts a whole micrograph from overlapping patches and finds the places that the paper's rule does not take for bulk. */
export async function searchByRule(
  engine: Engine,
  { vae, paper }: { vae: Vae; paper: RuleCalibration },
  micrograph: Micrograph,
  call: LongCall = {},
): Promise<PaperSearch> {
  const { preset } = vae
  const { width, height } = micrograph
  const inputs = await preprocess(engine, gridCrops(withoutPedestal(micrograph), preset.patch, STRIDE), preset)
  const predictions = await predict(engine, vae, inputs, { ...call, ...named('detect', call) })
  const { mean } = await nearMaximumStatistic(engine, inputs, predictions, paper.rule)
  const input = blend(inputs, inputs.data, micrograph)
  const prediction = blend(inputs, predictions, micrograph)
  const heat = input.map((value, i) => {
    const d = value - prediction[i]
    return Math.abs(d) >= paper.rule.threshold ? d : 0
  })
  const detections = findPeaks({ width, height, heat }, paper, micrograph.pixelSize)
  return { width, height, input, prediction, heat, nearMaximum: mean, detections }
}

/** The same reports under another stage. */
function named(stage: string, { onProgress }: LongCall): LongCall {
  return onProgress ? { onProgress: (progress) => onProgress({ ...progress, stage }) } : {}
}

/** Puts overlapping patches together; a patch counts least at its edges, where the model sees least of a column. */
function blend(
  { size, count, origins }: PatchSet,
  data: Float32Array,
  { width, height }: Pick<Micrograph, 'width' | 'height'>,
): Float32Array {
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
 * The paper's rule over a whole micrograph: the largest |heat| is a detection if the mean around it lies outside bulk's
 * interval; everything within two half widths of it is then taken to be the same defect, and the search goes on. What is
 * so near the edge that its window would be cut is not judged: there the model sees a part of a column only.
 */
export function findPeaks(
  { width, height, heat }: Pick<PaperSearch, 'width' | 'height' | 'heat'>,
  { rule, interval }: Pick<RuleCalibration, 'rule' | 'interval'>,
  pixelSize: Micrograph['pixelSize'],
): PaperDetection[] {
  const order = Array.from(heat.keys())
    .filter((i) => heat[i] !== 0)
    .sort((a, b) => Math.abs(heat[b]) - Math.abs(heat[a]) || a - b)
  const taken = new Uint8Array(heat.length)
  const detections: PaperDetection[] = []
  /** Entries of the pixels within `half` of a place, as many as lie in the micrograph. */
  const around = (x: number, y: number, half: number, each: (at: number) => void) => {
    for (let row = Math.max(0, y - half); row <= Math.min(height - 1, y + half); row++) {
      for (let column = Math.max(0, x - half); column <= Math.min(width - 1, x + half); column++) {
        each(row * width + column)
      }
    }
  }
  for (const i of order) {
    if (taken[i]) continue
    const [x, y] = [i % width, Math.floor(i / width)]
    around(x, y, 2 * rule.halfWidth, (at) => (taken[at] = 1))
    let [sum, area] = [0, 0]
    around(x, y, rule.halfWidth, (at) => {
      sum += heat[at]
      area++
    })
    const nearMaximum = sum / area
    if (area < (2 * rule.halfWidth + 1) ** 2 || isBulk(nearMaximum, interval)) continue
    detections.push({
      x,
      y,
      xAngstrom: pixelSize && x * pixelSize.x,
      yAngstrom: pixelSize && y * pixelSize.y,
      kind: nearMaximum < 0 ? 'deficit' : 'excess',
      nearMaximum,
      score: Math.abs(nearMaximum - interval.mean) / interval.std,
    })
  }
  return detections.sort((a, b) => b.score - a.score)
}
