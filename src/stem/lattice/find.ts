import type { Micrograph } from '../../io/micrograph'
import { Random } from '../../nn'
import type { LongCall } from '../../progress'
import { throwIfAborted } from '../../progress'
import type { Contrast } from '../clean/contrast'
import { inverted } from '../clean/contrast'
import type { Mask } from '../clean/picture'
import { OTHER_PART } from '../clean/picture'
import type { MeanCell } from './cell'
import { meanCell } from './cell'
import { columnsAreDark } from './cell-columns'
import type { Basis } from '../math/vector'
import { angle, length } from '../math/vector'
import { withoutDoubles } from './doubles'
import type { TrackedMicrograph } from './fit-cell'
import type { MaskedPlane } from './fit-sublattice'
import { withColumnsInGaps } from './gaps'
import { findGrains } from './grains'
import type { Distortion, Lattice, LatticeVerdict, NotPeriodic } from './lattice'
import { assemble } from './assemble'
import type { Candidate, Followed, Masked } from './search'
import { largerCell, otherLattices, searchParts } from './parts'
import { follow, LEAST_EVIDENCE, searchSpectrum } from './search'
import { fitSmallestCell } from './smallest-cell'
import { ELSEWHERE, MASKED } from './strain'
import { averageSpectrum } from './spectrum'
import { noiseFloor } from './floor'
import { surrogate } from './surrogate'

/** About the part of the micrograph that must be crystal, and by how much more than the best surrogate shows. */
const LEAST_ORDER = 0.35
const ABOVE_SURROGATES = 0.1
/** From this order on, one lattice is enough; below, another one counts that goes so much further. */
const ONE_CRYSTAL = 0.75
const CLEARLY_FURTHER = 0.05
/** Evidence of less than this part of what the clearest part of the picture shows tells no lattice: that of the whole, and of a part. */
const CLEAR_WHOLE = 0.05
const CLEAR_PART = 0.15
const SMALLEST_FIELD = 32
const SURROGATES = 3
/** Pixels along the edge of a surrogate. */
const SURROGATE_SIZE = 256
const STAGES = 5

interface LatticeOptions extends LongCall {
  contrast?: Contrast
  /** What of the micrograph shows no specimen. */
  mask?: Mask
}

/**
 * The lattice of a micrograph, or the verdict that it has none: peaks of the averaged spectrum, the coarsest lattice that
 * explains them, its cell tested for a larger one, followed across the micrograph as it bends, folded into one mean cell whose
 * columns are the sublattices, every column fitted, and the cell tested for a smaller one. Takes any rotation and any cell of 5 to 110 px.
 * Where columns are dark they are fitted in the inverted micrograph, and the lattice says so. In what it leaves, other lattices are
 * looked for in the same way. Reports the stage `lattice`.
 */
export async function findLattice(micrograph: Micrograph, options: LatticeOptions = {}): Promise<LatticeVerdict> {
  const found = await findOneLattice(micrograph, options)
  if (found.verdict === 'not periodic') return found
  return { ...found, grains: await findGrains(micrograph, found, { mask: null, ...options }, findOneLattice) }
}

/** The lattice that goes on furthest. */
async function findOneLattice(micrograph: Micrograph, options: LatticeOptions): Promise<LatticeVerdict> {
  const { contrast = 'auto', mask = null, ...call } = options
  const advance = stages(call)
  if (Math.min(micrograph.width, micrograph.height) < SMALLEST_FIELD) {
    return notPeriodic(`fewer than ${SMALLEST_FIELD} pixels along an edge show no lattice`, 0, 0)
  }
  await advance('Looking for periodicity')
  const whole = searchSpectrum(micrograph)

  await advance('Following the lattice across the micrograph')
  const best = bestLattice(whole, { mask, width: micrograph.width })
  if (!best && !whole.basis) return notPeriodic('no two peaks of its spectrum span a lattice', 0, 0)
  if (!best) return notPeriodic('the peaks of its spectrum are hardly more than noise has', 0, 0)
  const { candidate, followed } = best

  await advance('Comparing with noise of the same spectrum')
  const chance = await chanceOrder(candidate, followed.order, call)
  if (followed.order < LEAST_ORDER || followed.order < chance + ABOVE_SURROGATES) {
    return notPeriodic('what repeats in it does not go on over more than a few cells', followed.order, chance)
  }

  await advance('Finding the columns of a cell')
  const cell = meanCell(candidate.plane, candidate.basis, followed.displacement)
  const dark = contrast === 'auto' ? columnsAreDark(cell, candidate.basis) : contrast === 'dark'

  await advance('Fitting every column')
  const believed = { candidate, followed, cell, chance, mask, dark }
  return await fitAll(micrograph, dark ? withDarkColumns(believed) : believed, call)
}

/** The same with the cell and its picture upside down. */
function withDarkColumns(believed: Believed): Believed {
  const { candidate, cell } = believed
  const plane = { ...candidate.plane, data: candidate.plane.data.map((value) => -value) }
  return { ...believed, candidate: { ...candidate, plane }, cell: { ...cell, mean: cell.mean.map((value) => -value) } }
}

function hasBasis(candidate: Candidate): candidate is Candidate & { basis: Basis } {
  return candidate.basis !== null
}

function notPeriodic(reason: string, order: number, surrogateOrder: number): NotPeriodic {
  return { verdict: 'not periodic', reason, order, surrogateOrder }
}

/** A lattice that was found in the spectrum, and followed across the micrograph. */
interface FollowedCandidate {
  candidate: Candidate & { basis: Basis }
  followed: Followed
}

