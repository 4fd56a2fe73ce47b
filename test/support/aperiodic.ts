import type { Micrograph } from '../../src/io/micrograph'
import { Random } from '../../src/nn'
import type { Vector } from '../../src/stem/math/vector'
import { blurred, gaussianKernel } from '../../src/stem/math/convolve'
import { poisson } from '../../src/stem/simulate/counting'

/** Structures without a lattice of their own: two layers turned against each other, small grains, Ammann and Beenker's tiling, Fibonacci's stack. */
export const STRUCTURES = ['moiré', 'grains', 'quasicrystal', 'layers'] as const
export type Structure = (typeof STRUCTURES)[number]

interface Column {
  x: number
  y: number
  height: number
}

export interface MadeDefect {
  x: number
  y: number
  kind: 'vacancy' | 'half' | 'shift'
}

/** How a drawing is made; lengths px. */
export interface Drawing {
  structure: Structure
  seed: number
  defects: number
  size?: number
  /** Counts at the top of a column. */
  dose?: number
}

const SIZE = 512
const SIGMA = 2.6
/** Signal between columns, of a column's height. */
const GROUND = 0.1
/** Defects are so far apart, and from the edge; a shifted column is so far off. */
const APART = 40
const INSIDE = 40
const SHIFT = 2.2
const GRAINS = 25
/** Side of a grain's cell. */
const CELL = 14

interface Structured {
  columns: Column[]
  isBoundary?: (place: Vector) => boolean
}

/** A micrograph of columns that no lattice holds, with defects that are known, and where two grains meet, whose columns leave gaps or stand too near. */
export function drawAperiodic({ structure, seed, defects, size = SIZE, dose = 60 }: Drawing): {
  micrograph: Micrograph
  defects: MadeDefect[]
  isBoundary: (place: Vector) => boolean
} {
  const random = new Random(seed)
  const { columns, isBoundary = () => false } = { moiré, grains, quasicrystal, layers }[structure](size, random)
  const made = makeDefects(columns, { count: defects, size }, random)
  const clean = render(columns, size)
  const data = Float32Array.from(clean, (value) => poisson(random, dose * (value + GROUND)))
  return {
    micrograph: { data, width: size, height: size, pixelSize: null, name: `${structure}-${seed}`, metadata: {} },
    defects: made,
    isBoundary,
  }
}

/** Every third loses all of its height, half of it, or its place. */
function makeDefects(
  columns: Column[],
  { count, size }: { count: number; size: number },
  random: Random,
): MadeDefect[] {
  const made: MadeDefect[] = []
  for (const n of random.permutation(columns.length)) {
    if (made.length === count) break
    const column = columns[n]
    const { x, y } = column
    if (Math.min(x, y, size - 1 - x, size - 1 - y) < INSIDE) continue
    if (made.some((other) => Math.hypot(other.x - x, other.y - y) < APART)) continue
    const kind = (['vacancy', 'half', 'shift'] as const)[made.length % 3]
    made.push({ x, y, kind })
    if (kind === 'vacancy') column.height = 0
    if (kind === 'half') column.height *= 0.5
    if (kind === 'shift') {
      const angle = random.uniform(0, 2 * Math.PI)
      column.x += SHIFT * Math.cos(angle)
      column.y += SHIFT * Math.sin(angle)
    }
  }
  return made
}

/** Two honeycombs, turned by 5° to 20° against each other. */
function moiré(size: number, random: Random): Structured {
  const [turn, between] = [random.uniform(0, Math.PI), (random.uniform(5, 20) * Math.PI) / 180]
  const columns = [0, 1].flatMap((layer) => {
    const offset = { x: random.uniform(0, 18), y: random.uniform(0, 18) }
    const basis = [
      { x: 18, y: 0 },
      { x: 9, y: 9 * Math.sqrt(3) },
    ] as const
    return latticePoints(size, { basis, motif: [0, 1 / 3], angle: turn + layer * between, offset })
  })
  return { columns }
}

