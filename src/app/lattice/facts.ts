import type { LatticeDescription } from '../../session/detector'
import { pixelSizeText } from '../shared/format'

type PeriodicLattice = Extract<LatticeDescription, { verdict: 'periodic' }>

/** A file's pixel size that is further off than this is worth a warning. */
const WORTH_A_WARNING = 0.02

/** `Cell 23.87 × 23.69 px (3.91 × 3.88 Å), 90.4° · 450 sr and 441 ti columns`. */
export function latticeFacts({ lengthsPx, lengthsAngstrom, angleDeg, sublattices }: PeriodicLattice): string {
  const product = (lengths: readonly number[]) => lengths.map((length) => length.toFixed(2)).join(' × ')
  const angstrom = lengthsAngstrom ? ` (${product(lengthsAngstrom)} Å)` : ''
  const columns = sublattices.map(({ name, columns: count }) => `${count} ${name}`).join(' and ')
  return `Cell ${product(lengthsPx)} px${angstrom}, ${angleDeg.toFixed(1)}° · ${columns} columns`
}

/** What a crystal that was named says of the pixel size, which is the file's or was given by hand; null where none was. */
export function scaleFacts({ crystal }: PeriodicLattice, byHand = false): { text: string; off: boolean } | null {
  if (crystal === null) return null
  if (crystal === 'does not fit') return { text: 'The lattice does not fit this crystal.', off: true }
  const { name, pixelSize, fileError } = crystal
  const size = `${name}: ${pixelSizeText(pixelSize)}`
  if (fileError === null) return { text: size, off: false }
  const by = `${Math.abs(100 * fileError).toFixed(1)} %`
  const [same, other] = byHand ? ['as given', 'what is given'] : ['as in the file', 'the file’s']
  const verdict = by === '0.0 %' ? same : `${other} is ${by} too ${fileError > 0 ? 'large' : 'small'}`
  return { text: `${size}; ${verdict}`, off: Math.abs(fileError) > WORTH_A_WARNING }
}
