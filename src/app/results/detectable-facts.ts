import type { PeriodicResult } from '../../session/detector'
import { detectableAtoms } from '../../session/files/atoms'
import { COVERED, detectableRecord } from '../../session/files/detectable'
import { t } from '../language/message'
import { number } from '../language/numbers'
import { fixed } from '../shared/format'

/** What would have been found, as the files say it. `pixelSize`: Å per pixel as the file says, or null. */
export function detectableFacts(found: PeriodicResult, pixelSize: { x: number; y: number } | null): string {
  const scale = found.match?.pixelSize ?? pixelSize
  const { deficit, excess, shiftPx, shiftAngstrom } = detectableRecord(found.result.detectable, scale)
  if (Number.isNaN(shiftPx)) return ''
  const shift = shiftAngstrom === null ? `${fixed(shiftPx, 1)} px` : `${fixed(shiftAngstrom, 2)} Å`
  const covered = number(100 * COVERED)
  const least =
    deficit > 100
      ? t`In ${covered} % of the judged columns, no column that is missing, but one brighter by ${number(excess)} % or displaced by ${shift} would have been found.`
      : t`In ${covered} % of the judged columns, a column weaker by ${number(deficit)} %, brighter by ${number(excess)} % or displaced by ${shift} would have been found.`
  const atoms = (detectableAtoms(found, found.circumstances) ?? []).map(({ element, of, missing }) =>
    missing === null ? t`not even all ${of} of ${element}` : t`${missing} of ${of} atoms of ${element}`,
  )
  return atoms.length === 0 ? least : `${least} ${t`That is, missing of a column: ${atoms.join('; ')}.`}`
}
