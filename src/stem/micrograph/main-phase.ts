import { median } from '../math/robust'
import type { Columns } from './columns'
import type { Expected } from './common-shapes'
import type { JudgedColumns } from './judge'

/** Columns of any sublattice around one that say how bright the crystal is there. */
const AROUND = 24

/**
 * What the phase that covers most would show in all of the micrograph, so that the other one, and what lies between them, differs from end to
 * end: of each sublattice the usual height, as much brighter or darker as the columns around are, and the usual place in the smoothly distorted
 * lattice. Null where there is one phase.
 */
export function mainPhaseColumns(
  { fit, hole, phases }: Pick<JudgedColumns, 'fit' | 'hole' | 'phases'>,
  columns: Columns,
  asJudged: Expected,
): Expected | null {
  if (!phases.label.includes(1)) return null
  const { table, lattice } = columns
  const tells = (n: number) => fit.seen[n] === 1 && !hole[n]
  const usual = lattice.sublattices.map((_, s) => {
    const { from, to } = columns.of(s)
    const main = Array.from({ length: to - from }, (_, k) => from + k).filter(
      (n) => tells(n) && !phases.label[n] && !phases.boundary[n],
    )
    const of = (value: (n: number) => number) => median(main.map(value))
    return {
      height: of((n) => fit.height[n]),
      dx: of((n) => fit.dx[n] / fit.height[n]),
      dy: of((n) => fit.dy[n] / fit.height[n]),
    }
  })
  const offsets = lattice.sublattices.map((_, s) => columns.offsets(s, AROUND))
  const brightness = (n: number) => fit.height[n] / usual[table.sublattice[n]].height
  const expected = asJudged.fitted.map((fitted, n) => {
    const s = table.sublattice[n]
    const around = offsets[s].map((offset) => columns.neighbour(n, offset)).filter((k) => k >= 0 && tells(k))
    if (!tells(n) || around.length === 0) return fitted
    const height = usual[s].height * median(around.map(brightness))
    return { ...fitted, x: table.x[n] + usual[s].dx, y: table.y[n] + usual[s].dy, height }
  })
  return { ...asJudged, expected }
}
