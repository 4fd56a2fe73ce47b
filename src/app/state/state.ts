import type { Micrograph } from '../../io/micrograph'
import type { Progress } from '../../progress'
import type {
  AdapterSummary,
  DetectionResult,
  EpochReport,
  FileContents,
  LatticeDescription,
  PresetName,
  Rectangle,
  Training,
} from '../../session/detector'
import { learnAlike } from '../../session/request'
import type { TakenFile } from './files'
import { NO_REVIEW, type Review } from './review'
import type { Run } from './run'
import type { SeedsFound } from './seeds'
import type { Series } from './series'

/** What the detector is doing; it does one thing at a time. */
export type Activity = 'idle' | 'opening' | 'surveying' | 'training' | 'paused' | 'cancelling' | 'detecting' | 'saving'

type Gpu =
  | { kind: 'asking' }
  | { kind: 'ready'; adapter: AdapterSummary }
  /** `problem` says why there is none. */
  | { kind: 'none'; problem: Problem }

/** A failure as the page shows it: the error's own words. `code` is stable, for programs. */
export interface Problem {
  code: string
  message: string
  /** What was thrown. */
  error: unknown
}

/**
 * A model in the detector's hands: trained here to the end, trained until it was cancelled, loaded from a file, or the one
 * that comes with the simulated micrograph and goes with it.
 */
export interface Model extends Training {
  origin: 'trained' | 'cancelled' | 'loaded' | 'sample'
  /** Name of the micrograph it was trained on, or of the file it came from. */
  from: string
  loss: number | null
  trainSeconds: number | null
}

/** A training that was cancelled: how it was asked for, and how many whole epochs it came to. */
interface Unfinished {
  run: Run
  epochs: number
}

/** The drift of a series, from the frame of this number on. */
export interface Drift {
  first: number
  shifts: readonly { x: number; y: number }[]
}

export interface AppState {
  run: Run
  gpu: Gpu
  activity: Activity
  progress: Progress | null
  /** Micrographs that were taken together; empty unless there are several. */
  files: readonly TakenFile[]
  /** The file that is open; null where it is an address, or none. */
  file: File | null
  micrograph: Micrograph | null
  /** What the file holds that it is from; null where it is from none. */
  contents: FileContents | null
  /** By which what is seen has moved in each frame of the file's series, as far as it was measured; null where it was not. */
  drift: Drift | null
  simulated: boolean
  /** Of the micrograph; null until it is known. */
  lattice: LatticeDescription | null
  /** Mean loss per patch after each epoch of the latest training. */
  losses: readonly number[]
  /** Latest report of the latest training: one patch and its prediction. */
  epoch: EpochReport | null
  model: Model | null
  /** The latest training of the open micrograph, where it was cancelled: it goes with the micrograph. */
  unfinished: Unfinished | null
  result: DetectionResult | null
  /** Index into `result.detections`. */
  selected: number | null
  /** The frames of a series, once they are searched; it counts while `sum` is the result (`seriesOf`). */
  series: Series | null
  /** What searches from several seeds agree on; it counts while its result is the one that is shown (`seedsOfShown`). */
  seeds: SeedsFound | null
  /** Of the searches from several seeds the one that is under way; null while none is. */
  seeding: { number: number; of: number } | null
  /** What a person said of detections and columns. */
  review: Review
  /** Whether the result is from a session's file, or of a file that was open before: the detector cannot judge it again. */
  restored: boolean
  /** How far the search of all files is; null while none is under way. */
  batch: { done: number; total: number; name: string } | null
  /** Seconds of an epoch of each preset on this adapter, where they were measured. */
  epochSeconds: Partial<Record<PresetName, number>>
  /** The part of the micrograph that is in view, px; null for the whole. */
  view: Rectangle | null
  /** Whether the next column that is chosen in the picture is added to the list. */
  adding: boolean
  /** Whether the region to learn from is being drawn. */
  drawing: boolean
  problem: Problem | null
  /** The latest thing worth saying aloud. */
  announcement: string
}

export function initialState(run: Run): AppState {
  return {
    run,
    gpu: { kind: 'asking' },
    activity: 'idle',
    progress: null,
    files: [],
    file: null,
    micrograph: null,
    contents: null,
    drift: null,
    simulated: false,
    lattice: null,
    losses: [],
    epoch: null,
    model: null,
    unfinished: null,
    result: null,
    selected: null,
    series: null,
    seeds: null,
    seeding: null,
    review: NO_REVIEW,
    restored: false,
    batch: null,
    epochSeconds: {},
    view: null,
    adding: false,
    drawing: false,
    problem: null,
    announcement: '',
  }
}

/** Epochs after which the training can go on as the run now asks; 0 where there is none that can. */
export function epochsBehind({ unfinished, run }: AppState): number {
  return unfinished && learnAlike(unfinished.run, run) ? unfinished.epochs : 0
}

export function isBusy({ activity }: AppState): boolean {
  return activity !== 'idle'
}
