import byThread from '../../shaders/conv_weight.wgsl?raw'
import rolled from '../../shaders/rolled.wgsl?raw'
import subgroup from '../../shaders/conv_weight_subgroup.wgsl?raw'
import thinSource from '../../shaders/conv_weight_thin.wgsl?raw'
import tiled from '../../shaders/conv_weight_tiled.wgsl?raw'
import type { ConvGeometry } from './conv-geometry'
import { workgroupFor } from './conv-geometry'
import type { CallShape, Engine } from './engine'
import { sumRows } from './reduce'
import type { Constants } from './constants'
import { Storage } from './storage'

type ConvOperation = 'conv2d' | 'convTranspose2d'

/** An operation's input `x` and the gradient of its output `dy`. */
interface Products {
  operation: ConvOperation
  x: Storage
  dy: Storage
}

/** Places for the gradients; each gets one of its own where none is given, and `bias: null` asks for none of it. */
interface Places {
  weight?: Storage | undefined
  bias: Storage | undefined | null
}

/** Rows of partial sums of both gradients; those of the bias only where they come with the others. */
interface Parts {
  weight: Storage
  bias: Storage | null
}

interface How {
  /** Gathered channels are taken one by one. */
  thin: boolean
  into: Storage | undefined
  /** The bias's gradient is wanted, and the taps read all of dy once. */
  BIAS: boolean
}

/**
 * dWeight [ky][kx][in][out] and dBias [out], in one pass over dY where the adapter and the geometry allow it.
 */
export function parameterGradients(
  engine: Engine,
  geometry: ConvGeometry,
  products: Products,
  into: Places,
): { weight: Storage; bias: Storage | null } {
  const { kernel, fine, coarse } = geometry
  const dense = coarse[2]
  const gathered = fine[2]
  const direct = products.operation === 'conv2d'
  // Results are stored as vec4 of output channels; a transposed convolution to one channel has its inputs side by side.
  const thin = gathered % 4 !== 0 && (direct || gathered === 1)
  const isWide = dense % 4 === 0 && gathered % 4 === 0
  const how = { thin, into: into.weight, BIAS: into.bias !== null && (direct || readsAllOnce(geometry)) }
  const onGpu = engine.subgroupSize === 0
  let parts: Parts
  if (!onGpu && (isWide || (dense % 4 === 0 && thin))) parts = partsBySubgroup(engine, geometry, products, how)
  else if (onGpu && isWide) parts = partsByTile(engine, geometry, products, how)
  else if (onGpu && dense % 4 === 0 && gathered === 1) parts = partsByLane(engine, geometry, products, how)
  else parts = { weight: partsByThread(engine, geometry, products, into.weight), bias: null }
  const weights = kernel * kernel * dense * gathered
  const weight = parts.weight.length === weights ? parts.weight : sumRows(engine, parts.weight, weights, into.weight)
  if (into.bias === null) return { weight, bias: null }
  return { weight, bias: biasGradient(engine, parts.bias ?? products.dy, direct ? dense : gathered, into.bias) }
}

/** Of a transposed convolution: STRIDE² taps from the padding's on read every fine pixel once between them. */
function readsAllOnce({ fine, coarse, kernel, stride, padding }: ConvGeometry): boolean {
  return padding + stride <= kernel && fine[0] <= stride * coarse[0] && fine[1] <= stride * coarse[1]
}

/** dBias [channels]: the column sums of dY [pixels, channels], or of partial sums of it. */
export function biasGradient(engine: Engine, dy: Storage, channels: number, into?: Storage): Storage {
  return sumRows(engine, dy, channels, into)
}

/** Threads that the split of the inner dimension aims at: enough to fill an adapter, few enough that partials stay small. */
function splitThreads({ subgroupSize }: Engine): number {
  return subgroupSize > 0 ? 2 ** 11 : 2 ** 14
}

