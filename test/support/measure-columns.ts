import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Micrograph } from '../../src/io/micrograph'
import type { Engine } from '../../src/kernels'
import { openInput } from '../../src/session/opening'
import type { Projection } from '../../src/stem/crystal/projection'
import { visibleColumns } from '../../src/stem/crystal/projection'
import { GALLERY, USUAL_CRYSTAL } from '../../src/stem/crystal/gallery'
import { findLattice } from '../../src/stem/lattice/find'
import type { Lattice } from '../../src/stem/lattice/lattice'
import { nearestDistances } from '../../src/stem/lattice/sites'
import { Columns } from '../../src/stem/micrograph/columns'
import { fitColumns } from '../../src/stem/micrograph/joint-fit'
import { coherentParts } from '../../src/stem/micrograph/coherent'
import { levelled } from '../../src/stem/micrograph/deviations'
import type { Ask } from '../../src/stem/micrograph/judge'
import { judgeColumns } from '../../src/stem/micrograph/judge'
import { learnSurroundings } from '../../src/stem/blind/learn-surroundings'
import { unfiltered } from '../../src/stem/micrograph/matched-filter'
import type { Opinion } from '../../src/stem/micrograph/opinion'
import type { Member, Predictor, Weights } from '../../src/stem/micrograph/stack'
import { cropped } from '../../src/stem/math/rectangle'
import { simulateMicrograph } from '../../src/stem/simulate/micrograph'
import type { SimulationOptions } from '../../src/stem/simulate/options'
import { usualSimulation } from '../../src/stem/simulate/options'
import type { TrueColumn } from '../../src/stem/simulate/truth'
import type { Changeable, Outcome } from './column-defects'
import { meanAuroc, renderChanges } from './column-defects'
import { periodic } from './lattice'

/** Strontium titanate's cell, Å. */
const CELL = 3.905
const RATE = 0.01
/** Columns that a simulated micrograph shows, about. */
const COLUMNS = 1500

/** A micrograph whose columns are asked for, and where they are. */
export interface Subject {
  micrograph: Micrograph
  columns: Changeable[]
  /** Least distance between changed columns, px, and Å per px. */
  apart: number
  pixelSize: number
  /** The same specimen and scan, of a simulated one, without what sets single columns apart, and without noise. */
  ideal?: Micrograph
}

/** Rows of the table: what makes the micrograph of a seed. */
export function rows(data: string): Record<string, (seed: number) => Promise<Subject>> {
  const opened = async (file: string) => {
    const input = await openInput(readFileSync(join(data, file)), file)
    if (input.kind !== 'micrograph') throw new Error(`${file} is no micrograph`)
    return input.micrograph
  }
  const half = (file: string, side: 'left' | 'right') => async () => {
    const micrograph = await opened(file)
    const width = micrograph.width >> 1
    return real(cropped(micrograph, { x: side === 'left' ? 0 : width, y: 0, width, height: micrograph.height }))
  }
  const whole = (file: string) => async () => real(await opened(file))
  const simulation = (options: Partial<SimulationOptions>) => (seed: number) =>
    simulated({ seed, ...sizeOf(options.crystal ?? USUAL_CRYSTAL), ...options })
  const made: Record<string, (seed: number) => Promise<Subject>> = {
    '20111206DF left': half('prifti/20111206DF.jpg', 'left'),
    '20111206DF right': half('prifti/20111206DF.jpg', 'right'),
    '20111206DF whole': whole('prifti/20111206DF.jpg'),
    '16_STO left': half('micrographs/16_STOimage_1.ser', 'left'),
    '16_STO right': half('micrographs/16_STOimage_1.ser', 'right'),
    '16_STO whole': whole('micrographs/16_STOimage_1.ser'),
    'CdTe fault': simulation({
      crystal: GALLERY['cdte-110'],
      faults: [{ along: 'a', at: 0.875, translation: [-1 / 3, 0] }],
    }),
    superlattice: simulation({ crystal: layered() }),
  }
  for (const name of ['srtio3-001', 'cdte-110', 'mos2-001', 'lamno3-110', 'au-110', 'si-110']) {
    const crystal = GALLERY[name]
    made[`${name} strained`] = simulation({ crystal, distortion: 4, drift: 2 })
    made[`${name} wedge`] = simulation({ crystal, thicknessField: 0.25 })
    made[`${name} dose 4`] = simulation({ crystal, dose: 4 })
  }
  return made
}

