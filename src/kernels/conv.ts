import wide from '../../shaders/conv.wgsl?raw'
import epilogue from '../../shaders/conv_epilogue.wgsl?raw'
import pixelGeometry from '../../shaders/conv_geometry.wgsl?raw'
import rolled from '../../shaders/rolled.wgsl?raw'
import run from '../../shaders/conv_run.wgsl?raw'
import runTiled from '../../shaders/conv_run_tiled.wgsl?raw'
import parts from '../../shaders/conv_parts.wgsl?raw'
import tiled from '../../shaders/conv_tiled.wgsl?raw'
import toOne from '../../shaders/conv_to_one.wgsl?raw'
import toOneTiled from '../../shaders/conv_to_one_tiled.wgsl?raw'
import scalar from '../../shaders/conv_scalar.wgsl?raw'
import type { Constants } from './constants'
import type { ConvGeometry } from './conv-geometry'
import { workgroupFor } from './conv-geometry'
import type { CallShape, Engine } from './engine'
import type { Kernel } from './pipelines'
import type { Dtype } from './storage'
import { Storage } from './storage'

/** What a product takes besides its geometry: an image `x` and weights. */
export interface Operands {
  x: Storage
  weight: Storage
  bias?: Storage | undefined
  relu?: boolean
  /** The ReLU output whose gradient this result is: zero where it was zero. */
  mask?: Storage | undefined
  /** The weights lie as [ky][kx][out][in], as they do for a dInput. */
  swapped?: boolean
}

/** fine → coarse: conv2d forward, or (`swapped`) dInput of convTranspose2d. */
export function gatherCoarse(engine: Engine, geometry: ConvGeometry, operands: Operands): Storage {
  return gather(engine, geometry, operands, false)
}

/** coarse → fine, one dense convolution a phase: convTranspose2d forward, or (`swapped`) dInput of conv2d. */
export function gatherFine(engine: Engine, geometry: ConvGeometry, operands: Operands): Storage {
  return gather(engine, geometry, operands, true)
}

/** Products from which on a convolution gets the largest tile: its shader takes lavapipe a tenth of a second longer. */
const LARGE_TILE_PRODUCTS = 2 ** 22

/** Pixels that leave registers for the other operand, by the lanes of a vector; where those are unknown, 4 do. */
const MOST_PIXELS: Readonly<Record<number, number>> = { 4: 2, 8: 6 }

