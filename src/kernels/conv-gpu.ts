import parts from '../../shaders/conv_parts.wgsl?raw'
import runTiled from '../../shaders/conv_run_tiled.wgsl?raw'
import tiled from '../../shaders/conv_tiled.wgsl?raw'
import toOneTiled from '../../shaders/conv_to_one_tiled.wgsl?raw'
import { whole } from './conv-source'
import type { Product, ProductBindings } from './convolutions'
import type { CallShape, Recorder } from './recorder'
import { Storage } from './storage'

/**
 * Threads of a workgroup, the pixels whose sums each holds for a vec4 of output channels, and the vec4 of input channels
 * that are read at a time. Many threads of few sums hide how far the memory is; more sums need fewer reads.
 */
const TILES = [
  { THREADS: 128, PIXELS: 4, TK4: 4 },
  { THREADS: 256, PIXELS: 8, TK4: 4 },
] as const

/** vec4 of channels that a tile is wide, at most: so many of its threads lie along the channels as these need. */
const TILE_WIDTH = 16

/** Workgroup memory that every adapter has. Few channels make tall tiles: they get fewer threads. */
const TILE_BYTES = 16384

/**
 * Workgroups that fill a large GPU, which has some hundred processors: nothing tells how many there are. The shortest
 * sum that is worth a part of its own, the fewest parts that are worth the dispatch that adds them up, and the most.
 */
const FULL = { WORKGROUPS: 512, INNER: 64, FEWEST: 3, MOST: 64 }

/** Long sums of few pixels are split into parts, which a second call adds up. */
export function wide(recorder: Recorder, product: Product, bindings: ProductBindings): void {
  const { constants, dtype } = product
  const PARTS = partsOf(product)
  if (PARTS === 1) {
    recorder.recordVariants(inTiles(recorder, product, PARTS), bindings)
    return
  }
  const { 0: x, 1: weight, 2: out, ...epilogue } = bindings
  const partial = Storage.unplaced(PARTS * out.length)
  const plain = { ...constants, COPIES: PARTS, STORED: 'vec4f', BIAS: false, RELU: false, MASK: false }
  recorder.recordVariants(inTiles(recorder, { ...product, constants: plain }, PARTS), { 0: x, 1: weight, 2: partial })
  recorder.record(
    { label: 'conv parts', source: whole(parts, dtype), constants: { ...constants, PARTS } },
    { 0: partial, 2: out, ...epilogue },
    out.length / 4,
  )
}

/** Parts that the sums are split into, so that there are workgroups enough. */
function partsOf({ constants: { K, IC, OC }, pixels, step }: Product): number {
  const side = 4 * TILE_WIDTH
  const phases = step * step
  const workgroups = Math.ceil(pixels / side) * Math.ceil(OC / side) * phases
  const inner = Math.ceil((K * K) / phases) * IC
  const most = Math.min(FULL.MOST, Math.floor(FULL.WORKGROUPS / workgroups), Math.floor(inner / FULL.INNER))
  return most < FULL.FEWEST ? 1 : most
}

/** The small tile, and the others where they leave enough workgroups to keep most of a large GPU busy. */
function inTiles({ unrolls }: Recorder, product: Product, PARTS: number): [CallShape, ...CallShape[]] {
  const [first, ...others] = TILES.map((tile) => tiledShape(product, tile, { PARTS, UNROLL: unrolls ? tile.TK4 : 1 }))
  return [
    first,
    ...others.filter(({ threads, workgroup, depth }) => (threads / workgroup) * depth >= FULL.WORKGROUPS / 4),
  ]
}

function tiledShape(
  { constants, pixels, step, dtype }: Product,
  { THREADS, PIXELS, TK4 }: (typeof TILES)[number],
  { PARTS, UNROLL }: { PARTS: number; UNROLL: number },
): CallShape {
  const OC4 = constants.OC / 4
  const THREADS_N = Math.min(TILE_WIDTH, 2 ** Math.ceil(Math.log2(OC4)))
  const bytes = (threads: number) => 16 * ((threads / THREADS_N) * PIXELS * (TK4 + 1) + TK4 * 4 * THREADS_N)
  let workgroup: number = THREADS
  while (bytes(workgroup) > TILE_BYTES) workgroup /= 2
  const THREADS_M = workgroup / THREADS_N
  const loads = (vec4s: number) => Math.ceil(vec4s / workgroup)
  const reads = { X_LOADS: loads(THREADS_M * PIXELS * TK4), W_LOADS: loads(TK4 * 4 * THREADS_N) }
  return {
    kernel: {
      label: `${constants.TRANSPOSED ? 'conv transposed' : 'conv'} tiled ${PIXELS}×4`,
      source: whole(tiled, dtype),
      constants: { ...constants, PARTS, PIXELS, TK4, THREADS_M, THREADS_N, UNROLL, ...reads },
    },
    threads: Math.ceil(pixels / (THREADS_M * PIXELS)) * workgroup,
    depth: Math.ceil(OC4 / THREADS_N) * step * step * PARTS,
    workgroup,
  }
}

/** Threads of a workgroup whose lanes share the channels of a pixel, and pixels that each takes part in. */
const SHARED = { THREADS: 128, PIXELS: 4, MOST_LANES: 16 }

function lanesOf(channels4: number): number {
  return Math.min(SHARED.MOST_LANES, 2 ** Math.ceil(Math.log2(channels4)))
}

/** Each lane makes one vec4 of the other channels. */
export function fromFew(recorder: Recorder, { constants, pixels, dtype }: Product, bindings: ProductBindings): void {
  const OC4 = constants.OC / 4
  const LANES = lanesOf(OC4)
  recorder.record(
    { label: 'conv run', source: whole(runTiled, dtype), constants: { ...constants, LANES, PIXELS: SHARED.PIXELS } },
    bindings,
    Math.ceil(pixels / SHARED.PIXELS) * LANES,
    { depth: Math.ceil(OC4 / LANES), workgroup: SHARED.THREADS },
  )
}

/** Each lane reads some vec4 of the other channels. */
export function toOne(
  recorder: Recorder,
  { constants, pixels, step, dtype }: Product,
  bindings: ProductBindings,
): void {
  const LANES = lanesOf(constants.IC / 4)
  recorder.record(
    {
      label: 'conv to one',
      source: whole(toOneTiled, dtype),
      constants: { ...constants, LANES, PIXELS: SHARED.PIXELS },
    },
    bindings,
    Math.ceil(pixels / SHARED.PIXELS) * LANES,
    { depth: step * step, workgroup: SHARED.THREADS },
  )
}