/** A square that shows so many columns of a crystal. */
function sizeOf(crystal: Projection): { width: number; height: number } {
  const { a, b, angle } = crystal.cell
  const area = (a * b * Math.sin((angle * Math.PI) / 180)) / visibleColumns(crystal).length
  const side = Math.round(Math.sqrt(COLUMNS * area) / usualSimulation(crystal).pixelSize)
  return { width: side, height: side }
}

/** Every fourth layer a third brighter, the columns beside it displaced by 1.2 px. */
function layered(): Projection {
  const layers = 4
  const columns = Array.from({ length: layers }, (_, k) => [
    { name: k === 0 ? 'Sr+' : 'Sr', position: [0, k / layers], atoms: { Sr: k === 0 ? 1.45 : 1 } },
    {
      name: 'Ti',
      position: [0.5 + (k === 0 ? 0.05 : k === layers - 1 ? -0.05 : 0), (k + 0.5) / layers],
      atoms: { Ti: 1, O: 1 },
    },
  ]).flat()
  return { name: 'Layered SrTiO3', zoneAxis: [0, 0, 1], cell: { a: CELL, b: layers * CELL, angle: 90 }, columns }
}

async function real(micrograph: Micrograph): Promise<Subject> {
  const lattice = periodic(await findLattice(micrograph))
  const columns = lattice.sublattices.flatMap(({ sites, width }, sublattice) =>
    Array.from({ length: sites.count }, (_, n): Changeable => {
      return { sublattice, x: sites.x[n], y: sites.y[n], peak: sites.intensity[n], width, atFault: false }
    }),
  )
  const cell = (lattice.lengths[0] + lattice.lengths[1]) / 2
  return { micrograph, columns, apart: 1.5 * cell, pixelSize: CELL / cell }
}

async function simulated(options: Partial<SimulationOptions> & { seed: number }): Promise<Subject> {
  const { micrograph, truth } = simulateMicrograph(options)
  const lattice = periodic(await findLattice(micrograph))
  const near = 0.4 * nearestOf(lattice)
  const matched = truth.columns.map((column) => ({ ...column, ...nearestSite(lattice, column) }))
  // Where the lattice has no site, a column is as others of its name are.
  const usual = new Map<string, number>()
  for (const { sublattice: name } of truth.columns) {
    if (usual.has(name)) continue
    const own = matched.filter((column) => column.sublattice === name)
    const found = own.filter(({ far }) => far < near)
    if (found.length > own.length / 4) usual.set(name, found[0].site)
  }
  const columns = matched.flatMap((column): Changeable[] => {
    const { x, y, far, site, peak } = column
    const sublattice = far < near ? site : usual.get(column.sublattice)
    if (sublattice === undefined) return []
    const own = lattice.sublattices[sublattice]
    const height = far < near ? peak : own.intensity
    return [{ sublattice, x, y, peak: height, width: own.width, atFault: isAtFault(column, options) }]
  })
  const pixelSize = truth.pixelSize
  return { micrograph, columns, apart: 2.2 * nearestOf(lattice), pixelSize, ideal: idealOf(options) }
}

/** What is common to columns of a simulated micrograph: strain, drift, scan errors, thickness. Each stage draws from a generator of its own. */
function idealOf(options: Partial<SimulationOptions> & { seed: number }): Micrograph {
  const { columns } = options.crystal ?? USUAL_CRYSTAL
  const quiet = { dose: 1e6, readNoise: 0, amorphous: 0, bits: 16, positionScatter: 0 } as const
  const intensityScatter = Object.fromEntries(columns.map(({ name }) => [name, 0]))
  return simulateMicrograph({ ...options, ...quiet, intensityScatter }).micrograph
}

/** Whether a column stands within a cell of a planar fault. */
function isAtFault({ sublattice, i, j }: TrueColumn, { crystal, faults = [] }: Partial<SimulationOptions>): boolean {
  const position = crystal?.columns.find(({ name }) => name === sublattice)?.position ?? [0, 0]
  return faults.some(({ along, at }) => Math.abs((along === 'a' ? j + position[1] : i + position[0]) - at) < 1)
}

function nearestSite({ sublattices }: Lattice, { x, y }: { x: number; y: number }) {
  let best = { far: Infinity, site: 0, peak: 0 }
  sublattices.forEach(({ sites }, site) => {
    for (let n = 0; n < sites.count; n++) {
      const far = Math.hypot(sites.x[n] - x, sites.y[n] - y)
      if (far < best.far) best = { far, site, peak: sites.intensity[n] }
    }
  })
  return best
}

