import { Random } from '../../src/nn'
import { findLattice } from '../../src/stem/lattice/find'
import { inverse } from '../../src/stem/math/solve'
import { Columns } from '../../src/stem/micrograph/columns'
import { fitColumns } from '../../src/stem/micrograph/joint-fit'
import { poisson } from '../../src/stem/simulate/counting'
import { periodic, picture } from './lattice'

/** Much like 20111206DF.jpg, strontium titanate at 24 px a cell: σ in px, peaks as parts of that of Sr. */
const CELL = 24
const ANGSTROM = 3.905 / CELL
const KINDS = [
  { name: 'Sr', u: 0, peak: 1, sigma: 3.3 },
  { name: 'Ti', u: 0.5, peak: 0.7, sigma: 2.64 },
] as const
const GROUND = 0.15
const SIZE = 480
/** By which columns differ: of their peaks, and px along an axis. */
const SCATTER = 0.05
const OFF = 0.3
/** Columns nearer to the edge than this, in cells, do not count. */
const EDGE = 1

interface Column {
  x: number
  y: number
  peak: number
  sigma: number
}

/** Errors of the joint fit of one kind of column beside the least that counting electrons allows. */
export interface Precision {
  name: string
  columns: number
  /** pm along x, and %, rms. */
  place: number
  intensity: number
  /** Mean errors. */
  placeBias: number
  intensityBias: number
  /** Cramér and Rao's bounds of the same. */
  leastPlace: number
  leastIntensity: number
}

/** What is measured: so many micrographs from a seed on, with so many electrons in the brightest pixel. */
interface Made {
  micrographs: number
  dose: number
  seed: number
}

/** The micrographs, of Gaussian columns whose places (px) and peaks (electrons) are known. */
export function made({ micrographs, dose, seed }: Made) {
  return Array.from({ length: micrographs }, (_, k) => {
    const random = new Random(seed + k)
    const truth = crystal(random)
    const image = rendered(truth, SIZE)
    return { truth, micrograph: picture(SIZE, (x, y) => poisson(random, dose * image[y * SIZE + x])) }
  })
}

/** What another program needs to be measured by the same micrographs: pixels row by row, and the truth. */
export function forOthers(given: Made) {
  const scale = { size: SIZE, cell: CELL, angstrom: ANGSTROM, edge: EDGE, dose: given.dose }
  return made(given).map(({ truth, micrograph: { data } }) => ({
    data,
    truth: { ...scale, columns: truth.map((own) => ({ ...own, kind: own.sigma === KINDS[0].sigma ? 'Sr' : 'Ti' })) },
  }))
}

/** Measures the joint fit by simulated micrographs. */
export async function precision(given: Made) {
  const { dose } = given
  const errors = KINDS.map(() => ({ x: [] as number[], peak: [] as number[] }))
  for (const { truth, micrograph } of made(given)) {
    const columns = new Columns(periodic(await findLattice(micrograph)))
    const { height, dx, dy } = fitColumns(micrograph, columns)
    const { table } = columns
    for (let n = 0; n < columns.count; n++) {
      const [x, y] = [table.x[n] + dx[n] / height[n], table.y[n] + dy[n] / height[n]]
      if (Math.min(x, y, SIZE - x, SIZE - y) < EDGE * CELL) continue
      const own = truth.find((column) => Math.hypot(column.x - x, column.y - y) < CELL / 4)
      if (!own) throw new Error(`no column is at ${x}, ${y}`)
      const { x: places, peak } = errors[own.sigma === KINDS[0].sigma ? 0 : 1]
      places.push((x - own.x) * ANGSTROM * 100)
      peak.push(100 * (height[n] / dose / own.peak - 1))
    }
  }
  return KINDS.map(({ name, peak }, kind): Precision => {
    const bound = leastErrors(kind, dose)
    const { x, peak: intensity } = errors[kind]
    return {
      name,
      columns: x.length,
      place: rms(x),
      intensity: rms(intensity),
      placeBias: mean(x),
      intensityBias: mean(intensity),
      leastPlace: bound.x * ANGSTROM * 100,
      leastIntensity: (100 * bound.peak) / peak,
    }
  })
}

function crystal(random: Random): Column[] {
  const columns: Column[] = []
  const angle = random.uniform(0, 0.5)
  const [c, s] = [CELL * Math.cos(angle), CELL * Math.sin(angle)]
  for (let i = -40; i <= 40; i++) {
    for (let j = -40; j <= 40; j++) {
      for (const { u, peak, sigma } of KINDS) {
        const [x, y] = [SIZE / 2 + (i + u) * c - (j + u) * s, SIZE / 2 + (i + u) * s + (j + u) * c]
        const off = () => OFF * random.normal()
        const column = { x: x + off(), y: y + off(), peak: peak * (1 + SCATTER * random.normal()), sigma }
        if (Math.min(x, y, SIZE - x, SIZE - y) > -CELL) columns.push(column)
      }
    }
  }
  return columns
}

function rendered(columns: readonly Column[], size: number): Float64Array {
  const image = new Float64Array(size * size).fill(GROUND)
  for (const { x, y, peak, sigma } of columns) {
    const reach = 6 * sigma
    for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(size - 1, y + reach); row++) {
      for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(size - 1, x + reach); column++) {
        image[row * size + column] += peak * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / 2 / sigma ** 2)
      }
    }
  }
  return image
}

/**
 * Cramér and Rao's bound for a column in the middle of three by three cells of which all columns' peaks and places and the ground are
 * unknown, the widths known: from Fisher's information of Poisson counts, Σ ∂μ ∂μ / μ.
 */
function leastErrors(kind: number, dose: number): { x: number; peak: number } {
  const size = 3 * CELL
  const columns: Column[] = []
  for (let i = -1; i <= 1; i++) {
    for (let j = -1; j <= 1; j++) {
      for (const { u, peak, sigma } of KINDS) {
        const middle = size / 2 - KINDS[kind].u * CELL
        columns.push({ x: middle + (i + u) * CELL, y: middle + (j + u) * CELL, peak, sigma })
      }
    }
  }
  const all = 3 * columns.length + 1
  const image = rendered(columns, size)
  const information = new Float64Array(all * all)
  const slopes = new Float64Array(all)
  image.forEach((value, at) => {
    columns.forEach(({ x, y, peak, sigma }, n) => {
      const [dx, dy] = [(at % size) - x, Math.floor(at / size) - y]
      const g = Math.exp(-(dx * dx + dy * dy) / 2 / sigma ** 2)
      slopes.set([g, (peak * g * dx) / sigma ** 2, (peak * g * dy) / sigma ** 2], 3 * n)
    })
    slopes[all - 1] = 1
    for (let p = 0; p < all; p++)
      for (let q = 0; q < all; q++) information[p * all + q] += (dose * slopes[p] * slopes[q]) / value
  })
  const covariance = inverse(information, all)
  if (!covariance) throw new Error('the columns cannot be told apart')
  const own =
    3 * columns.findIndex(({ x, y, sigma }) => x === size / 2 && y === size / 2 && sigma === KINDS[kind].sigma)
  return { peak: Math.sqrt(covariance[own * all + own]), x: Math.sqrt(covariance[(own + 1) * all + own + 1]) }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const rms = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => value * value)))
