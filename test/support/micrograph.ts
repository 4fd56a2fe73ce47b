import type { Micrograph } from '../../src/io/micrograph'
import { Random } from '../../src/nn'
import type { Lattice } from '../../src/stem/lattice/lattice'
import { recognise } from '../../src/stem/lattice/match-crystal'
import { Columns } from '../../src/stem/micrograph/columns'
import type { Detection } from '../../src/stem/micrograph/detections'
import { describeDetections } from '../../src/stem/micrograph/detections'
import { measuredAlone } from '../../src/stem/micrograph/evidence'
import { examine } from '../../src/stem/micrograph/examine'
import { judgeMicrograph, searchMicrograph } from '../../src/stem/micrograph/judge-micrograph'
import { maskedRegion } from '../../src/stem/micrograph/regions'
import { pedestalOf } from '../../src/stem/micrograph/sampler'
import { periodic } from './lattice'
import type { JudgedColumns } from '../../src/stem/micrograph/judge'
import { judgeColumns } from '../../src/stem/micrograph/judge'
import { fitColumns } from '../../src/stem/micrograph/joint-fit'
import { unfiltered } from '../../src/stem/micrograph/matched-filter'

interface JudgedWithoutModel extends JudgedColumns {
  columns: Columns
  findings: Detection[]
}

/** Judges a micrograph by its columns and their neighbours alone: as with a model that predicts nothing. */
export async function judgeWithoutModel(
  micrograph: Micrograph,
  lattice: Lattice,
  rate = 0.01,
): Promise<JudgedWithoutModel> {
  const columns = new Columns(lattice)
  const fit = fitColumns(micrograph, columns)
  const prediction = unfiltered(columns.count)
  const leak = lattice.sublattices.map(() => ({ intensity: 0, shift: 0 }))
  const judged = await judgeColumns({ fit, prediction, leak }, columns, micrograph, { rate })
  const findings = describeDetections(judged, micrograph, columns, {
    which: Array.from(judged.scored.found.keys()).filter((n) => judged.scored.found[n]),
    named: false,
  })
  return { ...judged, columns, findings }
}

/** Cleans and searches a micrograph, every grain of it, with a model that predicts nothing. */
export async function searchWithoutModel(micrograph: Micrograph, rate = 0.01) {
  const { found, ...about } = await searchedBy(judgeMicrograph, micrograph, rate)
  return { ...found.result, ...about, regions: [...about.regions, ...found.result.regions] }
}

/** What is found so, and the pictures of it. */
export async function drawWithoutModel(micrograph: Micrograph) {
  const { found } = await searchedBy(searchMicrograph, micrograph, 0.01)
  return { ...found.result, pictures: found.pictures }
}

async function searchedBy<T>(
  judge: (...args: Parameters<typeof judgeMicrograph>) => Promise<T>,
  micrograph: Micrograph,
  rate: number,
) {
  const { square, found: verdict, masked, remarks } = await examine(micrograph, { contrast: 'auto' })
  const lattice = periodic(verdict)
  const evidence = {
    measures: measuredAlone(square.micrograph, lattice),
    grains: lattice.grains.map((grain) => measuredAlone(square.micrograph, grain)),
    pedestal: pedestalOf(square.micrograph),
    scale: 1,
    patches: 0,
    seconds: { leak: 0, predict: 0, measure: 0 },
  }
  const recognised = recognise(lattice, null, null)
  const found = await judge(evidence, square.micrograph, recognised, { rate })
  return { found, lattice, remarks, regions: masked.map(maskedRegion) }
}

export interface RenderedDefect {
  kind: 'deficit' | 'shift' | 'swap'
  sublattice: number
  /** The column's place before, px. */
  x: number
  y: number
  /** By which it was moved, px, and what is left of its intensity. */
  dx: number
  dy: number
  left: number
}

/** What a column of swapped species takes from the other sublattice. */
export type Swap = 'height' | 'height and width'

/** What a column becomes by another species that shines nearly alike, and how near that is. */
const BRIGHTER = 1.5
const ALIKE = 0.1

/** Distance from the edge and of defects from each other, in cells. */
const APART = 1

/**
 * The micrograph with smooth defects in a part of the columns of its lattice, those near the edge left out: a Gaussian of the
 * column's own height and its sublattice's width is taken off, and put back with half its height, `shift` px away in a random
 * direction, or as a column of the other sublattice: of its height, and of its width unless `swap` is 'height'; half as high again
 * where the sublattices are alike.
 */
export function renderDefects(
  micrograph: Micrograph,
  { lengths, sublattices }: Lattice,
  { share, shift, seed, swap = 'height and width' }: { share: number; shift: number; seed: number; swap?: Swap },
): { micrograph: Micrograph; defects: RenderedDefect[] } {
  const random = new Random(seed)
  const { width, height } = micrograph
  const data = micrograph.data.slice()
  const apart = APART * Math.min(...lengths)
  const defects: RenderedDefect[] = []
  sublattices.forEach((own, sublattice) => {
    const other = sublattices[sublattices.length - 1 - sublattice]
    const ratio = other.intensity / own.intensity
    const swapped = Math.abs(ratio - 1) > ALIKE ? ratio : BRIGHTER
    for (let n = 0; n < own.sites.count; n++) {
      const [x, y, peak] = [own.sites.x[n], own.sites.y[n], own.sites.intensity[n]]
      const chosen = random.uniform() < share
      const [kind, angle] = [(['deficit', 'shift', 'swap'] as const)[random.integer(3)], random.uniform(0, 2 * Math.PI)]
      const edge = Math.min(x, y, width - 1 - x, height - 1 - y)
      const isNear = defects.some((before) => Math.hypot(before.x - x, before.y - y) < 0.9 * apart)
      if (!chosen || edge < apart || isNear) continue
      const by = kind === 'shift' ? shift : 0
      const [dx, dy] = [by * Math.cos(angle), by * Math.sin(angle)]
      const left = kind === 'deficit' ? 0.5 : kind === 'swap' ? swapped : 1
      draw(data, micrograph, x, y, -peak, own.width)
      draw(
        data,
        micrograph,
        x + dx,
        y + dy,
        left * peak,
        kind === 'swap' && swap !== 'height' ? other.width : own.width,
      )
      defects.push({ kind, sublattice, x, y, dx, dy, left })
    }
  })
  return { micrograph: { ...micrograph, data }, defects }
}

/** Adds a Gaussian. */
function draw(data: Float32Array, { width, height }: Micrograph, x: number, y: number, peak: number, sigma: number) {
  const reach = 5 * sigma
  for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(height - 1, y + reach); row++) {
    for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(width - 1, x + reach); column++) {
      data[row * width + column] += peak * Math.exp((-0.5 * ((column - x) ** 2 + (row - y) ** 2)) / sigma ** 2)
    }
  }
}

/** Which of the defects were found, and what was found besides. */
export function compareFindings(
  findings: readonly { x: number; y: number; kind: string }[],
  defects: readonly RenderedDefect[],
  cell: number,
) {
  const at = ({ x, y }: { x: number; y: number }) =>
    defects.find(
      (defect) =>
        Math.hypot(defect.x + defect.dx - x, defect.y + defect.dy - y) < 0.25 * cell ||
        Math.hypot(defect.x - x, defect.y - y) < 0.25 * cell,
    )
  const found = new Set(findings.map(at).filter((defect) => defect !== undefined))
  const missed = defects.filter((defect) => !found.has(defect))
  return { found: found.size, missed, falseAlarms: findings.filter((finding) => !at(finding)), defectOf: at }
}
