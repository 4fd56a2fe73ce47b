import type { Micrograph } from '../io/micrograph'
import type { AdapterSummary } from '../kernels'
import type { LongCall } from '../progress'
import type { EpochPreview } from '../stem/bulk-model'
import type { Detection } from '../stem/detect'
import type { PresetName } from '../stem/presets'
import type { BulkRegion, Rule } from '../stem/rule'

export type { AdapterSummary, Detection, EpochPreview as EpochReport, PresetName }

export interface TrainOptions extends LongCall {
  preset: PresetName
  seed: number
  /** Preset's own number when left out. */
  epochs?: number
  /** Called after every epoch with the mean loss per patch and one patch (64×64, 0–1) with its present prediction. */
  onEpoch?: (epoch: EpochPreview) => void
}

export interface TrainSummary {
  preset: PresetName
  seed: number
  epochs: number
  patches: number
  loss: number
  trainSeconds: number
  adapter: AdapterSummary
}

export interface DetectionResult {
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

/**
 * The one interface that the page, the command line and an embedding program use. Implemented in-thread by
 * `LocalDetector` and by a worker proxy with the same behaviour, so that a caller cannot tell them apart.
 */
export interface Detector {
  adapter(): Promise<AdapterSummary>
  /** Reads a file; rejects with `InputError` and keeps the micrograph it had. */
  open(bytes: Uint8Array, name: string): Promise<Micrograph>
  /** A simulated SrTiO3 [001] micrograph with known defects, opened as if it were a file. */
  openSample(seed: number): Promise<Micrograph>
  /** Learns the open micrograph. On abort the model trained so far is kept and the promise rejects with the signal's reason. */
  train(options: TrainOptions): Promise<TrainSummary>
  /** Stops between two steps until `resume`; no-ops when nothing trains. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** One step of a training that is paused. */
  step(): Promise<void>
  /** Applies the model to the open micrograph. */
  detect(options?: LongCall): Promise<DetectionResult>
  /** The trained model as one safetensors file. */
  saveModel(): Promise<Uint8Array>
  loadModel(bytes: Uint8Array, name: string): Promise<TrainSummary>
  close(): Promise<void>
}