/** Grains of one square lattice, each turned at random; of two columns that meet at a boundary one stays. */
function grains(size: number, random: Random): Structured {
  const seeds = Array.from({ length: GRAINS }, () => ({ x: random.uniform(0, size), y: random.uniform(0, size) }))
  const nearest = ({ x, y }: Column) =>
    seeds.reduce(
      (best, seed, g) =>
        Math.hypot(seed.x - x, seed.y - y) < Math.hypot(seeds[best].x - x, seeds[best].y - y) ? g : best,
      0,
    )
  const basis = [
    { x: CELL, y: 0 },
    { x: 0, y: CELL },
  ] as const
  const all = seeds.flatMap((_, g) => {
    const offset = { x: random.uniform(0, CELL), y: random.uniform(0, CELL) }
    const points = latticePoints(size, { basis, motif: [0], angle: random.uniform(0, Math.PI / 2), offset })
    return points.filter((point) => nearest(point) === g)
  })
  const kept: Column[] = []
  for (const column of all) {
    if (kept.every((other) => Math.hypot(other.x - column.x, other.y - column.y) > 0.6 * CELL)) kept.push(column)
  }
  const isBoundary = (place: Vector) => {
    const far = (seed: Vector) => Math.hypot(seed.x - place.x, seed.y - place.y)
    const [one, other] = seeds.toSorted((p, q) => far(p) - far(q))
    // How far the place is from the line in the middle between the two nearest seeds.
    return (far(other) ** 2 - far(one) ** 2) / (2 * Math.hypot(one.x - other.x, one.y - other.y)) < CELL
  }
  return { columns: kept, isBoundary }
}

/** The vertices of Ammann and Beenker's tiling: points of a lattice in four dimensions whose shadow in the other plane lies in an octagon. */
function quasicrystal(size: number, random: Random): Structured {
  const [edge, most] = [16, Math.ceil((0.75 * size) / 16)]
  const shift = { x: random.uniform(-0.2, 0.2), y: random.uniform(-0.2, 0.2) }
  const angle = random.uniform(0, Math.PI / 4)
  const inradius = 0.5 * (1 + Math.SQRT2)
  const ways = [0, 1, 2, 3].map((k) => [(k * Math.PI) / 4, (3 * k * Math.PI) / 4])
  const points: Column[] = []
  for (let a = -most; a <= most; a++) {
    for (let b = -most; b <= most; b++) {
      for (let c = -most; c <= most; c++) {
        // The last index is what brings the shadow back into the window: a few values at most.
        const partial = shadow([a, b, c, 0], ways)
        const middle = -((partial.x + shift.x) * Math.cos(ways[3][1]) + (partial.y + shift.y) * Math.sin(ways[3][1]))
        for (let d = Math.floor(middle - 1.5); d <= Math.ceil(middle + 1.5); d++) {
          const indices = [a, b, c, d]
          const other = shadow(indices, ways)
          const inside = [0, 1, 2, 3].every((k) => {
            const way = (k * Math.PI) / 4
            return Math.abs((other.x + shift.x) * Math.cos(way) + (other.y + shift.y) * Math.sin(way)) <= inradius
          })
          if (!inside) continue
          let [x, y] = [size / 2, size / 2]
          indices.forEach((index, k) => {
            x += edge * index * Math.cos(ways[k][0] + angle)
            y += edge * index * Math.sin(ways[k][0] + angle)
          })
          if (isNear({ x, y }, size)) points.push({ x, y, height: 1 })
        }
      }
    }
  }
  return { columns: points }
}

function shadow(indices: readonly number[], ways: readonly number[][]): { x: number; y: number } {
  return {
    x: indices.reduce((sum, index, k) => sum + index * Math.cos(ways[k][1]), 0),
    y: indices.reduce((sum, index, k) => sum + index * Math.sin(ways[k][1]), 0),
  }
}

/** Layers of two thicknesses and brightnesses in Fibonacci's order, each shifted by half a step where it is thick. */
function layers(size: number, random: Random): Structured {
  const [angle, along] = [random.uniform(0, Math.PI), 15]
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const points: Column[] = []
  let [across, shift] = [-size, random.uniform(0, along)]
  const golden = (1 + Math.sqrt(5)) / 2
  const phase = random.uniform(0, 1)
  for (let n = 0; across < size; n++) {
    const isThick = Math.floor((n + 1) / golden + phase) - Math.floor(n / golden + phase) === 1
    across += isThick ? 17 : 11
    if (isThick) shift += along / 2
    for (let u = -size; u < size; u += along) {
      const at = u + (shift % along)
      const point = { x: size / 2 + at * cos - across * sin, y: size / 2 + at * sin + across * cos }
      if (isNear(point, size)) points.push({ ...point, height: isThick ? 1 : 0.7 })
    }
  }
  return { columns: points }
}