/**
 * The lattice that goes on furthest: that of the whole micrograph, in the larger cell that its parts may show; or, where that
 * explains little, that of one part, a grain's.
 */
function bestLattice(whole: Candidate, masked: Masked): FollowedCandidate | null {
  const parts = clearest(searchParts(whole))
  const most = Math.max(0, ...parts.map(({ evidence }) => evidence))
  const isClear = whole.evidence >= Math.max(LEAST_EVIDENCE, CLEAR_WHOLE * most)
  const own = hasBasis(whole) && isClear ? whole : null
  const first = own && (largerCell(own.basis, parts) ?? own)
  let best = first && { candidate: first, followed: follow(first, masked) }
  if (best && best.followed.order >= ONE_CRYSTAL) return best
  for (const candidate of otherLattices(own?.basis ?? null, parts)) {
    // What two twins share goes on furthest, in a cell that is neither's.
    if (largerCell(candidate.basis, parts)) continue
    const followed = follow(candidate, masked)
    if (!best || followed.order > best.followed.order + CLEARLY_FURTHER) best = { candidate, followed }
  }
  return best
}

/** Without parts that show far less than others, as one that a boundary goes through: what two grains share is no lattice of either. */
function clearest<T extends Candidate>(parts: readonly T[]): T[] {
  const most = Math.max(0, ...parts.map(({ evidence }) => evidence))
  return parts.filter(({ evidence }) => evidence >= CLEAR_PART * most)
}

/** Tells how far it has come, and lets others have their turn. */
function stages({ signal, onProgress }: LongCall): (message: string) => Promise<void> {
  const started = performance.now()
  let done = 0
  return async (message) => {
    const elapsed = (performance.now() - started) / 1000
    onProgress?.({ stage: 'lattice', done: done++, total: STAGES, elapsed, message })
    await pause(signal)
  }
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resume) => setTimeout(resume))
  throwIfAborted(signal)
}

/** The most order that the same search finds in pictures of the same spectrum without its peaks. */
async function chanceOrder(candidate: Candidate, order: number, { signal }: LongCall): Promise<number> {
  const small = averageSpectrum(candidate.plane, SURROGATE_SIZE)
  const floor = noiseFloor(small)
  const random = new Random(1)
  let most = 0
  for (let n = 0; n < SURROGATES && most < order; n++) {
    const chance = searchSpectrum(surrogate(small, floor, random))
    if (hasBasis(chance)) most = Math.max(most, follow(chance, { mask: null, width: 0 }).order)
    await pause(signal)
  }
  return most
}

/** A lattice that is believed, before its columns are fitted. */
interface Believed {
  candidate: Candidate & { basis: Basis }
  followed: Followed
  cell: MeanCell
  /** The most order that was found in noise of the same spectrum. */
  chance: number
  mask: Mask
  dark: boolean
}

async function fitAll(
  micrograph: Micrograph,
  { candidate, followed: { displacement, order }, cell, chance: surrogateOrder, mask, dark }: Believed,
  { signal }: LongCall,
): Promise<LatticeVerdict> {
  const { plane, factor, basis, peaks } = candidate
  const picture: TrackedMicrograph = {
    micrograph: { ...(dark ? inverted(micrograph) : micrograph), mask },
    plane,
    factor,
    displacement,
    pause: () => pause(signal),
  }
  const { tracked, sublattices } = await fitSmallestCell(picture, basis, cell)
  if ((sublattices[0]?.sites.count ?? 0) < 6)
    return notPeriodic('fewer than six columns were found', order, surrogateOrder)
  sublattices.sort((p, q) => q.intensity - p.intensity)
  const assembled = assemble(sublattices, tracked, micrograph)
  if (!assembled) return notPeriodic('its columns lie on one line', order, surrogateOrder)
  const { a, b } = assembled.basis
  const lattice: Lattice = {
    verdict: 'periodic',
    origin: assembled.origin,
    a,
    b,
    lengths: [length(a), length(b)],
    angle: angle(assembled.basis),
    contrast: dark ? 'dark' : 'bright',
    sublattices: withColumnsInGaps(
      picture.micrograph,
      withoutDoubles(assembled.sublattices, assembled.basis),
      assembled.basis,
      assembled.distortion,
    ),
    distortion: withMask(assembled.distortion, picture.micrograph),
    quality: { order, surrogateOrder, peaks, ...assembled.quality },
    grains: [],
  }
  return lattice
}

/** The distortion with the points marked around which the picture is masked, and those at which another part of the crystal is. */
function withMask(distortion: Distortion, { mask, width, height }: MaskedPlane): Distortion {
  if (!mask) return distortion
  const { origin, step, columns } = distortion
  const near = (place: number, half: number, extent: number) =>
    [Math.max(0, Math.round(place - half)), Math.min(extent - 1, Math.round(place + half))] as const
  const domain = distortion.domain.map((own, at) => {
    const [x, y] = [origin.x + (at % columns) * step.x, origin.y + Math.floor(at / columns) * step.y]
    const [left, right] = near(x, step.x / 2, width)
    const [top, bottom] = near(y, step.y / 2, height)
    for (let row = top; row <= bottom; row++) {
      if (mask.subarray(row * width + left, row * width + right + 1).includes(1)) return MASKED
    }
    return mask[Math.round(y) * width + Math.round(x)] === OTHER_PART ? ELSEWHERE : own
  })
  return { ...distortion, domain }
}
