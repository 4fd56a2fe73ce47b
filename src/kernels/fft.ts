import lanesSource from '../../shaders/fft_lanes.wgsl?raw'
import linesSource from '../../shaders/fft_lines.wgsl?raw'
import passSource from '../../shaders/fft_pass.wgsl?raw'
import cropSource from '../../shaders/crop_spectrum.wgsl?raw'
import planeWavesSource from '../../shaders/plane_waves.wgsl?raw'
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
/** Elements that a thread holds where lines go through a workgroup's memory. */
const HELD = 8
/** Lanes of the subgroups that hold a line in their registers, and the longest line: a longer one takes minutes to compile. */
const [LANES, MOST_IN_LANES] = [8, 1024]

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

export interface Waves {
  /** The highest frequency along rows, in periods across the plane: columns beyond it are not stored. */
  reach?: number
  /** So many passes will follow that kernels may take long to compile, some tens of seconds of a software adapter's. */
  areMany?: boolean
}

/** Planes of complex numbers on an engine, all of one size, and the passes along their lines. */
export class Planes {
  /** Columns that are stored of a plane, along rows in Fourier space; in real space only planes without a reach are stored. */
  readonly pitch: number
  readonly #engine: Engine
  readonly #inLanes: boolean
  readonly #twiddles: ReadonlyMap<number, Storage>

  /** Throws a RangeError where an edge is no power of two from 16 to 2048. */
  constructor(
    engine: Engine,
    readonly plane: Plane,
    { reach = Infinity, areMany = false }: Waves = {},
  ) {
    const edges = [plane.width, plane.height]
    for (const edge of edges) {
      const isPower = Number.isInteger(Math.log2(edge)) && edge >= SMALLEST && edge <= LARGEST_EDGE
      if (!isPower)
        throw new RangeError(`an edge of ${edge} px: take a power of two from ${SMALLEST} to ${LARGEST_EDGE}`)
    }
    this.#engine = engine
    this.#inLanes = areMany && engine.subgroupSize === LANES && Math.max(...edges) <= MOST_IN_LANES
    const step = this.#inLanes ? LANES : plane.width / HELD
    this.pitch = Math.min(plane.width, 2 * step * Math.ceil((reach + 1) / step))
    this.#twiddles = new Map([...new Set(edges)].map((edge) => [edge, engine.upload(twiddlesOf(edge))]))
  }

  /** Numbers that a plane takes in a storage. */
  get length(): number {
    return 2 * this.pitch * this.plane.height
  }

