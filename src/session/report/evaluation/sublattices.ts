import { GALLERY } from '../../../stem/crystal/gallery'
import { sublatticesOf } from '../../../stem/crystal/projection'

/** The image sets show SrTiO3, which names the sublattices, the brighter one first: sr, ti. */
const NAMES = sublatticesOf(GALLERY['srtio3-001']).map(({ name }) => name)

/** `sr` of 0, `ti` of 1. */
export function sublatticeName(sublattice: number): string {
  return NAMES[sublattice]
}

/** `Sr` of 0, `Ti` of 1. */
export function sublatticeLabel(sublattice: number): string {
  const name = sublatticeName(sublattice)
  return name[0].toUpperCase() + name.slice(1)
}
