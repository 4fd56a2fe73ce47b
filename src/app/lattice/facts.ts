import type { LatticeDescription } from '../../session/detector'
import type { FittingName } from '../../session/files/lattice'
import { fixed, list, pixelSizeText } from '../shared/format'
import { t } from '../language/message'

type PeriodicLattice = Extract<LatticeDescription, { verdict: 'periodic' }>

/** A file's pixel size that is further off than this is worth a warning. */
const WORTH_A_WARNING = 0.02

/** `Cell 23.87 × 23.69 px (3.91 × 3.88 Å), 90.4° · 450 sr and 441 ti columns`. */
export function latticeFacts({ lengthsPx, lengthsAngstrom, angleDeg, sublattices }: PeriodicLattice): string {
  const product = (lengths: readonly number[]) => lengths.map((length) => fixed(length, 2)).join(' × ')
  const angstrom = lengthsAngstrom ? ` (${product(lengthsAngstrom)} Å)` : ''
  const columns = list(sublattices.map(({ name, columns: count }) => `${count} ${name}`))
  return t`Cell ${product(lengthsPx)} px${angstrom}, ${fixed(angleDeg, 1)}° · ${columns} columns`
}

/** What a crystal that was named says of the pixel size, which is the file's or was given by hand; null where none was. */
export function scaleFacts({ crystal }: PeriodicLattice, byHand = false): { text: string; off: boolean } | null {
  if (crystal === null) return null
  if (crystal === 'does not fit') return { text: t`The lattice does not fit this crystal.`, off: true }
  const { name, pixelSize, fileError } = crystal
  const size = `${name}: ${pixelSizeText(pixelSize)}`
  if (fileError === null) return { text: size, off: false }
  return { text: `${size}; ${errorText(fileError, byHand)}`, off: Math.abs(fileError) > WORTH_A_WARNING }
}

function errorText(error: number, byHand: boolean): string {
  if (Math.abs(100 * error).toFixed(1) === '0.0') return byHand ? t`as given` : t`as in the file`
  const by = `${fixed(Math.abs(100 * error), 1)} %`
  if (byHand) return error > 0 ? t`what is given is ${by} too large` : t`what is given is ${by} too small`
  return error > 0 ? t`the file’s is ${by} too large` : t`the file’s is ${by} too small`
}

/** `Fits SrTiO3 [001] (cell 0.9 % smaller).` Which crystal it is, the lattice alone cannot say. */
export function fittingFacts(fitting: readonly FittingName[]): string {
  const [first, second] = fitting.map(({ name, fileError }) => {
    const part = `${fixed(Math.abs(100 * fileError), 1)} %`
    // A pixel that is too large makes the cell so.
    return fileError > 0 ? t`${name} (cell ${part} larger)` : t`${name} (cell ${part} smaller)`
  })
  return second ? t`Fits ${first} or ${second}.` : t`Fits ${first}.`
}
