import { DEFECT_SETS } from '../paper/image-sets'
import type { Simulation } from './micrograph'
import { simulateMicrograph } from './micrograph'

/** The micrograph that the page opens with: 512 × 512 px, one defect of each of the paper's kinds. */
export function sampleMicrograph(seed: number): Simulation {
  return simulateMicrograph({ seed, defects: DEFECT_SETS.map((set) => ({ set, count: 1 })) })
}