function gather(
  engine: Engine,
  { batch, fine, coarse, kernel, stride, padding }: ConvGeometry,
  { x, weight, bias, relu = false, mask, swapped = false }: Operands,
  transposed: boolean,
): Storage {
  const [IH, IW, IC] = transposed ? coarse : fine
  const [OH, OW, OC] = transposed ? fine : coarse
  const out = Storage.unplaced(batch * OH * OW * OC, x.dtype)
  const step = transposed ? stride : 1
  const pixels = batch * Math.ceil(OH / step) * Math.ceil(OW / step)
  const bindings = { 0: x, 1: weight, 2: out, 3: bias, 4: mask }
  const constants = {
    B: batch,
    IH,
    IW,
    IC,
    OH,
    OW,
    OC,
    K: kernel,
    STRIDE: stride,
    PAD: padding,
    BIAS: bias !== undefined,
    RELU: relu,
    MASK: mask !== undefined,
    TRANSPOSED: transposed,
    SWAPPED: swapped,
    SCALAR: x.dtype,
    VEC4: vec4Of(x.dtype),
    COPIES: 1,
  }
  const { subgroupSize } = engine
  const lanes = { SUBGROUPS: subgroupSize > 0 }
  // A plain convolution without padding never leaves its image, unless it is the dInput of a cropped transpose.
  const CHECKED = transposed || padding > 0 || (OH - 1) * stride + kernel > IH || (OW - 1) * stride + kernel > IW
  const worthCompiling = pixels * kernel * kernel * IC * OC > LARGE_TILE_PRODUCTS
  const inRegisters = ({ label, source, constants: own }: Kernel, { most, columnBlocks }: Blocks): CallShape => {
    const PIXELS = worthCompiling ? most : Math.min(most, pixels >= 16 ? 2 : 1)
    const threads = Math.ceil(pixels / PIXELS)
    return {
      kernel: { label, source: whole(source, x.dtype), constants: { ...constants, ...lanes, PIXELS, ...own } },
      threads,
      depth: columnBlocks * step * step,
      workgroup: workgroupFor(threads, subgroupSize),
    }
  }
  const OC4 = OC / 4
  const pair = OC4 % 2 === 0 ? 2 : 1
  const wideOut = { ELEMENT: 'vec4f', STORED: vec4Of(x.dtype), OUTS: OC4, OC4 }
  const scalarOut = { ELEMENT: 'f32', STORED: x.dtype, OUTS: OC }
  if (IC % 4 === 0 && OC % 4 === 0) {
    const name = transposed ? 'conv transposed' : 'conv'
    const own = { ...wideOut, IC4: IC / 4 }
    const QUADS = worthCompiling && subgroupSize > 0 && OC4 % 4 === 0
    const COLUMNS = QUADS ? 4 : pair
    const most = MOST_PIXELS[subgroupSize] ?? 4
    const registers = inRegisters(
      { label: name, source: wide, constants: { ...own, CHECKED, QUADS, COLUMNS, ROWS: 4 } },
      { most, columnBlocks: OC4 / COLUMNS },
    )
    // A subgroup of few lanes is a software adapter's, and there a barrier costs more than a tile saves.
    if (subgroupSize > 0) engine.recordVariants([registers], bindings)
    else {
      const phases = step * step
      const inner = Math.ceil((kernel * kernel) / phases) * IC
      const PARTS = partsOf({ pixels, OC, phases, inner })
      const sums = { ...constants, ...own, PARTS, COPIES: PARTS }
      const inTiles = (constants: Constants): [CallShape, ...CallShape[]] => {
        const shader = { label: name, source: whole(tiled, x.dtype), constants }
        const [first, ...others] = TILES.map((tile) => tiledShape(shader, { pixels, OC4, phases, PARTS }, tile))
        return [first, ...others.filter(fillsGpu)]
      }
      if (PARTS === 1) engine.recordVariants(inTiles(sums), bindings)
      else {
        const partial = Storage.unplaced(PARTS * out.length)
        engine.recordVariants(inTiles({ ...sums, STORED: 'vec4f', BIAS: false, RELU: false, MASK: false }), {
          0: x,
          1: weight,
          2: partial,
        })
        engine.record(
          { label: 'conv parts', source: whole(parts, x.dtype), constants: { ...constants, ...own, PARTS } },
          { 0: partial, 2: out, 3: bias, 4: mask },
          out.length / 4,
        )
      }
    }
  } else if (IC < 4 && OC % 4 === 0 && !transposed && (!swapped || IC === 1)) {
    // From one channel, swapped weights are the same numbers in the same order; so are weights to one channel.
    // Each column block gathers the image anew, number by number: vectors of 8 lanes have registers for one of 4.
    const COLUMNS = subgroupSize === 8 && OC4 % 4 === 0 ? 4 : pair
    const shader = { label: 'conv run', source: run, constants: { ...wideOut, COLUMNS } }
    const shared = {
      label: 'conv run tiled',
      source: whole(runTiled, x.dtype),
      constants: { ...constants, ...wideOut },
    }
    const shape =
      subgroupSize > 0
        ? inRegisters(shader, { most: 4, columnBlocks: OC4 / COLUMNS })
        : sharedShape(shared, { pixels, channels4: OC4, blocks: true, depth: 1 })
    engine.recordVariants([shape], bindings)
  } else if (OC === 1 && IC % 4 === 0) {
    const own = { ...scalarOut, IC4: IC / 4 }
    const shader = { label: 'conv to one', source: toOne, constants: own }
    const shared = {
      label: 'conv to one tiled',
      source: whole(toOneTiled, x.dtype),
      constants: { ...constants, ...own },
    }
    const shape =
      subgroupSize > 0
        ? inRegisters(shader, { most: 4, columnBlocks: 1 })
        : sharedShape(shared, { pixels, channels4: IC / 4, blocks: false, depth: step * step })
    engine.recordVariants([shape], bindings)
  } else {
    const COLUMNS = OC % 2 === 0 ? 2 : 1
    const shader = { label: 'conv scalar', source: scalar, constants: { ...scalarOut, COLUMNS } }
    engine.recordVariants([inRegisters(shader, { most: 4, columnBlocks: OC / COLUMNS })], bindings)
  }
  return out
}

/** The most pixels that a thread may hold, and the blocks of output channels, each of which takes threads of its own. */
interface Blocks {
  most: number
  columnBlocks: number
}

/** A kernel between the geometry it asks and the epilogue it hands its sums to. */
function whole(source: string, dtype: Dtype): string {
  return [...(dtype === 'f16' ? ['enable f16;'] : []), rolled, pixelGeometry, source, epilogue].join('\n')
}

