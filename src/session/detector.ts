import type { Micrograph } from '../io/micrograph'
import type { AdapterSummary } from '../kernels'
import type { LongCall } from '../progress'
import type { EpochPreview } from '../stem/model-file/bulk-model'
import type { JudgedMicrograph, Periodic, Searched } from '../stem/micrograph/search'
import type { PresetName } from '../stem/model/presets'
import type { Rectangle } from '../stem/patch/rectangle'
import type { LatticeDescription } from './files/lattice'
import type { Circumstances, DetectionRecord } from './files/record'

export type { AdapterSummary, DetectionRecord, EpochPreview as EpochReport, LatticeDescription, PresetName, Rectangle }

export interface LatticeOptions extends LongCall {
  /** Of which the micrograph may be: a name such as `SrTiO3 [001]`, or the JSON text of one; null for none. */
  crystal?: string | null
}

export interface TrainOptions extends LongCall {
  preset: PresetName
  seed: number
  /** Preset's own number when left out. */
  epochs?: number
  /** Part of the micrograph that is bulk, px: it learns from that alone, and the whole is searched. All of it when left out. */
  region?: Rectangle | null
  /** Called after every epoch with the mean loss per patch and one patch (64×64, 0–1) with its present prediction. */
  onEpoch?: (epoch: EpochPreview) => void
}

export interface TrainSummary {
  preset: PresetName
  seed: number
  epochs: number
  /** What it learned from, px; null for the whole micrograph. */
  region: Rectangle | null
  patches: number
  loss: number
  trainSeconds: number
  adapter: AdapterSummary
}

/** How the model that judged came to be; what a reader needs to do it again. */
export type Training = Pick<TrainSummary, 'preset' | 'seed' | 'epochs' | 'region'>

export interface DetectOptions extends LatticeOptions {
  /** Part of the detections that may be false; 0.01 when left out. */
  rate?: number
}

interface Found {
  /** Of the micrograph. */
  name: string
  /** How it was searched; with the micrograph and the result itself, all that the files of it say. */
  circumstances: Circumstances
}

/** Every column of a micrograph, judged at one rate. Places are px from the centre of the top left pixel. */
export interface JudgedResult extends JudgedMicrograph, Found {
  /** Point defects, the surest first: `result.findings` in Å as well, by names, as the files have them. */
  detections: DetectionRecord[]
}

/** A periodic micrograph, searched: what was judged, and the pictures of it, each `height × width`. */
export interface PeriodicResult extends JudgedResult {
  pictures: Periodic['pictures']
}

/** A micrograph without a lattice has no detections, which is something else than having none found. */
export type UnperiodicResult = Exclude<Searched, JudgedMicrograph> & Found & { detections: null }

export type DetectionResult = PeriodicResult | UnperiodicResult

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
  /** The lattice of the open micrograph, or the verdict that it has none. Needs no adapter; found once, told at once after that. */
  findLattice(options?: LatticeOptions): Promise<LatticeDescription>
  /**
   * Learns the open micrograph. On abort the model trained so far is kept and the promise rejects with the signal's reason.
   * Rejects with an `InputError` where the micrograph is not periodic, where it or the region shows too few cells, or where the
   * region does not lie in it.
   */
  train(options: TrainOptions): Promise<TrainSummary>
  /** Stops between two steps until `resume`; no-ops when nothing trains. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** One step of a training that is paused. */
  step(): Promise<void>
  /**
   * Applies the model to the open micrograph, after matching scale, rotation and intensity where it has learned another one;
   * rejects with a `ModelError` where that one's lattice is another.
   */
  detect(options?: DetectOptions): Promise<DetectionResult>
  /** The latest detection judged again, at another rate or by another crystal's names: without the model, so in no time. */
  judge(options?: DetectOptions): Promise<JudgedResult>
  /** The trained model as one safetensors file. */
  saveModel(): Promise<Uint8Array>
  loadModel(bytes: Uint8Array, name: string): Promise<TrainSummary>
  close(): Promise<void>
}