/**
 * On a GPU: workgroups that fill a large one, the fewest pixels that are worth a part, and as many rows of partial sums
 * as the optimiser adds up in one go: those of a bias may come in four a part.
 */
const FULL = { WORKGROUPS: 512, PIXELS: 32, PARTS: 32 }

function splitTiles({ batch, coarse }: ConvGeometry, workgroups: number): { PARTS: number; LINES: number } {
  const lines = batch * coarse[0]
  const most = Math.min(FULL.PARTS, lines, Math.floor((lines * coarse[1]) / FULL.PIXELS))
  const LINES = Math.ceil(lines / Math.max(1, Math.min(most, Math.floor(FULL.WORKGROUPS / workgroups))))
  return { PARTS: Math.ceil(lines / LINES), LINES }
}

/** Bytes of both images that a part may read: all channel blocks of a part come one after another, and find it in the cache. */
const PART_BYTES = 2 ** 20

/**
 * Products from which on a thread holds 4 vec4 of dense channels where vectors have 8 lanes (those of 4 leave no
 * registers for so many sums). It takes lavapipe a tenth of a second longer to start.
 */
const LARGE_TILE_PRODUCTS = 2 ** 26

/** How many parts the lines of the coarse images are split into, each taking `threads`, and the lines of each. */
function split(engine: Engine, geometry: ConvGeometry, threads: number): { PARTS: number; LINES: number } {
  const lines = geometry.batch * geometry.coarse[0]
  const bytes = lines * bytesOfLine(geometry)
  const wanted = Math.ceil(Math.max(splitThreads(engine) / threads, bytes / PART_BYTES))
  const LINES = Math.ceil(lines / Math.min(lines, wanted))
  return { PARTS: Math.ceil(lines / LINES), LINES }
}

/** Bytes of a line of the coarse image and of the lines of the fine one that belong to it. */
function bytesOfLine({ fine, coarse, stride }: ConvGeometry): number {
  return 4 * (coarse[1] * coarse[2] + stride * fine[1] * fine[2])
}

function partsBySubgroup(
  engine: Engine,
  geometry: ConvGeometry,
  { operation, x, dy }: Products,
  { thin, into, BIAS }: How,
): Parts {
  const { batch, kernel, stride, padding, fine, coarse } = geometry
  const direct = operation === 'conv2d'
  const GC = fine[2]
  const DC4 = coarse[2] / 4
  const weights = kernel * kernel * GC * coarse[2]
  const isLarge = engine.subgroupSize === 8 && batch * coarse[0] * coarse[1] * weights > LARGE_TILE_PRODUCTS
  const DENSE = isLarge && DC4 % 4 === 0 ? 4 : DC4 % 2 === 0 ? 2 : 1
  const G_BLOCKS = thin ? GC : GC / 4
  const threads = kernel * kernel * G_BLOCKS
  const { PARTS, LINES } = split(engine, geometry, threads * (DC4 / DENSE))
  const out = PARTS === 1 && into ? into : Storage.unplaced(PARTS * weights)
  const rows = direct ? PARTS : PARTS * stride ** 2
  const biasLength = rows * (direct ? coarse[2] : GC)
  const bias = BIAS ? Storage.unplaced(biasLength) : null
  engine.record(
    {
      label: 'conv weight gradient',
      source: [rolled, subgroup].join('\n'),
      constants: {
        B: batch,
        GH: fine[0],
        GW: fine[1],
        GC,
        DH: coarse[0],
        DW: coarse[1],
        DC4,
        K: kernel,
        STRIDE: stride,
        PAD: padding,
        X_GATHERED: direct,
        THIN: thin,
        GATHERED: thin ? 'f32' : 'vec4f',
        HELD: thin ? 1 : 4,
        G_BLOCKS,
        DENSE,
        BIAS,
        BIAS_DENSE: BIAS && direct,
        BIAS_GATHERED: BIAS && !direct,
        BIAS_ELEMENT: direct || !thin ? 'vec4f' : 'f32',
        BIAS_LENGTH: direct || !thin ? biasLength / 4 : biasLength,
        PARTS,
        LINES,
        QUAD: 4,
      },
    },
    { 0: direct ? x : dy, 1: direct ? dy : x, 2: out, 3: bias ?? undefined },
    threads,
    { depth: (DC4 / DENSE) * PARTS, workgroup: workgroupFor(threads, engine.subgroupSize) },
  )
  return { weight: out, bias }
}

