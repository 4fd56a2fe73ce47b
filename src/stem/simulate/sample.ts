import type { Simulation } from './micrograph'
import { simulateMicrograph } from './micrograph'
import { paperDefects } from './paper-defects'

/** The micrograph that the page opens with: SrTiO3 [001], 512 × 512 px, one defect of each of the paper's kinds. */
export function sampleMicrograph(seed: number): Simulation {
  return simulateMicrograph({ seed, defects: paperDefects(1) })
}
