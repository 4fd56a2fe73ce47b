import type { Micrograph } from '../../src/io/micrograph'
import { Random } from '../../src/nn'
import type { Basis } from '../../src/stem/math/vector'
import { oriented } from '../../src/stem/math/vector'
import type { Lattice, LatticeVerdict, Sites } from '../../src/stem/lattice/lattice'
import { poisson } from '../../src/stem/simulate/counting'

/** A column in every cell: its place in units of the lattice vectors, and its peak. */
export interface MotifSite {
  u: number
  v: number
  peak: number
}

/** Motifs of one, two and three sublattices; `alike` differ by a seventh, `bound` has a site off every symmetric place. */
export const MOTIFS = {
  single: [{ u: 0, v: 0, peak: 1 }],
  centred: [
    { u: 0, v: 0, peak: 1 },
    { u: 0.5, v: 0.5, peak: 0.65 },
  ],
  alike: [
    { u: 0, v: 0, peak: 1 },
    { u: 0.5, v: 0.5, peak: 0.85 },
  ],
  equal: [
    { u: 0, v: 0, peak: 1 },
    { u: 0.5, v: 0.5, peak: 1 },
  ],
  three: [
    { u: 0, v: 0, peak: 1 },
    { u: 0.5, v: 0.5, peak: 0.7 },
    { u: 0.5, v: 0, peak: 0.35 },
  ],
  bound: [
    { u: 0, v: 0, peak: 1 },
    { u: 0.33, v: 0.15, peak: 0.6 },
  ],
} satisfies Record<string, MotifSite[]>

interface CrystalOptions {
  size: number
  /** Length of the first vector, px; of the second in relation to it; the angle between them; rotation of the first. */
  cell: number
  ratio?: number
  angle?: number
  rotation?: number
  motif: readonly MotifSite[]
  /** σ of a column, px. */
  width: number
  /** Electrons at a peak of 1. */
  dose?: number
  /** Smooth displacement, amplitude in px; shifts of rows, px rms. */
  warp?: number
  jitter?: number
  seed: number
}

/** Any two-dimensional crystal, counted in electrons; returns the lattice that it has before it is bent. */
export function anyCrystal(options: CrystalOptions): { micrograph: Micrograph; basis: Basis } {
  const {
    size,
    cell,
    ratio = 1,
    angle = 90,
    rotation = 0,
    motif,
    width,
    dose = 30,
    warp = 0,
    jitter = 0,
    seed,
  } = options
  const random = new Random(seed)
  const vector = (scale: number, degrees: number) => ({
    x: scale * Math.cos((degrees * Math.PI) / 180),
    y: scale * Math.sin((degrees * Math.PI) / 180),
  })
  const basis = { a: vector(cell, rotation), b: vector(cell * ratio, rotation + angle) }
  const shift = Float64Array.from({ length: size }, () => jitter * random.normal())
  const phases = [random.uniform(0, 2 * Math.PI), random.uniform(0, 2 * Math.PI)]
  const image = new Float64Array(size * size).fill(0.15)
  const reach = Math.ceil((1.5 * size) / (cell * Math.min(1, ratio) * Math.sin((angle * Math.PI) / 180)))
  for (let i = -reach; i <= reach; i++) {
    for (let j = -reach; j <= reach; j++) {
      for (const { u, v, peak } of motif) {
        const x = size / 2 + (i + u) * basis.a.x + (j + v) * basis.b.x
        const y = size / 2 + (i + u) * basis.a.y + (j + v) * basis.b.y
        const bentX = x + warp * Math.sin((2 * Math.PI * y) / size + phases[0])
        const bentY = y + warp * Math.cos((2 * Math.PI * x) / size + phases[1])
        addColumn(image, size, shift, bentX, bentY, peak * (1 + 0.05 * random.normal()), width)
      }
    }
  }
  return { micrograph: picture(size, (x, y) => poisson(random, dose * image[y * size + x])), basis }
}

function addColumn(
  image: Float64Array,
  size: number,
  shift: Float64Array,
  x: number,
  y: number,
  peak: number,
  width: number,
): void {
  const reach = 4 * width + 2
  for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(size - 1, y + reach); row++) {
    for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(size - 1, x + reach); column++) {
      const r2 = (column + shift[row] - x) ** 2 + (row - y) ** 2
      image[row * size + column] += peak * Math.exp((-0.5 * r2) / width ** 2)
    }
  }
}

/** A square picture, pixel by pixel. */
export function picture(size: number, value: (x: number, y: number) => number): Micrograph {
  const data = Float32Array.from({ length: size * size }, (_, at) => value(at % size, Math.floor(at / size)))
  return { data, width: size, height: size, pixelSize: null, name: 'simulated', metadata: {} }
}

/** Fails with what was said instead. */
export function periodic(verdict: LatticeVerdict): Lattice {
  if (verdict.verdict !== 'periodic') throw new Error(`not periodic: ${verdict.reason}, order ${verdict.order}`)
  return verdict
}

/** Largest deviation of the true lattice's reduced vectors from whole-number combinations of the found ones, and areas. */
export function compareLattices({ a, b }: Lattice, truth: Basis): { deviation: number; area: number } {
  const d = a.x * b.y - a.y * b.x
  const reduced = oriented(truth)
  const parts = [reduced.a, reduced.b].flatMap((v) => [(v.x * b.y - v.y * b.x) / d, (a.x * v.y - a.y * v.x) / d])
  const deviation = Math.max(...parts.map((part) => Math.abs(part - Math.round(part))))
  const sine = Math.abs(reduced.a.x * reduced.b.y - reduced.a.y * reduced.b.x)
  return { deviation, area: Math.abs(d) / sine }
}

/** A square lattice of `side` by `side` columns of one kind, 16 px apart, for what asks who is whose neighbour. */
export function columnLattice(side: number): Lattice {
  const count = side * side
  const floats = () => new Float32Array(count)
  const sites: Sites = {
    count,
    i: Int32Array.from({ length: count }, (_, n) => n % side),
    j: Int32Array.from({ length: count }, (_, n) => Math.floor(n / side)),
    x: Float64Array.from({ length: count }, (_, n) => 16 * (n % side) + 8),
    y: Float64Array.from({ length: count }, (_, n) => 16 * Math.floor(n / side) + 8),
    dx: floats(),
    dy: floats(),
    intensity: floats().fill(1),
    background: floats(),
    settled: new Uint8Array(count).fill(1),
  }
  const distortion = { columns: 1, rows: 1, origin: { x: 0, y: 0 }, step: { x: 1, y: 1 }, dx: floats(), dy: floats() }
  return {
    verdict: 'periodic',
    origin: { x: 8, y: 8 },
    a: { x: 16, y: 0 },
    b: { x: 0, y: 16 },
    lengths: [16, 16],
    angle: 90,
    contrast: 'bright',
    sublattices: [{ name: 'A', position: { u: 0, v: 0 }, width: 3, intensity: 1, sites }],
    distortion: { ...distortion, quality: floats(), domain: new Uint8Array(1) },
    quality: {
      order: 1,
      surrogateOrder: 0,
      peaks: { explained: 1, found: 1 },
      rigidResidual: 0,
      residual: 0,
      lengthError: 0,
      angleError: 0,
    },
    grains: [],
  }
}
