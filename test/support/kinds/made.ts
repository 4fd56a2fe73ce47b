import type { Micrograph } from '../../../src/io/micrograph'
import type { Vector } from '../../../src/stem/math/vector'
import type { Cell, Lengths } from './cells'
import type { Column, Extent, Where } from './columns'
import { drawn, grow, inside } from './columns'
import type { Mulberry32 } from './mulberry'
import { TURN } from './mulberry'
import type { Field, Film } from './picture'
import { render, smoothField, withRowsMoved } from './picture'

type DefectKind = 'vacancy' | 'half' | 'quarter' | 'bright' | 'shift' | 'interstitial'

/** A column that is odd, and where it stands, px. */
export interface Defect extends Vector {
  kind: DefectKind
}

/** What a search of a micrograph should say. Lengths in px; what is absent or null is not asked for. */
export interface Truth {
  lattice: Lengths | null
  defects: readonly Defect[]
  sublattices?: number
  /** So near a detection must be to a defect. */
  radius?: number
  /** Strength of each kind of defect, %. */
  strengths?: Partial<Record<DefectKind, number>>
  /** By which `shift` defects are displaced. */
  displacement?: number
}

export interface Made {
  micrograph: Micrograph
  truth: Truth
}

/** A micrograph that is made when it is asked for, and what is in it. */
export interface Case {
  name: string
  note: string
  make: () => Made
}

/** Height left of a column, and what a displaced one keeps. */
const LEFT: Partial<Record<DefectKind, number>> = { vacancy: 0, half: 0.5, quarter: 0.75, bright: 1.7 }

/** How a micrograph is made; lengths in px. What is left out is as usual. */
interface Plan extends Partial<Extent> {
  cell: Cell
  /** A typical distance of columns, by which margins and displacements go. */
  spacing: number
  /** Of the crystal, from +x; at random from 0 to 60 where neither these nor `columns` are given. */
  degrees?: number
  /** Instead of the crystal grown whole. */
  columns?: Column[]
  /** Electrons per unit of intensity. */
  dose?: number
  background?: number
  /** How many columns are made defects, of which kinds in turn, how far apart, where, and of which sites. */
  defects?: number
  kinds?: readonly DefectKind[]
  apart?: number
  where?: Where
  sites?: readonly number[]
  /** By which a `shift` is displaced. */
  shift?: number
  /** Interstitials that are put beside the columns. */
  extra?: (random: Mulberry32) => Column[]
  /** Standard deviation of the columns' heights as a part of them, of a smooth distortion, and of each row's displacement. */
  alloy?: number
  strain?: number
  rowJitter?: number
  thickness?: Field
  film?: Film
  /** What becomes of the picture before its electrons are counted, and after. */
  optics?: (picture: Float32Array<ArrayBuffer>) => Float32Array<ArrayBuffer>
  detector?: (counts: Float32Array<ArrayBuffer>, random: Mulberry32) => Float32Array<ArrayBuffer>
  /** Cut off at the left and the right. */
  crop?: number
  expected?: Partial<Omit<Truth, 'defects'>>
}

/** Draws the micrograph of a plan: columns, defects, picture, noise, in this order. */
export function made(random: Mulberry32, plan: Plan): Made {
  const { cell, spacing, width = 340, height = 340, dose = 80, background = 0.15, crop = 0, rowJitter = 0 } = plan
  const extent = { width, height }
  const degrees = plan.degrees ?? random.uniform(0, 60)
  const bend = plan.strain ? distortion(random, extent, plan.strain) : undefined
  const columns = plan.columns ?? grownAnywhere(random, cell, { ...extent, spacing, degrees, bend })
  for (const column of columns) {
    column.height *= 1 + (plan.alloy ?? 0.02) * random.normal()
    // Two more numbers than are used: figures of earlier runs stand on this sequence.
    random.normal()
    random.normal()
  }
  const defects = withDefects(random, columns, { ...plan, ...extent })
  const whole = render(columns, { ...plan, ...extent, background })
  const scanned = rowJitter ? withRowsMoved(whole, extent, () => rowJitter * random.normal()) : whole
  const picture = plan.optics?.(scanned) ?? scanned
  const counts = picture.map((value) => random.counts(Math.max(0, value) * dose))
  const data = plan.detector?.(counts, random) ?? counts
  return {
    micrograph: cropped(data, extent, crop),
    truth: {
      lattice: cell.lattice,
      ...plan.expected,
      defects: defects.map((defect) => ({ ...defect, x: defect.x - crop })),
    },
  }
}

function distortion(random: Mulberry32, { width }: Extent, size: number): (x: number, y: number) => Vector {
  const [across, down] = [smoothField(random, 0.8 * width, size), smoothField(random, 0.8 * width, size)]
  return (x, y) => ({ x: across(x, y), y: down(x, y) })
}

function grownAnywhere(
  random: Mulberry32,
  cell: Cell,
  { spacing, ...growth }: Omit<Parameters<typeof grow>[1], 'origin'> & { spacing: number },
): Column[] {
  return grow(cell, { ...growth, origin: { x: random.uniform(0, spacing), y: random.uniform(0, spacing) } })
}

/** Changes some of the columns, and adds what stands beside them; says which. */
function withDefects(random: Mulberry32, columns: Column[], plan: Plan & Extent): Defect[] {
  const { spacing, defects = 5, sites, shift = 0.16 * spacing, apart = 2.6 * spacing } = plan
  const kinds = plan.kinds ?? (['vacancy', 'bright', 'shift'] as const)
  const where = plan.where ?? inside(plan, 1.7 * spacing)
  const may = ({ x, y, site }: Column) => (sites?.includes(site) ?? true) && where(x, y)
  const some = defects ? drawn(columns, defects, { random, where: may, apart }) : []
  const changed = some.map((column, k): Defect => {
    const kind = kinds[k % kinds.length]
    column.height *= LEFT[kind] ?? 1
    if (kind === 'shift') {
      const angle = random.uniform(0, TURN)
      column.x += shift * Math.cos(angle)
      column.y += shift * Math.sin(angle)
    }
    return { x: column.x, y: column.y, kind }
  })
  const added = plan.extra?.(random) ?? []
  columns.push(...added)
  return [...changed, ...added.map(({ x, y }): Defect => ({ x, y, kind: 'interstitial' }))]
}

function cropped(data: Float32Array<ArrayBuffer>, { width, height }: Extent, crop: number): Micrograph {
  const left = width - 2 * crop
  const inner = crop
    ? Float32Array.from({ length: left * height }, (_, k) => data[Math.floor(k / left) * width + (k % left) + crop])
    : data
  return { data: inner, width: left, height, name: 'made', pixelSize: null, metadata: {} }
}
