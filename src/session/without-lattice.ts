import type { LongCall } from '../progress'
import type { Ordered } from '../stem/aperiodic/order'
import type { JudgedSurroundings, SurroundingsEvidence } from '../stem/aperiodic/search'
import { judgedSurroundings, searchSurroundings } from '../stem/aperiodic/search'
import type { SquarePixels } from '../stem/micrograph/square-pixels'
import type { UnperiodicResult } from './files/result'
import { detectionsWithout } from './files/surroundings'

/** What was measured of micrographs that are still open: another rate costs little. */
const measured = new WeakMap<Ordered, SurroundingsEvidence>()

/** The columns of a micrograph without a lattice, judged by what their surroundings predict, and the same in a sentence. */
export async function judgedWithoutLattice(
  ordered: Ordered,
  square: SquarePixels,
  { rate, ...call }: LongCall & { rate: number },
): Promise<Pick<UnperiodicResult, 'surroundings' | 'detections'> & { remark: string }> {
  const evidence = measured.get(ordered) ?? (await searchSurroundings(ordered, call))
  measured.set(ordered, evidence)
  const surroundings = onOwnPixels(judgedSurroundings(evidence, rate), square)
  const { columns, explained } = surroundings
  const part = `${(100 * explained).toFixed(0)} % of the picture`
  return {
    surroundings,
    detections: detectionsWithout(surroundings, square.own.pixelSize),
    remark: `no lattice was found: ${columns.count} columns were judged by what their surroundings predict, which explain ${part}`,
  }
}

/** What was found on square pixels, in the micrograph's own. */
function onOwnPixels(judged: JudgedSurroundings, square: SquarePixels): JudgedSurroundings {
  const { columns, findings, radius } = judged
  const places = Array.from(columns.x, (x, n) => square.place({ x, y: columns.y[n] }))
  const way = square.way({ x: radius, y: radius })
  return {
    ...judged,
    radius: Math.sqrt(way.x * way.y),
    columns: {
      ...columns,
      x: Float64Array.from(places, ({ x }) => x),
      y: Float64Array.from(places, ({ y }) => y),
    },
    findings: findings.map((finding) => square.detection(finding)),
  }
}
