import { requireUsable } from '../../io/check'
import type { Micrograph } from '../../io/micrograph'
import type { AdapterSummary, Engine } from '../../kernels'
import { adapterSummary } from '../../kernels'
import { Random } from '../../nn'
import type { LongCall } from '../../progress'
import type { BulkModel, BulkPatches } from '../../stem/model-file/bulk-model'
import { CALIBRATION_CROPS, randomCrops, TRAINING_CROPS, withoutPedestal } from '../../stem/patch/crops'
import type { Detection } from '../../stem/paper/detect'
import { detectField } from '../../stem/paper/detect'
import type { Rectangle } from '../../stem/patch/rectangle'
import { cropped } from '../../stem/patch/rectangle'
import type { BulkRegion, Rule } from '../../stem/paper/rule'

/** What the paper's rule finds in a micrograph. */
export interface PaperResult {
  name: string
  width: number
  height: number
  pixelSize: { x: number; y: number } | null
  /** The blurred and normalised micrograph, the model's prediction of it and the thresholded difference: `height × width`. */
  input: Float32Array
  prediction: Float32Array
  heat: Float32Array
  /** Near-maximum statistic of the bulk patches that set the region, and of the patches of this micrograph. */
  bulkNearMaximum: Float32Array
  nearMaximum: Float32Array
  region: BulkRegion
  rule: Rule
  detections: Detection[]
  adapter: AdapterSummary
}

/** Random crops of one micrograph, or of a region of it: what a model of `size`-pixel patches learns from and is calibrated on. */
export function micrographPatches(
  micrograph: Micrograph,
  size: number,
  seed: number,
  region: Rectangle | null = null,
): BulkPatches {
  const shown = (whole: Micrograph) => (region ? cropped(whole, region) : whole)
  requireUsable(shown(micrograph), size)
  const random = new Random(seed)
  const flat = shown(withoutPedestal(micrograph))
  return {
    source: micrograph.name,
    training: randomCrops(flat, size, TRAINING_CROPS, random),
    calibration: randomCrops(flat, size, CALIBRATION_CROPS, random),
    contaminated: true,
    region,
  }
}

/** What `model` does not explain of a micrograph by the paper's rule, with all that a picture or a file of it says. */
export async function detectMicrograph(
  engine: Engine,
  model: BulkModel,
  micrograph: Micrograph,
  call: LongCall = {},
): Promise<PaperResult> {
  requireUsable(micrograph, model.vae.preset.patch)
  const { field, detections } = await detectField(engine, model, micrograph, call)
  const { name, pixelSize } = micrograph
  const { bulkNearMaximum, region, rule } = model
  return { name, pixelSize, ...field, bulkNearMaximum, region, rule, detections, adapter: adapterSummary(engine.info) }
}
