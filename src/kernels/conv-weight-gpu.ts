import thin from '../../shaders/conv_weight_thin.wgsl?raw'
import tiled from '../../shaders/conv_weight_tiled.wgsl?raw'
import type { Constants } from './constants'
import type { ConvGeometry } from './conv-geometry'
import type { How, Parts, Products } from './conv-weight-parts'
import { imagesOf } from './conv-weight-parts'
import type { CallShape, Recorder } from './recorder'
import { Storage } from './storage'

export function weightParts(recorder: Recorder, geometry: ConvGeometry, products: Products, how: How): Parts | null {
  const [dense, gathered] = [geometry.coarse[2], geometry.fine[2]]
  if (dense % 4 !== 0) return null
  if (gathered % 4 === 0) return partsByTile(recorder, geometry, products, how)
  return gathered === 1 ? partsByLane(recorder, geometry, products, how) : null
}

/**
 * Workgroups that fill a large GPU, the fewest pixels that are worth a part, and as many rows of partial sums
 * as the optimiser adds up in one go: those of a bias may come in four a part.
 */
const FULL = { WORKGROUPS: 512, PIXELS: 32, PARTS: 32 }

function splitTiles({ batch, coarse }: ConvGeometry, workgroups: number): { PARTS: number; LINES: number } {
  const lines = batch * coarse[0]
  const most = Math.min(FULL.PARTS, lines, Math.floor((lines * coarse[1]) / FULL.PIXELS))
  const LINES = Math.ceil(lines / Math.max(1, Math.min(most, Math.floor(FULL.WORKGROUPS / workgroups))))
  return { PARTS: Math.ceil(lines / LINES), LINES }
}

/** Threads along either channel, and vec4 of channels that a thread holds of x and of dy. */
const TILES = [
  { THREADS_I: 8, THREADS_O: 16, ROWS: 2, COLUMNS: 1 },
  { THREADS_I: 8, THREADS_O: 8, ROWS: 1, COLUMNS: 1 },
] as const

/** vec4 of channels that a tile is wide at most, and the pixels that it takes at a time. */
const TILE = { WIDTH: 16, PIXELS: 16 }

function partsByTile(
  recorder: Recorder,
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
  recorder.recordVariants([first, ...others], { 0: x, 1: dy, 2: weight, 3: bias ?? undefined })
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
  recorder: Recorder,
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
  recorder.record(
    {
      label: 'conv weight gradient',
      source: thin,
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