function partsByThread(
  engine: Engine,
  geometry: ConvGeometry,
  { operation, x, dy }: Products,
  into?: Storage,
): Storage {
  const { batch, kernel, stride, padding, fine, coarse } = geometry
  const direct = operation === 'conv2d'
  const IC = direct ? fine[2] : coarse[2]
  const OC = direct ? coarse[2] : fine[2]
  const WIDE = IC % 4 === 0 && OC % 4 === 0
  const WIDTH = WIDE ? 4 : 1
  const [INS, OUTS] = [IC / WIDTH, OC / WIDTH]
  const ROWS = INS % 2 === 0 ? 2 : 1
  const COLUMNS = OUTS % 2 === 0 ? 2 : 1
  const threads = (INS / ROWS) * (OUTS / COLUMNS)
  const { PARTS, LINES } = split(engine, geometry, threads * kernel * kernel)
  const weights = kernel * kernel * IC * OC
  const out = PARTS === 1 && into ? into : Storage.unplaced(PARTS * weights)
  const [finePixels, coarsePixels] = [batch * fine[0] * fine[1], batch * coarse[0] * coarse[1]]
  const constants = {
    B: batch,
    GH: fine[0],
    GW: fine[1],
    DH: coarse[0],
    DW: coarse[1],
    INS,
    OUTS,
    X_PIXELS: direct ? finePixels : coarsePixels,
    DY_PIXELS: direct ? coarsePixels : finePixels,
    X_GATHERED: direct,
    K: kernel,
    STRIDE: stride,
    PAD: padding,
    PARTS,
    LINES,
  }
  const elements = { WIDE, WIDTH, ELEMENT: WIDE ? 'vec4f' : 'f32' }
  const steps = { X_STEP: direct ? stride : 1, DY_STEP: direct ? 1 : stride }
  engine.record(
    {
      label: 'conv weight gradient',
      source: byThread,
      constants: { ...constants, ...elements, ...steps, ROWS, COLUMNS },
    },
    { 0: x, 1: dy, 2: out },
    threads * PARTS,
    { depth: kernel * kernel, workgroup: 64 },
  )
  return out
}

/** What both walks of a GPU over the pixels need to know of the images. */
function imagesOf({ batch, kernel, stride, padding, fine, coarse }: ConvGeometry) {
  return {
    B: batch,
    GH: fine[0],
    GW: fine[1],
    DH: coarse[0],
    DW: coarse[1],
    K: kernel,
    STRIDE: stride,
    PAD: padding,
  }
}

/** Threads along either channel, and vec4 of channels that a thread holds of x and of dy. */
const TILES = [
  { THREADS_I: 8, THREADS_O: 16, ROWS: 2, COLUMNS: 1 },
  { THREADS_I: 8, THREADS_O: 8, ROWS: 1, COLUMNS: 1 },
] as const

/** vec4 of channels that a tile is wide at most, and the pixels that it takes at a time. */
const TILE = { WIDTH: 16, PIXELS: 16 }

