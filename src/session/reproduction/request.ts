import type { Report } from '../report/page'
import type { PresetName } from '../detector'

export interface ReproductionRequest {
  preset: PresetName
  seed: number
  /** Null: the preset's own number. */
  epochs: number | null
  /** The published sets, by their names; null for simulated ones. */
  files: readonly File[] | null
}

/** A reproduction as it is shown and saved. */
export interface ReproductionOutcome {
  report: Report
  /** Every file of the report by its name, as `lacuna reproduce` writes them. */
  files: Record<string, Uint8Array | string>
}
