import type { Micrograph, PatchStack } from '../io/micrograph'
import type { AdapterSummary } from '../kernels'
import type { LongCall } from '../progress'
import type { EpochPreview } from '../stem/model/learn'
import type { PresetName } from '../stem/model/presets'
import type { Rectangle } from '../stem/math/rectangle'
import type { FileContents } from './contents'
import type { LatticeDescription } from './files/lattice'
import type { DetectionResult, JudgedResult, PaperResult, PatchesResult, SeriesResult } from './files/result'
import type { SeededSearch } from './files/seeds'
import type { OpeningAsked } from './opening'
import type { DetectRequest } from './request'

export type { AdapterSummary, EpochPreview as EpochReport, LatticeDescription, PresetName, Rectangle }
export type { FileContents, ImageEntry, Thumbnail } from './contents'
export type { DetectionRecord } from './files/record'
export type { Opinion, Placed, Reviewed, Target } from './files/review'
export type {
  DetectionResult,
  JudgedResult,
  PaperResult,
  PatchesResult,
  PeriodicResult,
  SearchedResult,
  SeriesFrame,
  SeriesResult,
  SurroundingsResult,
  UnperiodicResult,
} from './files/result'
export type { SeededSearch } from './files/seeds'
export type { SeriesEvent } from '../stem/series/events'
export type { Opening, OpeningAsked } from './opening'
export type { DetectRequest } from './request'

/** A micrograph from a file, and what else the file holds. */
export interface OpenedMicrograph extends Micrograph {
  contents: FileContents
}

/** What is asked of a call, with what it reports and what ends it; what is left out is as it usually is. */
export interface Asked extends Partial<DetectRequest>, LongCall {}

export interface TrainOptions extends Asked {
  /** Called after every epoch with the mean loss per patch and one patch (64×64, 0–1) with its present prediction. */
  onEpoch?: (epoch: EpochPreview) => void
  /**
   * Goes on with the latest training of this micrograph, which was cancelled, from its last whole epoch; the same as without a break. Where
   * there is none by this preset, seed, region and contrast, it begins anew.
   */
  further?: boolean
}

export interface SeedsAsked extends Asked {
  /** As many in all as search the micrograph, that of the request included: 2 to 9. */
  seeds: number
  /** Called before each search with the number of its seed, counted from 2. */
  onSeed?: (number: number) => void
}

export interface BulkAsked extends Asked, OpeningAsked {
  /** Takes micrographs whose lattice is found, and rejects others with an `InputError`; when left out, these give their pixels as they are. */
  ofLattice?: boolean
}

export interface PatchOptions extends Asked {
  /** Lacuna's own score (the default), or the paper's near-maximum statistic. */
  score?: ScoreName
  /** Å per pixel, where it is known: then displacements are given in Å too. */
  pixelSize?: number | null
}

export const SCORES = ['lacuna', 'paper'] as const
export type ScoreName = (typeof SCORES)[number]

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

/**
 * The one interface that the page, the command line and an embedding program use. Implemented in-thread by
 * `LocalDetector` and by a worker proxy with the same behaviour, so that a caller cannot tell them apart.
 */
export interface Detector {
  adapter(): Promise<AdapterSummary>
  /**
   * Reads a file, of several images the main one, or what `options` choose. Frames of one scan are summed after rigid alignment.
   * Rejects with `InputError` and keeps the micrograph it had.
   */
  open(bytes: Uint8Array, name: string, options?: OpeningAsked): Promise<OpenedMicrograph>
  /** A simulated micrograph with known defects, of a crystal by name or as JSON or of SrTiO3 [001], opened as if it were a file. */
  openSample(seed: number, crystal?: string | null): Promise<Micrograph>
  /** The lattice of the open micrograph, or the verdict that it has none. Needs no adapter; found once, told at once after that. */
  findLattice(options?: Asked): Promise<LatticeDescription>
  /**
   * Takes patches from a file, a micrograph or a stack of patches, for the next training; several files of one crystal make one
   * model. Rejects with `InputError`, and with a `ModelError` where the file shows another lattice than those before.
   */
  addBulk(bytes: Uint8Array, name: string, options?: BulkAsked): Promise<void>
  /**
   * Learns what was added as bulk or, where nothing was, the open micrograph. On abort the model trained so far is kept and the
   * promise rejects with the signal's reason; when training diverges, the model of the last whole epoch is kept and the promise
   * rejects with a `TrainingError`. Rejects with an `InputError` where the micrograph is not periodic, where it or the
   * region shows too few cells, or where the region does not lie in it.
   */
  train(options?: TrainOptions): Promise<TrainSummary>
  /** Stops between two steps until `resume`; no-ops when nothing trains. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** One step of a training that is paused. */
  step(): Promise<void>
  /**
   * Applies the model to the open micrograph, after matching scale, rotation and intensity where it has learned another one;
   * rejects with a `ModelError` where that one's lattice is another.
   */
  detect(options?: Asked): Promise<DetectionResult>
  /**
   * Searches the open micrograph again from each of the seeds that follow the request's, where it has a lattice with a model trained from that
   * seed: a detection that depends on the seed is none. The model and the result that there were stay.
   */
  detectSeeds(options: SeedsAsked): Promise<SeededSearch[]>
  /**
   * Judges every frame of the series whose sum is open and was searched last, and all of them together: what is found in each, and what
   * changes from frame to frame. `bytes` are those of the file. Rejects with an `InputError` where the file has one frame.
   */
  detectSeries(bytes: Uint8Array, options?: Asked): Promise<SeriesResult>
  /** One frame, counted from 1, of the series whose sum is open, to look at: what is open stays open. */
  readFrame(bytes: Uint8Array, frame: number, options?: LongCall): Promise<Micrograph>
  /** The latest detection judged again, at another rate or by another crystal's names: without the model, so in no time. */
  judge(options?: Asked): Promise<JudgedResult>
  /** Searches the open micrograph by the paper's rule, at its own scale. Without a model, one of the micrograph is trained first. */
  detectByRule(options?: Asked): Promise<PaperResult>
  /** Judges the patches of a stack by the model; rejects with a `ModelError` where it has learned from no clean bulk. */
  judgePatches(stack: PatchStack, options?: PatchOptions): Promise<PatchesResult>
  /** The trained model as one safetensors file. */
  saveModel(): Promise<Uint8Array>
  /**
   * Rejects with a `ModelError` where the file is no model, or one that knows no lattice: it was trained on patches and searches no
   * micrograph. `ofPatches` admits such a model too, to judge patches by.
   */
  loadModel(bytes: Uint8Array, name: string, options?: { ofPatches?: boolean }): Promise<TrainSummary>
  close(): Promise<void>
}