function nearestOf(lattice: Lattice): number {
  return Math.min(
    ...nearestDistances(
      lattice.sublattices.map(({ position }) => position),
      lattice,
    ),
  )
}

/** Which predictors are heard, by the name of the table's column. */
const CHOICES: Readonly<Record<string, readonly Member[]>> = {
  kriging: ['kriging'],
  '+ linear': ['kriging', 'linear'],
  '+ VAE': ['kriging', 'linear', 'vae'],
  'VAE alone': ['vae'],
}
/**
 * Of simulated micrographs: what a predictor would say that knows all that columns share, and nothing of a single one, beside what the
 * neighbours say: where black counts are clipped, the picture without noise reads otherwise than the picture itself.
 */
const BOUND = 'bound'

/** What one choice of predictors makes of a micrograph whose columns were changed. */
interface Part {
  bulk: Outcome[]
  atFault: Outcome[]
  weights: readonly Weights[]
  seconds: number
}

/** Blocks along each edge for the bootstrap. */
const BLOCKS = 5

/** The block that a column of a micrograph lies in, of those of all seeds. */
export function blockOf({ x, y }: Changeable, { width, height }: Micrograph, seed: number): number {
  const square = (along: number, all: number) => Math.floor((BLOCKS * along) / all)
  return BLOCKS ** 2 * seed + square(x, width) + BLOCKS * square(y, height)
}

/** Renders changes into a micrograph, has it judged by each choice of predictors, and says what was made of each column. */
async function partsOf(subject: Subject, seed: number, engine: Engine | null): Promise<Record<string, Part>> {
  const { micrograph, changed } = renderChanges(subject.micrograph, subject.columns, { seed, ...subject })
  const lattice = periodic(await findLattice(micrograph))
  const columns = new Columns(lattice)
  const fit = fitColumns(micrograph, columns)
  const prediction = unfiltered(columns.count)
  const leak = lattice.sublattices.map(() => ({ intensity: 0, shift: 0 }))
  const begun = performance.now()
  const blind = engine && (await learnSurroundings(engine, { picture: micrograph, columns, fit }, { seed }))
  const learning = (performance.now() - begun) / 1000
  const found: Record<string, Part> = {}
  const choices = Object.entries(CHOICES)
    .filter(([, members]) => engine || !members.includes('vae'))
    .map(([name, members]) => {
      const opinionOf = (asked: Ask, member: Member) => {
        if (member !== 'vae' || !blind) return asked[member]()
        const opinion = beyond(asked.linear(), blind)
        return members.length > 1 ? opinion : elseUsual(opinion)
      }
      const heard = (asked: Ask): Predictor[] => members.map((name) => ({ name, opinion: opinionOf(asked, name) }))
      return { name, heard, learns: members.includes('vae') }
    })
  if (subject.ideal) {
    const opinion = knowing(subject.ideal, columns, fit.seen)
    const heard = (asked: Ask): Predictor[] => [
      { name: 'kriging', opinion: asked.kriging() },
      { name: 'vae', opinion },
    ]
    choices.push({ name: BOUND, heard, learns: false })
  }
  for (const { name, heard, learns } of choices) {
    const started = performance.now()
    const measures = { fit, prediction, leak }
    const { scored, weights } = await judgeColumns(measures, columns, micrograph, { rate: RATE, heard })
    const seconds = (performance.now() - started) / 1000 + (learns ? learning : 0)
    const scoreAt = nearestScore(columns, scored.score, subject.apart)
    const outcomes = subject.columns.map((column, n) => {
      const outcome = { score: scoreAt(column), sublattice: column.sublattice, change: changed.get(n) ?? -1 }
      return { ...outcome, block: blockOf(column, micrograph, seed), atFault: column.atFault }
    })
    found[name] = {
      bulk: outcomes.filter(({ atFault }) => !atFault),
      atFault: outcomes.filter(({ atFault }) => atFault),
      weights,
      seconds,
    }
  }
  return found
}

/** What the linear twin says, and a blind-spot model adds. */
function beyond(linear: Opinion, blind: Opinion): Opinion {
  const [intensity, dx, dy] = linear.map(({ prediction, inflation }, c) => ({
    prediction: prediction.map((value, n) => value + blind[c].prediction[n]),
    inflation: inflation.map((value, n) => value * blind[c].inflation[n]),
  }))
  return [intensity, dx, dy]
}

