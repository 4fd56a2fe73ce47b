import passSource from '../../shaders/fft_pass.wgsl?raw'
import cropSource from '../../shaders/crop_spectrum.wgsl?raw'
import type { Engine } from './engine'
import { Storage } from './storage'

/** Pixels of a complex plane; each edge is a power of two from 16 to 2048. Elements are pairs of floats, rows one after another. */
export interface Plane {
  width: number
  height: number
}

/** Threads of a workgroup at most, and complex numbers that it holds: what every adapter has room for. */
const [MOST_THREADS, MOST_HELD] = [256, 2048]
/** Complex numbers that lie side by side in memory and are fetched together. */
const NEIGHBOURS = 4
const SMALLEST = 16
/** The longest edge of a plane. */
export const LARGEST_EDGE = 2048
/** Elements that a thread holds. */
const HELD = 8

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

type Transformed = Required<Pick<Pass, 'direction' | 'first' | 'last'>>

/** A pass, and which of the shader's further deeds it does. */
interface Recorded extends Transformed {
  axis: Pass['axis']
  does: Partial<Record<'PHASE' | 'FACTOR' | 'PROBES' | 'DETECT', boolean>>
}

/** Planes of complex numbers on an engine, all of one size, and the passes along their lines. */
export class Planes {
  readonly #engine: Engine
  readonly #twiddles: ReadonlyMap<number, Storage>

  /** Throws a RangeError where an edge is no power of two from 16 to 2048. */
  constructor(
    engine: Engine,
    readonly plane: Plane,
  ) {
    const edges = [plane.width, plane.height]
    for (const edge of edges) {
      const isPower = Number.isInteger(Math.log2(edge)) && edge >= SMALLEST && edge <= LARGEST_EDGE
      if (!isPower)
        throw new RangeError(`an edge of ${edge} px: take a power of two from ${SMALLEST} to ${LARGEST_EDGE}`)
    }
    this.#engine = engine
    this.#twiddles = new Map([...new Set(edges)].map((edge) => [edge, engine.upload(twiddlesOf(edge))]))
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
    const factor = middle instanceof Storage ? middle : undefined
    const does = { PHASE: middle === 'phase', FACTOR: factor !== undefined }
    this.#record(x, { axis, direction, first, last, does }, { 2: factor })
  }

  /**
   * Probes in `x`, one a plane, at `places` (pairs, in units of the plane's edges), of the aperture in Fourier space; left along rows in
   * Fourier space and along columns in real space.
   */
  probes(x: Storage, aperture: Storage, places: Storage): void {
    const does = { PROBES: true }
    const last = { axis: 'columns', direction: 'forward', first: false, last: true, does } as const
    this.#record(x, last, { 2: aperture, 3: places })
  }

  /**
   * What each plane of `x`, along rows in Fourier space, leaves on up to four detectors: a bit each in a plane of u32, in Fourier space.
   * `[planes, width, 4]` sums.
   */
  detect(x: Storage, detectors: Storage): Storage {
    const sums = Storage.unplaced((4 * this.plane.width * x.length) / (2 * this.size))
    const does = { DETECT: true }
    const first = { axis: 'columns', direction: 'forward', first: true, last: false, does } as const
    this.#record(x, first, { 4: detectors, 5: sums })
    return sums
  }

  #record(
    x: Storage,
    { axis, does, ...transformed }: Recorded,
    bindings: Readonly<Record<number, Storage | undefined>>,
  ): void {
    const { width, height } = this.plane
    const isRow = axis === 'rows'
    const [length, count] = isRow ? [width, height] : [height, width]
    const lines = Math.max(1, Math.floor(Math.min(MOST_HELD / length, (HELD * MOST_THREADS) / length, NEIGHBOURS)))
    const planes = x.length / (2 * this.size)
    const constants = {
      W: width,
      H: height,
      PLANES: planes,
      N: length,
      COUNT: count,
      STRIDE: isRow ? 1 : width,
      NEXT: isRow ? width : 1,
      LINES: lines,
      EIGHT: HELD,
      TWO: 2,
      ...transforms(length, transformed),
      PHASE: false,
      FACTOR: false,
      PROBES: false,
      DETECT: false,
      ...does,
    }
    const kernel = { label: `fft ${axis}`, source: passSource, constants }
    const workgroup = (length / HELD) * lines
    const threads = (count / lines) * workgroup
    const operands = { 0: this.#twiddles.get(length), 1: x, ...bindings }
    this.#engine.record(kernel, operands, threads, { depth: planes, workgroup })
  }
}

function transforms(length: number, { direction, first, last }: Transformed) {
  const isForward = direction === 'forward'
  const doublings = Math.log2(length)
  const rest = 2 ** (doublings % 3)
  return {
    FIRST: first,
    LAST: last,
    SIGN: { f32: isForward ? -1 : 1 },
    FIRST_SCALE: { f32: isForward ? 1 : 1 / length },
    LAST_SCALE: { f32: isForward ? 1 / length : 1 },
    LATER: Math.floor(doublings / 3) - 1,
    REST: rest > 1,
    REST_IS_FOUR: rest === 4,
    BUTTERFLIES: HELD / rest,
  }
}

/** What both grids have of a plane `x` in Fourier space on the finer one, where `mask` is 1, into a plane of the coarser one. */
export function cropSpectrum(
  engine: Engine,
  { x, fine }: { x: Storage; fine: Plane },
  { out, coarse, mask }: { out: Storage; coarse: Plane; mask: Storage },
): void {
  const constants = {
    FINE_W: fine.width,
    FINE_H: fine.height,
    W: coarse.width,
    H: coarse.height,
    SCALE: { f32: (coarse.width * coarse.height) / (fine.width * fine.height) },
  }
  const kernel = { label: 'crop spectrum', source: cropSource, constants }
  engine.record(kernel, { 0: x, 1: mask, 2: out }, coarse.width * coarse.height)
}
