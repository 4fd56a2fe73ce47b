import type { Micrograph } from '../../src/io/micrograph'
import { Random } from '../../src/nn'
import { auroc } from '../../src/stem/math/rank'

/** A column as it can be changed: where it stands, and the Gaussian that it is, px and the micrograph's units. */
export interface Changeable {
  sublattice: number
  x: number
  y: number
  peak: number
  width: number
  /** Beside a planar fault. */
  atFault: boolean
}

/** Parts of the height and, positive, displacements in Å: what every predictor is asked to find. */
const CHANGES = [
  { kind: 'height', size: -0.08 },
  { kind: 'height', size: -0.25 },
  { kind: 'height', size: 0.25 },
  { kind: 'shift', size: 0.1 },
  { kind: 'shift', size: 0.2 },
  { kind: 'shift', size: 0.3 },
] as const

/** Entries of changed columns, and which change each has. */
export type Changed = ReadonlyMap<number, number>

/** Part of the columns that are changed. */
const SHARE = 0.08

/**
 * The micrograph with all the changes at once, each in as many columns, none nearer to another than `apart` px: a Gaussian of the
 * column's own is taken off, and put back changed, in a random direction.
 */
export function renderChanges(
  micrograph: Micrograph,
  columns: readonly Changeable[],
  { seed, apart, pixelSize }: { seed: number; apart: number; pixelSize: number },
): { micrograph: Micrograph; changed: Changed } {
  const random = new Random(seed)
  const data = micrograph.data.slice()
  const changed = new Map<number, number>()
  const { width, height } = micrograph
  for (const atFault of [true, false]) {
    for (const sublattice of new Set(columns.map((column) => column.sublattice))) {
      const own = columns.flatMap((column, n) =>
        column.sublattice === sublattice && column.atFault === atFault ? n : [],
      )
      const wanted = Math.ceil((atFault ? 2 : 1) * SHARE * own.length)
      let count = 0
      for (const k of random.permutation(own.length)) {
        if (count === wanted) break
        const n = own[k]
        const { x, y, peak, width: sigma } = columns[n]
        const edge = Math.min(x, y, width - 1 - x, height - 1 - y)
        const isNear = [...changed.keys()].some((m) => Math.hypot(columns[m].x - x, columns[m].y - y) < apart)
        if (edge < apart / 2 || isNear) continue
        const which = count++ % CHANGES.length
        const { kind, size } = CHANGES[which]
        const angle = random.uniform(0, 2 * Math.PI)
        const far = kind === 'shift' ? size / pixelSize : 0
        draw(data, micrograph, { x, y, peak: -peak, sigma })
        const left = peak * (kind === 'height' ? 1 + size : 1)
        draw(data, micrograph, { x: x + far * Math.cos(angle), y: y + far * Math.sin(angle), peak: left, sigma })
        changed.set(n, which)
      }
    }
  }
  return { micrograph: { ...micrograph, data }, changed }
}

/** Adds a Gaussian. */
function draw(
  data: Float32Array,
  { width, height }: Micrograph,
  { x, y, peak, sigma }: { x: number; y: number; peak: number; sigma: number },
): void {
  const reach = 5 * sigma
  for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(height - 1, y + reach); row++) {
    for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(width - 1, x + reach); column++) {
      data[row * width + column] += peak * Math.exp((-0.5 * ((column - x) ** 2 + (row - y) ** 2)) / sigma ** 2)
    }
  }
}

/** What was made of one column. */
export interface Outcome {
  score: number
  sublattice: number
  /** −1 where nothing was changed. */
  change: number
  /** Columns of one block stand or fall together. */
  block: number
}

const RESAMPLES = 200

/** Mean of the AUROC over sublattices and changes, and its 95 % bootstrap interval by blocks. */
export function meanAuroc(outcomes: readonly Outcome[]): { mean: number; interval: [number, number] } {
  const blocks = new Map<number, Outcome[]>()
  for (const outcome of outcomes) {
    const block = blocks.get(outcome.block)
    if (block) block.push(outcome)
    else blocks.set(outcome.block, [outcome])
  }
  const parts = [...blocks.values()]
  const random = new Random(1)
  const means = Array.from({ length: RESAMPLES }, () =>
    meanOf(parts.flatMap(() => parts[random.integer(parts.length)])),
  ).sort((p, q) => p - q)
  return {
    mean: meanOf(outcomes),
    interval: [means[Math.floor(0.025 * RESAMPLES)], means[Math.floor(0.975 * RESAMPLES)]],
  }
}

function meanOf(outcomes: readonly Outcome[]): number {
  const areas: number[] = []
  for (const sublattice of new Set(outcomes.map((outcome) => outcome.sublattice))) {
    const own = outcomes.filter((outcome) => outcome.sublattice === sublattice)
    const bulk = own.filter(({ change }) => change < 0).map(({ score }) => score)
    CHANGES.forEach((_, change) => {
      const found = own.filter((outcome) => outcome.change === change).map(({ score }) => score)
      if (found.length > 0 && bulk.length > 0) areas.push(auroc(bulk, found))
    })
  }
  return areas.reduce((sum, area) => sum + area, 0) / areas.length
}
