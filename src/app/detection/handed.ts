import type { Run } from '../state/run'

/** A micrograph that another tab is to search, and what is known of it. */
export interface Handed {
  file: File
  run: Partial<Run>
}
