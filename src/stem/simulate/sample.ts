import { USUAL_CRYSTAL } from '../crystal/gallery'
import type { Projection } from '../crystal/projection'
import { sublatticesOf, visibleColumns } from '../crystal/projection'
import type { Simulation } from './micrograph'
import { simulateMicrograph } from './micrograph'
import type { DefectRequest } from './options'
import { paperDefects } from './paper-defects'

/** Edge of a sample, px: large enough for its statistics, and searched within seconds where there is no GPU. */
const SIDE = 384

/** What the page opens where no file is at hand: a small micrograph of a crystal, with a few defects. */
export function sampleMicrograph(seed: number, crystal: Projection = USUAL_CRYSTAL): Simulation {
  return simulateMicrograph({ seed, crystal, width: SIDE, height: SIDE, defects: sampleDefects(crystal) })
}

/** One defect of each of the paper's kinds in its crystal; in any other a vacancy and a displacement on each sublattice that shows. */
export function sampleDefects(crystal: Projection): DefectRequest[] {
  if (crystal === USUAL_CRYSTAL) return paperDefects(1)
  const shown = new Set(visibleColumns(crystal).map(({ name }) => name))
  return sublatticesOf(crystal).flatMap(({ name: sublattice }) =>
    shown.has(sublattice) ? (['vacancy', 'displacement'] as const).map((kind) => ({ sublattice, kind, count: 1 })) : [],
  )
}