function partsByTile(
  engine: Engine,
  geometry: ConvGeometry,
  { operation, x, dy }: Products,
  { into, BIAS }: How,
): Parts {
  const { batch, kernel, stride, fine, coarse } = geometry
  const direct = operation === 'conv2d'
  const [IC, OC] = direct ? [fine[2], coarse[2]] : [coarse[2], fine[2]]
  const [INS, OUTS] = [IC / 4, OC / 4]
  const split = splitTiles(geometry, kernel * kernel * Math.ceil(INS / TILE.WIDTH) * Math.ceil(OUTS / TILE.WIDTH))
  const weights = kernel * kernel * IC * OC
  const weight = split.PARTS === 1 && into ? into : Storage.unplaced(split.PARTS * weights)
  const BIAS_ROWS = direct ? 1 : stride ** 2
  const bias = BIAS ? Storage.unplaced(split.PARTS * BIAS_ROWS * OC) : null
  const [finePixels, coarsePixels] = [batch * fine[0] * fine[1], batch * coarse[0] * coarse[1]]
  const constants = {
    ...imagesOf(geometry),
    ...split,
    INS,
    OUTS,
    X_PIXELS: direct ? finePixels : coarsePixels,
    DY_PIXELS: direct ? coarsePixels : finePixels,
    X_GATHERED: direct,
    BIAS,
    BIAS_ROWS,
  }
  const [first, ...others] = TILES.map((tile) => tiledShape(constants, tile))
  engine.recordVariants([first, ...others], { 0: x, 1: dy, 2: weight, 3: bias ?? undefined })
  return { weight, bias }
}

function tiledShape(
  constants: Constants & { INS: number; OUTS: number; K: number; PARTS: number },
  tile: (typeof TILES)[number],
): CallShape {
  const { THREADS_I, THREADS_O, ROWS, COLUMNS } = tile
  const [TI, TO] = [THREADS_I * ROWS, THREADS_O * COLUMNS]
  const workgroup = THREADS_I * THREADS_O
  const TP = TILE.PIXELS
  const own = { ...tile, TP, X_LOADS: (TP * TI) / workgroup, DY_LOADS: (TP * TO) / workgroup }
  return {
    kernel: {
      label: `conv weight gradient tiled ${4 * TI}×${4 * TO}`,
      source: tiled,
      constants: { ...constants, ...own },
    },
    threads: Math.ceil(constants.INS / TI) * Math.ceil(constants.OUTS / TO) * constants.PARTS * workgroup,
    depth: constants.K ** 2,
    workgroup,
  }
}

/** Threads of a workgroup that walks over pixels, pixels that one thread should at least have, and the most parts. */
const LANES = { THREADS: 256, PIXELS: 2, PARTS: 128 }

function partsByLane(
  engine: Engine,
  geometry: ConvGeometry,
  { operation, x, dy }: Products,
  { into, BIAS }: How,
): Parts {
  const { batch, kernel, coarse } = geometry
  const direct = operation === 'conv2d'
  const DC4 = coarse[2] / 4
  const THREADS_C = Math.min(16, 2 ** Math.ceil(Math.log2(DC4)))
  const lines = batch * coarse[0]
  const most = Math.min(LANES.PARTS, (lines * coarse[1] * THREADS_C) / (LANES.THREADS * LANES.PIXELS))
  const LINES = Math.ceil(lines / Math.max(1, most))
  const PARTS = Math.ceil(lines / LINES)
  const weights = kernel * kernel * coarse[2]
  const weight = PARTS === 1 && into ? into : Storage.unplaced(PARTS * weights)
  const bias = BIAS ? Storage.unplaced(PARTS * (direct ? coarse[2] : 1)) : null
  engine.record(
    {
      label: 'conv weight gradient',
      source: thinSource,
      constants: {
        ...imagesOf(geometry),
        PARTS,
        LINES,
        DC4,
        THREADS_C,
        TAPS: kernel * kernel,
        BIAS,
        DENSE_BIAS: BIAS && direct,
        GATHERED_BIAS: BIAS && !direct,
        BIAS_ELEMENT: direct ? 'vec4f' : 'f32',
        BIAS_LENGTH: direct ? DC4 : 1,
      },
    },
    { 0: direct ? x : dy, 1: direct ? dy : x, 2: weight, 3: bias ?? undefined },
    Math.ceil(DC4 / THREADS_C) * PARTS * LANES.THREADS,
    { workgroup: LANES.THREADS },
  )
  return { weight, bias }
}