function vec4Of(dtype: Dtype): string {
  return dtype === 'f16' ? 'vec4<f16>' : 'vec4f'
}

/**
 * Threads of a workgroup, what each holds, pixels × vec4 of output channels, and the vec4 of input channels that are read
 * at a time. Many threads of few sums hide how far the memory is; more sums need fewer reads.
 */
const TILES = [
  { THREADS: 128, PIXELS: 4, COLUMNS: 1, TK4: 4 },
  { THREADS: 256, PIXELS: 8, COLUMNS: 1, TK4: 4 },
] as const

/** vec4 of channels that a tile is wide, at most: so many of its threads lie along the channels as these need. */
const TILE_WIDTH = 16

/** Workgroup memory that every adapter has. Few channels make tall tiles: they get fewer threads. */
const TILE_BYTES = 16384

/** Threads of a workgroup whose lanes share the channels of a pixel, and pixels that each takes part in. */
const SHARED = { THREADS: 128, PIXELS: 4, MOST_LANES: 16 }

/** Where one side has few channels: as many lanes a pixel as there are vec4 on the other, which come in `blocks` of lanes. */
function sharedShape(
  { label, source, constants }: Kernel,
  { pixels, channels4, blocks, depth }: { pixels: number; channels4: number; blocks: boolean; depth: number },
): CallShape {
  const { THREADS, PIXELS, MOST_LANES } = SHARED
  const LANES = Math.min(MOST_LANES, 2 ** Math.ceil(Math.log2(channels4)))
  return {
    kernel: { label, source, constants: { ...constants, LANES, PIXELS } },
    threads: Math.ceil(pixels / PIXELS) * LANES,
    depth: depth * (blocks ? Math.ceil(channels4 / LANES) : 1),
    workgroup: THREADS,
  }
}

/**
 * Workgroups that fill a large GPU, which has some hundred processors: nothing tells how many there are. The shortest
 * sum that is worth a part of its own, the fewest parts that are worth the dispatch that adds them up, and the most.
 */
const FULL = { WORKGROUPS: 512, INNER: 64, FEWEST: 3, MOST: 64 }

/** A matrix product of a convolution: its output pixels a phase, its output channels, and the length of its sums. */
interface Product {
  pixels: number
  OC: number
  phases: number
  inner: number
}

/** Parts that the sums are split into, so that there are workgroups enough. */
function partsOf({ pixels, OC, phases, inner }: Product): number {
  const side = 4 * TILE_WIDTH
  const workgroups = Math.ceil(pixels / side) * Math.ceil(OC / side) * phases
  const parts = Math.min(FULL.MOST, Math.floor(FULL.WORKGROUPS / workgroups), Math.floor(inner / FULL.INNER))
  return parts < FULL.FEWEST ? 1 : parts
}

/** With fewer workgroups most of a large GPU would be idle. */
function fillsGpu({ threads, workgroup, depth }: CallShape): boolean {
  return (threads / workgroup) * depth >= FULL.WORKGROUPS / 4
}

function tiledShape(
  { label, source, constants }: Kernel,
  { pixels, OC4, phases, PARTS }: { pixels: number; OC4: number; phases: number; PARTS: number },
  { THREADS, PIXELS, COLUMNS, TK4 }: (typeof TILES)[number],
): CallShape {
  const THREADS_N = Math.min(TILE_WIDTH / COLUMNS, 2 ** Math.max(0, Math.ceil(Math.log2(OC4 / COLUMNS))))
  const TN4 = THREADS_N * COLUMNS
  const bytes = (threads: number) => 16 * ((threads / THREADS_N) * PIXELS * (TK4 + 1) + TK4 * 4 * TN4)
  let workgroup: number = THREADS
  while (bytes(workgroup) > TILE_BYTES) workgroup /= 2
  const THREADS_M = workgroup / THREADS_N
  const loads = (vec4s: number) => Math.ceil(vec4s / workgroup)
  const tile = { PIXELS, COLUMNS, TK4, THREADS_M, THREADS_N }
  return {
    kernel: {
      label: `${label} tiled ${PIXELS}×${4 * COLUMNS}`,
      source,
      constants: {
        ...constants,
        ...tile,
        X_LOADS: loads(THREADS_M * PIXELS * TK4),
        W_LOADS: loads(TK4 * 4 * TN4),
      },
    },
    threads: Math.ceil(pixels / (THREADS_M * PIXELS)) * workgroup,
    depth: Math.ceil(OC4 / TN4) * phases * PARTS,
    workgroup,
  }
}
