import passSource from '../../shaders/fft_pass.wgsl?raw'
import sumSource from '../../shaders/structure_sum.wgsl?raw'
import type { Engine } from './engine'
import { Storage } from './storage'

/** Pixels of a complex plane; each edge is a power of two from 16 to 1024. Elements are pairs of floats, rows one after another. */
export interface Plane {
  width: number
  height: number
}

/** Threads of a workgroup at most, and complex numbers that it holds: half the memory that every adapter has. */
const [MOST_THREADS, MOST_HELD] = [256, 1024]
/** Complex numbers that lie side by side in memory and are fetched together. */
const NEIGHBOURS = 4
const [SMALLEST, LARGEST] = [16, 1024]

/** e^(+2πi k / N) for all k of a length, in float64 until they are stored. */
function twiddlesOf(length: number): Float32Array {
  const turns = Float64Array.from({ length }, (_, k) => (2 * Math.PI * k) / length)
  return Float32Array.from({ length: 2 * length }, (_, at) => (at % 2 ? Math.sin : Math.cos)(turns[at >> 1]))
}

/** What a pass does with the lines of its planes; see fft_pass.wgsl. */
export interface Pass {
  axis: 'rows' | 'columns'
  /** Of the first transform; the last one is its opposite. */
  direction: 'forward' | 'inverse'
  /** Left out, the pass begins or ends in the other space. */
  first?: boolean
  last?: boolean
  /** By what the transformed lines are multiplied. */
  middle?: Storage | 'phase'
}

/** Planes of complex numbers on an engine, all of one size, and the passes along their lines. */
export class Planes {
  readonly #engine: Engine
  readonly #twiddles: ReadonlyMap<number, Storage>

  /** Throws a RangeError where an edge is no power of two from 16 to 1024. */
  constructor(
    engine: Engine,
    readonly plane: Plane,
  ) {
    const edges = [plane.width, plane.height]
    for (const edge of edges) {
      const isPower = Number.isInteger(Math.log2(edge)) && edge >= SMALLEST && edge <= LARGEST
      if (!isPower) throw new RangeError(`an edge of ${edge} px: take a power of two from ${SMALLEST} to ${LARGEST}`)
    }
    this.#engine = engine
    this.#twiddles = new Map(edges.map((edge) => [edge, engine.upload(twiddlesOf(edge))]))
  }

  /** Pixels of a plane. */
  get size(): number {
    return this.plane.width * this.plane.height
  }

  /** Frees what all passes share. */
  release(): void {
    for (const storage of this.#twiddles.values()) this.#engine.release(storage)
  }

  /** The lines of each plane in `x`, changed in place. */
  pass(x: Storage, { axis, direction, first = true, last = true, middle }: Pass): void {
    const isPlane = middle instanceof Storage
    const constants = {
      ...this.#linesOf(x, axis),
      ...transforms(direction, this.#length(axis), { first, last }),
      PHASE: middle === 'phase',
      FACTOR: isPlane,
      MULTIPLY: isPlane,
      PROBES: false,
      DETECT: false,
    }
    this.#record(constants, { 1: x, 2: isPlane ? middle : undefined }, axis)
  }

  /**
   * Probes in `x`, one a plane, at `places` (pairs, in units of the plane's edges), of the aperture in Fourier space; left along rows in
   * Fourier space and along columns in real space.
   */
  probes(x: Storage, aperture: Storage, places: Storage): void {
    const constants = {
      ...this.#linesOf(x, 'columns'),
      ...transforms('forward', this.plane.height, { first: false, last: true }),
      PHASE: false,
      FACTOR: true,
      MULTIPLY: false,
      PROBES: true,
      DETECT: false,
    }
    this.#record(constants, { 1: x, 2: aperture, 3: places }, 'columns')
  }

  /**
   * What each plane of `x`, along rows in Fourier space, leaves on up to four detectors: a bit each in a plane of u32, in Fourier space.
   * `[planes, width, 4]` sums.
   */
  detect(x: Storage, detectors: Storage): Storage {
    const constants = {
      ...this.#linesOf(x, 'columns'),
      ...transforms('forward', this.plane.height, { first: true, last: false }),
      PHASE: false,
      FACTOR: false,
      MULTIPLY: false,
      PROBES: false,
      DETECT: true,
    }
    const sums = Storage.unplaced(4 * constants.PLANES * this.plane.width)
    this.#record(constants, { 1: x, 4: detectors, 5: sums }, 'columns')
    return sums
  }

  #length(axis: Pass['axis']): number {
    return axis === 'rows' ? this.plane.width : this.plane.height
  }

  #linesOf(x: Storage, axis: Pass['axis']) {
    const { width, height } = this.plane
    const isRow = axis === 'rows'
    const length = this.#length(axis)
    const most = Math.min(MOST_HELD / length, (4 * MOST_THREADS) / length, NEIGHBOURS)
    return {
      W: width,
      H: height,
      PLANES: x.length / (2 * this.size),
      N: length,
      COUNT: isRow ? height : width,
      STRIDE: isRow ? 1 : width,
      NEXT: isRow ? width : 1,
      LINES: Math.max(1, Math.floor(most)),
      HELD: 4,
    }
  }

  #record(
    constants: ReturnType<Planes['#linesOf']> & ReturnType<typeof transforms> & Record<string, number | boolean | { f32: number }>,
    bindings: Record<number, Storage | undefined>,
    axis: Pass['axis'],
  ): void {
    const { N, COUNT, LINES, PLANES } = constants
    const kernel = { label: `fft ${axis}`, source: passSource, constants }
    const workgroup = (N / 4) * LINES
    const threads = (COUNT / LINES) * workgroup
    this.#engine.record(kernel, { 0: this.#twiddles.get(N), ...bindings }, threads, { depth: PLANES, workgroup })
  }
}

function transforms(direction: Pass['direction'], length: number, { first, last }: { first: boolean; last: boolean }) {
  const isForward = direction === 'forward'
  const odd = Math.log2(length) % 2 === 1
  return {
    FIRST: first,
    LAST: last,
    SIGN: { f32: isForward ? -1 : 1 },
    FIRST_SCALE: { f32: isForward ? 1 : 1 / length },
    LAST_SCALE: { f32: isForward ? 1 / length : 1 },
    ODD: odd,
    FIRST_STRIDE: odd ? 2 : 1,
  }
}

/** Atoms by element, as `structureSum` takes them. */
export interface PlacedAtoms {
  /** `[atoms, width]` and `[atoms, height]` complex numbers: e^(−2πi k X) of each atom. */
  columns: Storage
  rows: Storage
  /** Behind the last atom of each element. */
  ends: Storage
  /** `[elements, height, width]`: what an atom of each adds at every frequency. */
  factors: Storage
}

/** The atoms' sum in Fourier space, into a plane. */
export function structureSum(engine: Engine, out: Storage, { width, height }: Plane, atoms: PlacedAtoms): void {
  const constants = {
    W: width,
    H: height,
    ATOMS: atoms.columns.length / (2 * width),
    ELEMENTS: atoms.ends.length,
  }
  const kernel = { label: 'structure sum', source: sumSource, constants }
  const { columns, rows, ends, factors } = atoms
  engine.record(kernel, { 0: columns, 1: rows, 2: ends, 3: factors, 4: out }, width * height)
}