/** Pictures in which no columns can be judged. */
export const UNORDERED = ['noise', 'amorphous', 'ring', 'liquid', 'fringes', 'blob', 'diffraction'] as const
export type Unordered = (typeof UNORDERED)[number]

/**
 * Noise; noise under a Gaussian; the same as a film far from focus has it, of a narrow band of frequencies; columns no nearer than 11 px to each other
 * and otherwise anywhere; one set of fringes; one bright spot; spots of a lattice that fade from the middle.
 */
export function drawUnordered(kind: Unordered, seed: number, size = SIZE): Micrograph {
  const random = new Random(seed)
  const white = Float32Array.from({ length: size * size }, () => random.normal())
  const smooth = (sigma: number) =>
    blurred(white, { width: size, height: size }, gaussianKernel(sigma, Math.ceil(3 * sigma)), 'periodic')
  const over = (of: (x: number, y: number) => number, noise: number) =>
    white.map((value, at) => of(at % size, Math.floor(at / size)) + noise * value)
  const middle = size / 2
  const draw: Record<Unordered, () => Float32Array<ArrayBuffer>> = {
    noise: () => white,
    amorphous: () => Float32Array.from(smooth(2)),
    ring: () => {
      const [near, far] = [smooth(3), smooth(3.6)]
      return Float32Array.from(near, (value, at) => value - far[at])
    },
    liquid: () => render(liquid(size, random), size),
    fringes: () => over((x, y) => Math.cos(0.5 * x + 0.2 * y), 0.3),
    blob: () => over((x, y) => Math.exp(-0.5 * (Math.hypot(x - middle, y - middle) / 50) ** 2), 0.05),
    diffraction: () =>
      over((x, y) => {
        const [u, v] = [(x - middle) / 40, (y - middle) / 40]
        return Math.exp(-60 * ((u - Math.round(u)) ** 2 + (v - Math.round(v)) ** 2) - Math.hypot(u, v) / 2)
      }, 0.02),
  }
  return {
    data: draw[kind](),
    width: size,
    height: size,
    pixelSize: null,
    name: kind,
    metadata: {},
  }
}

function liquid(size: number, random: Random): Column[] {
  const columns: Column[] = []
  for (let n = 0; n < 0.05 * size * size; n++) {
    const [x, y] = [random.uniform(0, size), random.uniform(0, size)]
    if (columns.every((other) => Math.hypot(other.x - x, other.y - y) > 11)) columns.push({ x, y, height: 1 })
  }
  return columns
}

function latticePoints(
  size: number,
  {
    basis: [a, b],
    motif,
    angle,
    offset,
  }: {
    basis: readonly [{ x: number; y: number }, { x: number; y: number }]
    motif: readonly number[]
    angle: number
    offset: { x: number; y: number }
  },
): Column[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const most = Math.ceil((2 * size) / Math.hypot(a.x, a.y))
  const points: Column[] = []
  for (let i = -most; i <= most; i++) {
    for (let j = -most; j <= most; j++) {
      for (const part of motif) {
        const [u, v] = [(i + part) * a.x + (j + part) * b.x, (i + part) * a.y + (j + part) * b.y]
        const point = { x: u * cos - v * sin + offset.x + size / 2, y: u * sin + v * cos + offset.y + size / 2 }
        if (isNear(point, size)) points.push({ ...point, height: 1 })
      }
    }
  }
  return points
}

function isNear({ x, y }: { x: number; y: number }, size: number): boolean {
  return Math.min(x, y) > -20 && Math.max(x, y) < size + 20
}

function render(columns: readonly Column[], size: number): Float32Array<ArrayBuffer> {
  const image = new Float32Array(size * size)
  const reach = 14
  for (const { x, y, height } of columns) {
    for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(size - 1, y + reach); row++) {
      for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(size - 1, x + reach); column++) {
        const r2 = (column - x) ** 2 + (row - y) ** 2
        image[row * size + column] += height * Math.exp((-0.5 * r2) / SIGMA ** 2)
      }
    }
  }
  return image
}
