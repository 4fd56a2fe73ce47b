import byThread from '../../shaders/conv_weight.wgsl?raw'
import rolled from '../../shaders/rolled.wgsl?raw'
import subgroup from '../../shaders/conv_weight_subgroup.wgsl?raw'
import type { ConvGeometry } from './conv-geometry'
import { workgroupFor } from './conv-geometry'
import { partsByLane, partsByTile } from './conv-weight-gpu'
import type { How, Parts, Products } from './conv-weight-parts'
import { imagesOf } from './conv-weight-parts'
import type { Engine } from './engine'
import { sumRows } from './reduce'
import { Storage } from './storage'

/** Places for the gradients; each gets one of its own where none is given, and `bias: null` asks for none of it. */
interface Places {
  weight?: Storage | undefined
  bias: Storage | undefined | null
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
  const { batch, kernel, stride, fine, coarse } = geometry
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
        ...imagesOf(geometry),
        GC,
        DC4,
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
  const { batch, kernel, stride, fine, coarse } = geometry
  const direct = operation === 'conv2d'
  const IC = direct ? fine[2] : coarse[2]
  const OC = direct ? coarse[2] : fine[2]
  const [ROWS, COLUMNS] = [IC, OC].map((channels) => (channels % 2 === 0 ? 2 : 1))
  const threads = (IC / ROWS) * (OC / COLUMNS)
  const { PARTS, LINES } = split(engine, geometry, threads * kernel * kernel)
  const weights = kernel * kernel * IC * OC
  const out = PARTS === 1 && into ? into : Storage.unplaced(PARTS * weights)
  const [finePixels, coarsePixels] = [batch * fine[0] * fine[1], batch * coarse[0] * coarse[1]]
  const constants = {
    ...imagesOf(geometry),
    INS: IC,
    OUTS: OC,
    X_PIXELS: direct ? finePixels : coarsePixels,
    DY_PIXELS: direct ? coarsePixels : finePixels,
    X_GATHERED: direct,
    X_STEP: direct ? stride : 1,
    DY_STEP: direct ? 1 : stride,
    PARTS,
    LINES,
    ROWS,
    COLUMNS,
  }
  engine.record(
    {
      label: 'conv weight gradient',
      source: byThread,
      constants,
    },
    { 0: x, 1: dy, 2: out },
    threads * PARTS,
    { depth: kernel * kernel, workgroup: 64 },
  )
  return out
}
