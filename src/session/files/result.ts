import type { AdapterSummary } from '../../kernels'
import type { JudgedSurroundings } from '../../stem/aperiodic/search'
import type { NotPeriodic } from '../../stem/lattice/lattice'
import type { JudgedMicrograph, SearchedMicrograph } from '../../stem/micrograph/judge-micrograph'
import type { PresetName } from '../../stem/model/presets'
import type { RuleCalibration } from '../../stem/paper/calibrate'
import type { Pictures } from '../../stem/micrograph/expected'
import type { PaperSearch } from '../../stem/paper/micrograph'
import type { PatchScores } from '../../stem/patch/scores'
import type { Detection } from '../../stem/micrograph/detections'
import type { JudgedFrame } from '../../stem/series/judge-frame'
import type { JudgedSeries } from '../../stem/series/judge-series'
import type { Circumstances } from './circumstances'
import type { DetectionRecord } from './record'

interface Found {
  /** Of the micrograph. */
  name: string
  circumstances: Circumstances
}

/** What a judgement was asked for. */
interface AskedFor {
  rate: number
  crystal: string | null
  thickness: number | null
}

/** Every column of a micrograph, judged at one rate. Places are px from the centre of the top left pixel. */
export interface JudgedResult extends JudgedMicrograph, Found {
  /** Point defects, the surest first: `result.findings` in Å as well, by names, as the files have them. */
  detections: DetectionRecord[]
  /** What the judgement was asked for. */
  asked: AskedFor
}

/** A periodic micrograph, searched: what was judged, and the pictures of it, each `height × width`. */
export interface PeriodicResult extends JudgedResult {
  pictures: SearchedMicrograph['pictures']
}

/** A micrograph without a lattice whose columns were judged by their surroundings. */
export interface SurroundingsResult extends NotPeriodic, Found {
  /** Its columns, judged by what their surroundings predict. */
  surroundings: JudgedSurroundings
  /** `surroundings.findings` as files have them. */
  detections: DetectionRecord[]
  /** What the judgement was asked for. */
  asked: AskedFor
  /** Each `height × width`; NaN where nothing is predicted. */
  pictures: Pictures
}

/** A micrograph without a lattice whose surroundings predict nothing either. That nothing was searched is something else than that nothing was found. */
interface NothingSearched extends NotPeriodic, Found {
  surroundings: null
  detections: null
  asked: AskedFor
  pictures: null
}

export type UnperiodicResult = SurroundingsResult | NothingSearched

/** A micrograph that was searched, whether it has a lattice or not. */
export type SearchedResult = PeriodicResult | SurroundingsResult

export type DetectionResult = SearchedResult | NothingSearched

/** One frame of a series, counted from 1. */
export interface SeriesFrame {
  frame: number
  /** By which what is seen has moved since the first frame, px. */
  drift: { x: number; y: number }
  /** Every column of the sum in this frame; null where it could not be judged, and why. */
  judged: JudgedFrame | null
  reason: string | null
  /** What was found in it at the rate of the whole series, the surest first; as files have it, and as `result.findings` are. */
  detections: DetectionRecord[] | null
  findings: Detection[] | null
}

/** The frames of a series, judged together: entry n of every array of columns belongs to column n of the sum's. */
export interface SeriesResult extends Omit<JudgedSeries, 'detections'> {
  frames: SeriesFrame[]
  /** Seconds from one frame to the next, as the file says; null where it does not. */
  frameSeconds: number | null
}

/** What the paper's rule finds in a micrograph, and how. */
export interface PaperResult extends PaperSearch, RuleCalibration {
  name: string
  pixelSize: { x: number; y: number } | null
  adapter: AdapterSummary
  preset: PresetName
  seed: number
  epochs: number
}

/** A stack of patches, judged one by one. */
export interface PatchesResult extends PatchScores {
  name: string
  patches: number
  /** Å per pixel; null where nobody said. */
  pixelSize: number | null
  /** What a reader must know of the p-values; null where there is nothing. */
  remark: string | null
}
