import type { PatchSet } from '../patch/patches'

/** The image sets of the paper, under the ids used throughout. */
export const IMAGE_SETS = [
  'bulk',
  'ti-vacancy',
  'sr-vacancy',
  'ti-ferroelectric',
  'sr-ferroelectric',
  'ti-antisite',
  'sr-antisite',
] as const

export type ImageSet = (typeof IMAGE_SETS)[number]
export type DefectSet = Exclude<ImageSet, 'bulk'>

export const DEFECT_SETS = IMAGE_SETS.filter((set): set is DefectSet => set !== 'bulk')

/** What a reproduction trains on and judges: raw intensities, 64 × 64. */
export interface ReproductionData {
  /** What the report calls it: "published (authors' .npy)" or "simulated, seed 1". */
  source: string
  /** What a reader must know beside every figure on these data. */
  remark?: string
  training: PatchSet
  sets: Record<ImageSet, PatchSet>
}
