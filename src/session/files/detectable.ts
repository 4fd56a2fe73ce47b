import type { Detectable } from '../../stem/micrograph/detectable'
import { COVERED } from '../../stem/micrograph/detectable'
import type { DetectableAtoms } from './atoms'
import { atomsSentence } from './atoms'

/** The part of the judged columns in which the least defects would have been found. */
export { COVERED }

/** What would have been found, as it is written; `scale`: Å per pixel. */
export function detectableRecord(
  { covered }: Detectable,
  scale: { x: number; y: number } | null,
  atoms: DetectableAtoms[] | null = null,
) {
  const deficit = Math.ceil(100 * covered.deficit)
  const excess = Math.ceil(100 * covered.excess)
  const shiftAngstrom = scale && covered.shift * Math.sqrt(scale.x * scale.y)
  const shift = shiftAngstrom === null ? `${covered.shift.toFixed(1)} px` : `${shiftAngstrom.toFixed(2)} Å`
  const less = deficit > 100 ? 'no column that is missing' : `a column weaker by ${deficit} %`
  const sentence = Number.isNaN(covered.shift)
    ? 'No column was judged.'
    : `In ${100 * COVERED} % of the judged columns, ${less}, brighter by ${excess} % or displaced by ${shift} would have been found.${atoms?.length ? ` ${atomsSentence(atoms)}` : ''}`
  return { deficit, excess, shiftPx: covered.shift, shiftAngstrom, sentence, atoms }
}
