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
import type { Surroundings } from '../../src/stem/micrograph/learn-surroundings'
import { learnSurroundings } from '../../src/stem/micrograph/learn-surroundings'
import { cropped } from '../../src/stem/patch/rectangle'
import { simulateMicrograph } from '../../src/stem/simulate/micrograph'
import type { SimulationOptions } from '../../src/stem/simulate/options'
import { usualSimulation } from '../../src/stem/simulate/options'
import type { TrueColumn } from '../../src/stem/simulate/truth'
import type { Changeable, Outcome } from './column-defects'
import { meanAuroc, renderChanges } from './column-defects'
import { judgeWithoutModel } from './micrograph'
import { periodic } from './lattice'

/** Strontium titanate's cell, Å. */
const CELL = 3.905
/** Columns that a simulated micrograph shows, about. */
const COLUMNS = 1500

/** A micrograph whose columns are asked for, and where they are. */
export interface Subject {
  micrograph: Micrograph
  columns: Changeable[]
  /** Least distance between changed columns, px, and Å per px. */
  apart: number
  pixelSize: number
}

/** Rows of the table: what makes the micrograph of a seed. */
export function rows(data: string): Record<string, (seed: number) => Promise<Subject>> {
  const half = (file: string, side: 'left' | 'right') => async () => {
    const input = await openInput(readFileSync(join(data, file)), file)
    if (input.kind !== 'micrograph') throw new Error(`${file} is no micrograph`)
    const { width, height } = input.micrograph
    const x = side === 'left' ? 0 : width >> 1
    return real(cropped(input.micrograph, { x, y: 0, width: width >> 1, height }))
  }
  const simulation = (options: Partial<SimulationOptions>) => (seed: number) =>
    simulated({ seed, ...sizeOf(options.crystal ?? USUAL_CRYSTAL), ...options })
  const made: Record<string, (seed: number) => Promise<Subject>> = {
    '20111206DF left': half('prifti/20111206DF.jpg', 'left'),
    '20111206DF right': half('prifti/20111206DF.jpg', 'right'),
    '16_STO left': half('micrographs/16_STOimage_1.ser', 'left'),
    '16_STO right': half('micrographs/16_STOimage_1.ser', 'right'),
    'CdTe fault': simulation({
      crystal: GALLERY['cdte-110'],
      faults: [{ along: 'a', at: 0.875, translation: [1 / 3, 0] }],
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
  return { micrograph, columns, apart: 2.2 * nearestOf(lattice), pixelSize }
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
  return Math.min(...nearestDistances(lattice.sublattices.map(({ position }) => position), lattice))
}

/** What is made of the columns of a micrograph, each with its place. */
export interface Scores {
  x: ArrayLike<number>
  y: ArrayLike<number>
  /** NaN of columns that were not judged. */
  score: ArrayLike<number>
  note: string
}

/** Blocks along each edge for the bootstrap. */
const BLOCKS = 5

/** Renders changes into a micrograph, has it judged, and says what was made of each column; one that was not judged is no more unusual than any other. */
export async function outcomesOf(
  subject: Subject,
  seed: number,
  judge: (micrograph: Micrograph) => Promise<Scores>,
): Promise<{ bulk: Outcome[]; atFault: Outcome[]; judged: { bulk: number; atFault: number }; note: string }> {
  const { micrograph, changed } = renderChanges(subject.micrograph, subject.columns, { seed, ...subject })
  const { x, y, score, note } = await judge(micrograph)
  const grid = new Map<string, number[]>()
  const key = (px: number, py: number) => `${Math.floor(px / subject.apart)},${Math.floor(py / subject.apart)}`
  for (let n = 0; n < x.length; n++) {
    if (Number.isNaN(score[n])) continue
    const at = key(x[n], y[n])
    const there = grid.get(at)
    if (there) there.push(n)
    else grid.set(at, [n])
  }
  const scoreAt = ({ x: px, y: py }: Changeable): number => {
    let best = { far: subject.apart / 4, score: NaN }
    for (const dx of [-1, 0, 1]) {
      for (const dy of [-1, 0, 1]) {
        for (const n of grid.get(key(px + dx * subject.apart, py + dy * subject.apart)) ?? []) {
          const far = Math.hypot(x[n] - px, y[n] - py)
          if (far < best.far) best = { far, score: score[n] }
        }
      }
    }
    return best.score
  }
  const all = subject.columns.map((column, n) => {
    const block =
      Math.floor((BLOCKS * column.x) / micrograph.width) + BLOCKS * Math.floor((BLOCKS * column.y) / micrograph.height)
    const outcome = { score: scoreAt(column), sublattice: column.sublattice, change: changed.get(n) ?? -1 }
    return { atFault: column.atFault, outcome: { ...outcome, block: 100 * seed + block } }
  })
  const part = (atFault: boolean) => {
    const own = all.filter((column) => column.atFault === atFault).map(({ outcome }) => outcome)
    const judged = own.filter((outcome) => !Number.isNaN(outcome.score))
    return { outcomes: own.map((o) => (Number.isNaN(o.score) ? { ...o, score: -1 } : o)), judged: judged.length / own.length }
  }
  const [bulk, atFault] = [part(false), part(true)]
  return { bulk: bulk.outcomes, atFault: atFault.outcomes, judged: { bulk: bulk.judged, atFault: atFault.judged }, note }
}

export async function scoresOf(micrograph: Micrograph, engine: Engine | null, seed: number): Promise<Scores> {
  const lattice = periodic(await findLattice(micrograph))
  const begun = performance.now()
  const learn = (around: Surroundings) => (engine ? learnSurroundings(engine, around, { seed }) : Promise.resolve(null))
  const { columns, scored, weights } = await judgeWithoutModel(micrograph, lattice, 0.01, learn)
  console.log('      judge', ((performance.now() - begun) / 1000).toFixed(1), columns.count)
  const { x, y } = columns.table
  return { x, y, score: scored.score, note: JSON.stringify(weights) }
}

export { meanAuroc }
