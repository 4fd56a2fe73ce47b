import type { Micrograph } from '../../src/io/micrograph'
import { Random } from '../../src/nn'
import type { FieldColumns } from '../../src/stem/field/columns'
import { fieldColumns } from '../../src/stem/field/columns'
import type { FieldFinding } from '../../src/stem/field/finding'
import { describeFindings } from '../../src/stem/field/finding'
import type { Judged } from '../../src/stem/field/judge'
import { judgeColumns } from '../../src/stem/field/judge'
import type { Filtered } from '../../src/stem/field/matched-filter'
import { matchedFilter } from '../../src/stem/field/matched-filter'
import { columnShapes } from '../../src/stem/field/measure'
import { ownSampler } from '../../src/stem/field/view'
import type { Lattice } from '../../src/stem/lattice/lattice'

/** The fast preset's. */
const BLUR = 2

interface JudgedField extends Judged {
  columns: FieldColumns
  findings: FieldFinding[]
}

/** Judges a micrograph by its columns and their neighbours alone: as with a model that predicts nothing. */
export async function judgeWithoutModel(micrograph: Micrograph, lattice: Lattice, rate = 0.01): Promise<JudgedField> {
  const sampler = ownSampler(micrograph, lattice)
  const { width, height, scale } = sampler.frame
  const image = blurred(sampler.read(0, 0, width, height), width, height)
  const columns = fieldColumns(lattice)
  const shapes = columnShapes(lattice, scale, BLUR)
  const empty = (): Filtered => {
    const { count } = columns
    return { height: new Float32Array(count), dx: new Float32Array(count), dy: new Float32Array(count) }
  }
  const [input, prediction] = [empty(), empty()]
  const seen = Uint8Array.from({ length: columns.count }, (_, n) => {
    const { x, y } = sampler.frame.coordinates(columns.x[n], columns.y[n])
    const { sigma, reach } = shapes[columns.sublattice[n]]
    const rows = { top: 0, complete: height, width }
    return matchedFilter([image], rows, x, y, sigma, reach, [input], n) ? 1 : 0
  })
  const leak = lattice.sublattices.map(() => ({ intensity: 0, shift: 0 }))
  const judged = await judgeColumns({ seen, input, prediction }, leak, lattice, columns, micrograph, rate)
  const findings = describeFindings(judged, micrograph, lattice, columns, scale, false)
  return { ...judged, columns, findings }
}

/** Under a Gaussian; beyond the edges, the pixels at them. */
function blurred(image: Float32Array, width: number, height: number): Float32Array {
  const radius = 4 * BLUR
  const kernel = Array.from({ length: 2 * radius + 1 }, (_, k) => Math.exp(-0.5 * ((k - radius) / BLUR) ** 2))
  const sum = kernel.reduce((total, weight) => total + weight, 0)
  const line = (source: Float32Array, value: (x: number, y: number) => number) =>
    source.map((_, at) => value(at % width, Math.floor(at / width)) / sum)
  const clamp = (value: number, end: number) => Math.min(Math.max(value, 0), end - 1)
  const rows = line(image, (x, y) =>
    kernel.reduce((total, w, k) => total + w * image[y * width + clamp(x + k - radius, width)], 0),
  )
  return line(rows, (x, y) =>
    kernel.reduce((total, w, k) => total + w * rows[clamp(y + k - radius, height) * width + x], 0),
  )
}

export interface FieldDefect {
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

/** Distance from the edge and of defects from each other, in cells. */
const APART = 1

/**
 * The micrograph with smooth defects in a part of the columns of its lattice, those near the edge left out: a Gaussian of the
 * column's own height and its sublattice's width is taken off, and put back with half its height, `shift` px away in a random
 * direction, or as a column of the other sublattice: of its height, and of its width unless `swap` is 'height'.
 */
export function renderDefects(
  micrograph: Micrograph,
  { lengths, sublattices }: Lattice,
  { share, shift, seed, swap = 'height and width' }: { share: number; shift: number; seed: number; swap?: Swap },
): { micrograph: Micrograph; defects: FieldDefect[] } {
  const random = new Random(seed)
  const { width, height } = micrograph
  const data = micrograph.data.slice()
  const apart = APART * Math.min(...lengths)
  const defects: FieldDefect[] = []
  sublattices.forEach((own, sublattice) => {
    const other = sublattices[sublattices.length - 1 - sublattice]
    for (let n = 0; n < own.sites.count; n++) {
      const [x, y, peak] = [own.sites.x[n], own.sites.y[n], own.sites.intensity[n]]
      const chosen = random.uniform() < share
      const [kind, angle] = [(['deficit', 'shift', 'swap'] as const)[random.integer(3)], random.uniform(0, 2 * Math.PI)]
      const edge = Math.min(x, y, width - 1 - x, height - 1 - y)
      const isNear = defects.some((before) => Math.hypot(before.x - x, before.y - y) < 0.9 * apart)
      if (!chosen || edge < apart || isNear) continue
      const by = kind === 'shift' ? shift : 0
      const [dx, dy] = [by * Math.cos(angle), by * Math.sin(angle)]
      const left = kind === 'deficit' ? 0.5 : kind === 'swap' ? other.intensity / own.intensity : 1
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
  defects: readonly FieldDefect[],
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
