import type { AdapterSummary } from '../../kernels'
import type { NotPeriodic } from '../../stem/lattice/lattice'
import type { JudgedMicrograph, SearchedMicrograph } from '../../stem/micrograph/judge-micrograph'
import type { PresetName } from '../../stem/model/presets'
import type { RuleCalibration } from '../../stem/paper/calibrate'
import type { PaperSearch } from '../../stem/paper/micrograph'
import type { PatchScores } from '../../stem/patch/scores'
import type { Circumstances } from './circumstances'
import type { DetectionRecord } from './record'

interface Found {
  /** Of the micrograph. */
  name: string
  circumstances: Circumstances
}

/** Every column of a micrograph, judged at one rate. Places are px from the centre of the top left pixel. */
export interface JudgedResult extends JudgedMicrograph, Found {
  /** Point defects, the surest first: `result.findings` in Å as well, by names, as the files have them. */
  detections: DetectionRecord[]
  /** What the judgement was asked for. */
  asked: { rate: number; crystal: string | null }
}

/** A periodic micrograph, searched: what was judged, and the pictures of it, each `height × width`. */
export interface PeriodicResult extends JudgedResult {
  pictures: SearchedMicrograph['pictures']
}

/** A micrograph without a lattice has no detections, which is something else than having none found. */
export type UnperiodicResult = NotPeriodic & Found & { detections: null }

export type DetectionResult = PeriodicResult | UnperiodicResult

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