/** The same; columns of which it says nothing, as beside the edge, are taken for usual. */
function elseUsual(opinion: Opinion): Opinion {
  const [intensity, dx, dy] = opinion.map(({ prediction, inflation }) => ({
    prediction: prediction.map((value) => (Number.isNaN(value) ? 0 : value)),
    inflation: inflation.map((value, n) => (Number.isNaN(prediction[n]) ? 1 : value)),
  }))
  return [intensity, dx, dy]
}

/** What the micrograph without noise says of each column. */
function knowing(ideal: Micrograph, columns: Columns, seen: Uint8Array): Opinion {
  const none = new Uint8Array(columns.count)
  const { deviations } = levelled(fitColumns(ideal, columns), seen, none, columns.within(coherentParts(columns).parts))
  const [intensity, dx, dy] = deviations.map((prediction) => ({
    prediction,
    inflation: new Float32Array(prediction.length).fill(1),
  }))
  return elseUsual([intensity, dx, dy])
}

/** The score of the column at a place; −1 where none was judged, which is no more unusual than any other. */
function nearestScore({ table }: Columns, score: Float32Array, apart: number): (at: Changeable) => number {
  const squares = new Map<string, number[]>()
  const key = (x: number, y: number) => `${Math.floor(x / apart)},${Math.floor(y / apart)}`
  for (let n = 0; n < table.count; n++) {
    if (Number.isNaN(score[n])) continue
    const square = key(table.x[n], table.y[n])
    squares.set(square, [...(squares.get(square) ?? []), n])
  }
  const steps = [-apart, 0, apart]
  return ({ x, y }) => {
    let best = { far: apart / 4, score: -1 }
    for (const n of steps.flatMap((dx) => steps.flatMap((dy) => squares.get(key(x + dx, y + dy)) ?? []))) {
      const far = Math.hypot(table.x[n] - x, table.y[n] - y)
      if (far < best.far) best = { far, score: score[n] }
    }
    return best.score
  }
}

export interface ColumnMeasurement {
  /** Folder of the real micrographs. */
  data: string
  seeds: readonly number[]
  /** Rows whose names hold one of these; all of them when there are none. */
  only: readonly string[]
  /** Null where no VAE is trained. */
  engine: Engine | null
  print: (line: string) => void
}

/**
 * Prints how well each choice of predictors tells changed columns from others: mean AUROC over both species and all changes, with its
 * bootstrap interval by blocks, the weights of the last seed, and the seconds that learning and judging took.
 */
export async function measureColumns({ data, seeds, only, engine, print }: ColumnMeasurement): Promise<void> {
  const names = [...Object.keys(CHOICES), BOUND]
  print(`| | ${names.join(' | ')} | weights | seconds |`)
  for (const [row, make] of Object.entries(rows(data))) {
    if (only.length > 0 && !only.some((name) => row.includes(name))) continue
    const parts: Record<string, Part>[] = []
    for (const seed of seeds) parts.push(await partsOf(await make(seed), seed, engine))
    for (const where of ['bulk', 'atFault'] as const) {
      const cells = names.map((name) => {
        const outcomes = parts.flatMap((part) => part[name]?.[where] ?? [])
        if (outcomes.length === 0) return '–'
        const { mean, interval } = meanAuroc(outcomes)
        return `${mean.toFixed(3)} (${interval.map((end) => end.toFixed(3)).join('–')})`
      })
      if (cells.every((cell) => cell === '–')) continue
      const last = Object.values(parts[parts.length - 1])
      const { weights: all } = last[engine ? 2 : 1]
      const weights = CHOICES[engine ? '+ VAE' : '+ linear'].map((name) => {
        const means = [0, 1, 2].map((c) => all.reduce((sum, own) => sum + (own[name]?.[c] ?? 0) / all.length, 0))
        return `${name} ${means.map((weight) => weight.toFixed(2)).join('/')}`
      })
      const seconds = Object.keys(last).map((_, k) => {
        return parts.reduce((sum, part) => sum + Object.values(part)[k].seconds / parts.length, 0).toFixed(1)
      })
      print(
        `| ${row}${where === 'bulk' ? '' : ', at the fault'} | ${cells.join(' | ')} | ${weights.join(', ')} | ${seconds.join(' / ')} |`,
      )
    }
  }
}
