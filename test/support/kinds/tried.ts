import type { Vector } from '../../../src/stem/math/vector'
import { dot, length, reduced } from '../../../src/stem/math/vector'
import type { Detection } from '../../../src/stem/micrograph/detections'
import { searchWithoutModel } from '../micrograph'
import type { Lengths } from './cells'
import type { Case, Defect, Truth } from './made'

/** Lengths and angle of the cell may be off by these: a part, and degrees. */
const CELL = { part: 0.015, degrees: 1 }
/** A detection within this part of the shorter edge, and these px at least, has found a defect; of a cell that is not asked for, that of 16 px. */
const NEAR = { part: 0.35, least: 4, edge: 16 }
/** A strength may be off by so many points, a displacement by this part. */
const STRENGTH = 8
const DISPLACEMENT = 0.05
/** So many of the missed defects are named. */
const NAMED = 4

/** What is asked of a search. */
interface Searched {
  lattice: { lengths: readonly [number, number]; angle: number; sublattices: readonly unknown[] }
  findings: readonly Detection[]
  regions: readonly { kind: string }[]
}

/** Searches a made micrograph at 1 %, without a model. Returns what is wrong; nothing where all is right. */
export async function tried({ make }: Case): Promise<string[]> {
  const { micrograph, truth } = make()
  let searched: Searched
  try {
    searched = await searchWithoutModel(micrograph)
  } catch (error) {
    return [(error as Error).message]
  }
  return wrong(searched, truth)
}

/** Right are the lattice, its sublattices, every defect and nothing else found, and strengths and displacements where they are asked for. */
export function wrong({ lattice, findings, regions }: Searched, truth: Truth): string[] {
  const edge = truth.lattice ? Math.min(truth.lattice[0], truth.lattice[1]) : NEAR.edge
  const radius = truth.radius ?? Math.max(NEAR.least, NEAR.part * edge)
  const near = (defect: Defect) => findings.filter(({ x, y }) => Math.hypot(x - defect.x, y - defect.y) <= radius)
  const missed = truth.defects.filter((defect) => near(defect).length === 0)
  const hit = new Set(truth.defects.flatMap(near))
  const others = findings.filter((finding) => !hit.has(finding))
  const clusters = regions.filter(({ kind }) => kind === 'cluster').length
  const { sublattices = lattice.sublattices.length } = truth
  return [
    ...wrongCell(lattice, truth.lattice),
    ...(missed.length > 0
      ? [`missed ${missed.length} of ${truth.defects.length}: ${missed.slice(0, NAMED).map(said).join('; ')}`]
      : []),
    ...(others.length > 0
      ? [`${others.length} found that are none: ${others.slice(0, NAMED).map(said).join('; ')}`]
      : []),
    ...(clusters > 0 && truth.defects.length === 0 ? [`${clusters} found as a cluster`] : []),
    ...(lattice.sublattices.length === sublattices
      ? []
      : [`${lattice.sublattices.length} sublattices, not ${sublattices}`]),
    ...truth.defects.flatMap((defect) => wrongSize(defect, near(defect), truth)),
  ]
}

function said({ kind, x, y }: Vector & { kind: string }): string {
  return `${kind} at ${Math.round(x)}, ${Math.round(y)}`
}

/** Both cells are compared as they are reduced. */
function wrongCell({ lengths: [a, b], angle }: Searched['lattice'], truth: Lengths | null): string[] {
  if (!truth) return []
  const [found, expected] = [reducedLengths([a, b, angle]), reducedLengths(truth)]
  const isRight = found.every((value, k) =>
    k < 2 ? Math.abs(value / expected[k] - 1) <= CELL.part : Math.abs(value - expected[k]) <= CELL.degrees,
  )
  const text = (cell: Lengths) => `${cell[0].toFixed(2)} × ${cell[1].toFixed(2)} px, ${cell[2].toFixed(1)}°`
  return isRight ? [] : [`lattice ${text(found)}, not ${text(expected)}`]
}

/** Of the reduced cell, the angle that is not obtuse. */
function reducedLengths([a, b, degrees]: Lengths): Lengths {
  const turn = (degrees * Math.PI) / 180
  const cell = reduced({ a: { x: a, y: 0 }, b: { x: b * Math.cos(turn), y: b * Math.sin(turn) } })
  const lengths = [length(cell.a), length(cell.b)] as const
  const cosine = Math.abs(dot(cell.a, cell.b)) / (lengths[0] * lengths[1])
  return [...lengths, (Math.acos(Math.min(1, cosine)) * 180) / Math.PI]
}

/** Whether none of the detections at a defect says how strong it is, or by how much it is displaced, where that is asked for. */
function wrongSize(defect: Defect, found: readonly Detection[], { strengths, displacement }: Truth): string[] {
  if (found.length === 0) return []
  const strength = strengths?.[defect.kind]
  if (strength !== undefined && found.every((one) => Math.abs(one.strength - strength) > STRENGTH)) {
    const [{ strength: own, strengthError }] = found
    return [`${said(defect)}: ${own.toFixed(0)} ± ${strengthError.toFixed(0)} %, not ${strength}`]
  }
  if (displacement === undefined || defect.kind !== 'shift') return []
  const far = Math.max(...found.map(({ dx, dy }) => Math.hypot(dx, dy)))
  const isRight = Math.abs(far / displacement - 1) <= DISPLACEMENT
  return isRight ? [] : [`${said(defect)}: displaced by ${far.toFixed(2)} px, not ${displacement}`]
}
