import type { Engine } from '../../src/kernels'
import { orderWithout } from '../../src/stem/aperiodic/order'
import { judgedSurroundings, learnAndSearch, leavesMuch, searchSurroundings } from '../../src/stem/aperiodic/search'
import { REACH } from '../../src/stem/aperiodic/surroundings'
import { findLattice } from '../../src/stem/lattice/find'
import type { Drawing, MadeDefect, Unordered } from './aperiodic'
import { drawAperiodic, drawUnordered } from './aperiodic'

export { STRUCTURES, UNORDERED } from './aperiodic'

/** What is asked. */
export const RATES = [0.01, 0.05] as const
/** So far from the edge a defect could be found, pixels of the coarse picture. */
const MARGIN = REACH + 3

/** What came of one drawing that was searched. A detection within a gap radius of a defect has found it. */
export interface Measured {
  explained: number
  columns: number
  seconds: number
  rates: {
    detections: number
    false: number
    /** Of the false ones, those where two grains meet, whose columns stand too near or leave room for one. */
    boundary: number
    found: Record<MadeDefect['kind'], number>
    kinds: number
  }[]
  defects: Record<MadeDefect['kind'], number>
}

/** Searches one drawing, as a file is searched, with a VAE where it is given an engine; null where its lattice is, or nothing. */
export async function measureAperiodic(drawing: Drawing, engine: Engine | null): Promise<Measured | null> {
  const { micrograph, defects: made, isBoundary } = drawAperiodic(drawing)
  const lattice = await findLattice(micrograph)
  const begun = performance.now()
  const ordered = orderWithout(lattice, micrograph, 'auto')
  if (!ordered) return null
  const evidence =
    engine && leavesMuch(ordered)
      ? await learnAndSearch(engine, ordered, { seed: drawing.seed })
      : await searchSurroundings(ordered, {})
  const seconds = (performance.now() - begun) / 1000
  const margin = MARGIN * ordered.picture.step
  const within = made.filter(({ x, y }) => Math.min(x, y, micrograph.width - 1 - x, micrograph.height - 1 - y) > margin)
  const counted = (some: readonly MadeDefect[]) => ({
    vacancy: some.filter(({ kind }) => kind === 'vacancy').length,
    half: some.filter(({ kind }) => kind === 'half').length,
    shift: some.filter(({ kind }) => kind === 'shift').length,
  })
  const rates = RATES.map((rate) => {
    const { findings } = judgedSurroundings(evidence, rate)
    const near = (one: { x: number; y: number }, other: { x: number; y: number }) =>
      Math.hypot(one.x - other.x, one.y - other.y) < ordered.picture.radius
    const named = { vacancy: 'vacancy', half: 'deficit', shift: 'displacement' } as const
    const wrong = findings.filter((finding) => !made.some((defect) => near(defect, finding)))
    return {
      detections: findings.length,
      false: wrong.length,
      boundary: wrong.filter(isBoundary).length,
      found: counted(within.filter((defect) => findings.some((finding) => near(defect, finding)))),
      kinds: within.filter((defect) => findings.some((one) => near(defect, one) && one.kind === named[defect.kind]))
        .length,
    }
  })
  return {
    explained: evidence.expected.explained,
    columns: evidence.sites.spots.length,
    seconds,
    rates,
    defects: counted(within),
  }
}

/** Whether anything would be searched in a picture without order. */
export async function isSearched(kind: Unordered, seed: number): Promise<boolean> {
  const micrograph = drawUnordered(kind, seed)
  return orderWithout(await findLattice(micrograph), micrograph, 'auto') !== null
}
