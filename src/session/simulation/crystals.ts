import { principalElement } from '../../stem/crystal/elements'
import { GALLERY } from '../../stem/crystal/gallery'
import { projectionLabel, sublatticesOf } from '../../stem/crystal/projection'
import type { Standing } from '../../stem/crystal/standing'
import { ownStanding } from '../../stem/crystal/standing'
import type { Work } from '../../stem/simulate/multislice/sampling'
import { workOf } from '../../stem/simulate/multislice/sampling'
import type { DefectRequest } from '../../stem/simulate/options'
import type { SimulationRequest } from './request'

export { DETECTOR_NAMES, usualDetector } from '../../stem/simulate/multislice/detectors'
export type { DetectorName } from '../../stem/simulate/multislice/detectors'
export { usualStanding } from '../../stem/crystal/standing'
export type { Standing, Work }

/** One of Lacuna's own crystals with its atoms in depth, by its label, such as `Si [110]`. */
export async function standingNamed(label: string): Promise<Standing> {
  const projection = Object.values(GALLERY).find((own) => projectionLabel(own) === label)!
  return ownStanding(projection)
}

/** That of a CIF called `source` along a zone axis such as `1,1,0`. Rejects with an InputError that says what to mend. */
export async function standingFromCif(text: string, source: string, zone: string): Promise<Standing> {
  // Only those who have a CIF load what reads it.
  const { readStandingCif } = await import('../../stem/cif/crystal')
  return readStandingCif(text, source, zone)
}

/** As `SrTiO3 [001]`. */
export function labelOf({ projection }: Standing): string {
  return projectionLabel(projection)
}

/** The crystal as a search takes it: by its name, or as JSON. */
export function crystalOf({ projection }: Standing): string {
  return Object.values(GALLERY).includes(projection) ? projectionLabel(projection) : JSON.stringify(projection)
}

/** Of each sublattice, the brightest first, how many atoms of its principal element a column so many cells long has. */
export function atomsOf({ projection }: Standing, cells: number): { name: string; element: string; atoms: number }[] {
  return sublatticesOf(projection).map(({ name, atoms }) => {
    const element = principalElement(atoms)
    return { name, element, atoms: Math.max(1, Math.round(cells * (atoms[element] ?? 1))) }
  })
}

/** What a request has computed. */
export function workOfRequest({ standing, cells, defects, ...microscope }: SimulationRequest): Work {
  // Those of a kind that lack a part of their atoms and that nobody gave a depth lie at depths of their own.
  const isAlike = ({ depth, strength = 1 }: DefectRequest) => depth !== undefined || strength === 1
  const differing = defects.reduce((sum, defect) => sum + (isAlike(defect) ? 1 : defect.count), 0)
  const sites = new Set(defects.map(({ sublattice }) => sublattice)).size
  return workOf(standing, cells, differing + sites, microscope)
}
