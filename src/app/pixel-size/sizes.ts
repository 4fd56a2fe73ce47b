import type { LatticeDescription } from '../../session/detector'
import { type Unit, UNITS } from '../../session/units'
import { pixelSizeText } from '../shared/format'
import { t } from '../language/message'

export interface Size {
  x: number
  y: number
}

/** A length in Å, in another unit: the text of a number field. */
export function inUnit(angstroms: number, unit: Unit): string {
  return String(Number((angstroms / UNITS[unit]).toPrecision(6)))
}

interface Known {
  file: Size | null
  hand: Size | null
  lattice: LatticeDescription | null
  /** Whether there is no file, as the micrograph was simulated. */
  simulated?: boolean
}

/** The pixel size that counts, where it is from, and what others say. */
export function pixelSizeFacts({ file, hand, lattice, simulated = false }: Known): string {
  const crystal = lattice?.verdict === 'periodic' && typeof lattice.crystal === 'object' ? lattice.crystal : null
  const said = [
    crystal && t`${pixelSizeText(crystal.pixelSize)}, from ${crystal.name}`,
    hand && t`${pixelSizeText(hand)}, by hand`,
    file && (simulated ? t`${pixelSizeText(file)}, as simulated` : t`${pixelSizeText(file)}, from the file`),
  ].filter((text) => text !== null)
  if (said.length === 0) return t`Pixel size not known`
  return file ? said.join('; ') : t`${said.join('; ')}; the file does not say`
}