  /** Frees what all passes share. */
  release(): void {
    for (const storage of this.#twiddles.values()) this.#engine.release(storage)
  }

  /** The lines of each plane in `x`, changed in place. A plane as `middle` has all of its columns. */
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

  /** Plane waves in `x`, one a plane, of these frequencies in periods across the plane; in the same spaces as `probes`. */
  planeWaves(x: Storage, frequencies: readonly (readonly [kx: number, ky: number])[]): void {
    const { height } = this.plane
    const stored = frequencies.flatMap(([kx, ky]) => [kx < 0 ? this.pitch + kx : kx, ky < 0 ? height + ky : ky])
    const constants = { PLANES: frequencies.length, PITCH: this.pitch, H: height }
    const kernel = { label: 'plane waves', source: planeWavesSource, constants }
    const bindings = { 0: this.#twiddles.get(height), 1: this.#engine.constant(Uint32Array.from(stored)), 2: x }
    this.#engine.record(kernel, bindings, this.pitch * height, { depth: frequencies.length })
  }

  /**
   * What each plane of `x`, along rows in Fourier space, leaves on up to four detectors: a bit each in a plane of u32, in Fourier space.
   * `[planes, pitch, 4]` sums.
   */
  detect(x: Storage, detectors: Storage): Storage {
    const sums = Storage.unplaced((4 * this.pitch * x.length) / this.length)
    const does = { DETECT: true }
    const first = { axis: 'columns', direction: 'forward', first: true, last: false, does } as const
    this.#record(x, first, { 4: detectors, 5: sums })
    return sums
  }

  #record(x: Storage, pass: Recorded, bindings: Readonly<Record<number, Storage | undefined>>): void {
    const planes = x.length / this.length
    const lines = linesOf(this.plane, this.pitch, pass.axis)
    const isInLanes = this.#inLanes && pass.first && pass.last && pass.does.FACTOR
    const { source, constants, workgroup, depth } = isInLanes ? byLanes(lines, pass) : byWorkgroups(lines, pass, planes)
    const kernel = {
      label: `fft ${pass.axis}`,
      source: [linesSource, source].join('\n'),
      constants: { PLANES: planes, HAS_FACTOR: bindings[2] !== undefined, ...lines, ...constants },
    }
    const threads = (lines.COUNT / constants.LINES) * workgroup
    this.#engine.record(kernel, { 0: this.#twiddles.get(lines.N), 1: x, ...bindings }, threads, { depth, workgroup })
  }
}

/** Where the lines along an axis lie, in planes of `pitch` stored columns and in whole ones. */
function linesOf({ width, height }: Plane, pitch: number, axis: Pass['axis']) {
  const [KEPT, GAP] = [pitch / 2, width - pitch]
  const plane = { W: width, H: height, PITCH: pitch }
  return axis === 'rows'
    ? { ...plane, N: width, COUNT: height, STRIDE: 1, NEXT: pitch, WIDE: 1, WIDE_NEXT: width, KEPT, GAP, LINE_GAP: 0 }
    : {
        ...plane,
        N: height,
        COUNT: pitch,
        STRIDE: pitch,
        NEXT: 1,
        WIDE: width,
        WIDE_NEXT: 1,
        KEPT: height,
        GAP: 0,
        LINE_GAP: GAP,
      }
}

type Lines = ReturnType<typeof linesOf>

/** fft_pass.wgsl */
function byWorkgroups({ N, STRIDE }: Lines, { direction, first, last, does }: Recorded, planes: number) {
  const isForward = direction === 'forward'
  const doublings = Math.log2(N)
  const rest = 2 ** (doublings % 3)
  const LINES = Math.max(1, Math.floor(Math.min(MOST_HELD / N, (HELD * MOST_THREADS) / N, NEIGHBOURS)))
  const constants = {
    HELD,
    LINES,
    SIDE_BY_SIDE: STRIDE > 1,
    EIGHT: HELD,
    TWO: 2,
    FIRST: first,
    LAST: last,
    SIGN: { f32: isForward ? -1 : 1 },
    FIRST_SCALE: { f32: isForward ? 1 : 1 / N },
    LAST_SCALE: { f32: last && isForward ? 1 / N : 1 },
    LATER: Math.floor(doublings / 3) - 1,
    REST: rest > 1,
    REST_IS_FOUR: rest === 4,
    BUTTERFLIES: HELD / rest,
    PHASE: false,
    FACTOR: false,
    PROBES: false,
    DETECT: false,
    ...does,
  }
  return { source: passSource, constants, workgroup: (N / HELD) * LINES, depth: planes }
}

/** fft_lanes.wgsl */
function byLanes({ N }: Lines, { direction }: Recorded) {
  const registers = N / LANES
  const block = Math.min(LANES, registers)
  const [stages, back] = [Math.log2(registers), Math.log2(block)]
  const constants = {
    HELD: registers,
    LINES: LANES,
    EACH: registers,
    // As names, which stand for numbers of any type: so the compiler takes sines of them with all of its digits.
    REGISTERS: String(registers),
    BLOCK: String(block),
    CHUNK: block,
    CHUNKS: registers / block,
    STAGES: stages,
    BACK: back,
    BACK_PAIRS: block / 2,
    FRONT: stages - back,
    FRONT_PAIRS: Math.floor(registers / block / 2),
    LANE_STAGES: Math.log2(LANES),
    SIGN: { f32: direction === 'forward' ? -1 : 1 },
    SCALE: { f32: 1 / N },
  }
  return { source: lanesSource, constants, workgroup: LANES * LANES, depth: 1 }
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
