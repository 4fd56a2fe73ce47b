import wide from '../../shaders/conv.wgsl?raw'
import scalar from '../../shaders/conv_scalar.wgsl?raw'
import wideWeight from '../../shaders/conv_weight.wgsl?raw'
import scalarWeight from '../../shaders/conv_weight_scalar.wgsl?raw'
import type { Engine } from './engine'
import { sumRows } from './reduce'
import { Storage } from './storage'

/** [height, width, channels] of an image. */
export type Extent = readonly [height: number, width: number, channels: number]

/**
 * A convolution from `fine` to `coarse`: the geometry of conv2d as it stands, and of convTranspose2d read backwards, so
 * that one description serves all six products (forward, dInput and dWeight of both).
 */
export interface ConvGeometry {
  batch: number
  fine: Extent
  coarse: Extent
  kernel: number
  stride: number
  padding: number
}

export interface Epilogue {
  bias?: Storage
  relu?: boolean
  /** The ReLU output whose gradient this result is: zero where it was zero. */
  mask?: Storage
}

/** fine → coarse: conv2d forward, or (`swapped`, weights read [out][in]) dInput of convTranspose2d. */
export function gatherCoarse(
  engine: Engine,
  geometry: ConvGeometry,
  fine: Storage,
  weight: Storage,
  options: Epilogue & { swapped?: boolean } = {},
): Storage {
  return gather(engine, geometry, geometry.fine, geometry.coarse, false, fine, weight, options)
}

/** coarse → fine, one dense convolution a phase: convTranspose2d forward, or (`swapped`) dInput of conv2d. */
export function gatherFine(
  engine: Engine,
  geometry: ConvGeometry,
  coarse: Storage,
  weight: Storage,
  options: Epilogue & { swapped?: boolean } = {},
): Storage {
  return gather(engine, geometry, geometry.coarse, geometry.fine, true, coarse, weight, options)
}

function gather(
  engine: Engine,
  { batch, kernel, stride, padding }: ConvGeometry,
  from: Extent,
  to: Extent,
  transposed: boolean,
  x: Storage,
  w: Storage,
  { bias, relu = false, mask, swapped = false }: Epilogue & { swapped?: boolean },
): Storage {
  const [IH, IW, IC] = from
  const [OH, OW, OC] = to
  const step = transposed ? stride : 1
  const pixels = batch * Math.ceil(OH / step) * Math.ceil(OW / step)
  const isWide = IC % 4 === 0 && OC % 4 === 0
  const columns = isWide ? OC / 4 : OC
  const tile = tileFor(pixels, columns)
  const out = Storage.unplaced(batch * OH * OW * OC)
  const constants = {
    B: batch,
    IH,
    IW,
    IC,
    OH,
    OW,
    OC,
    ...(isWide && { IC4: IC / 4, OC4: OC / 4 }),
    K: kernel,
    STRIDE: stride,
    PAD: padding,
    TRANSPOSED: transposed,
    SWAPPED: swapped,
    // A plain convolution without padding never leaves its image, unless it is the dInput of a cropped transpose.
    CHECKED: transposed || padding > 0 || (OH - 1) * stride + kernel > IH || (OW - 1) * stride + kernel > IW,
    BIAS: bias !== undefined,
    RELU: relu,
    MASK: mask !== undefined,
    PIXELS: tile.pixels,
    COLUMNS: tile.columns,
  }
  engine.record(
    { label: transposed ? 'conv transposed' : 'conv', source: isWide ? wide : scalar, constants },
    { 0: x, 1: w, 2: out, 3: bias, 4: mask },
    (columns / tile.columns) * Math.ceil(pixels / tile.pixels),
    step * step,
  )
  return out
}

/** 4 pixels × 2 columns a thread, less where that would leave too few threads to keep the adapter busy. */
function tileFor(pixels: number, columns: number): { pixels: number; columns: number } {
  const wideColumns = columns % 2 === 0 ? 2 : 1
  for (const tile of [
    { pixels: 4, columns: wideColumns },
    { pixels: 2, columns: wideColumns },
    { pixels: 2, columns: 1 },
  ]) {
    if ((pixels / tile.pixels) * (columns / tile.columns) >= 256) return tile
  }
  return { pixels: 1, columns: 1 }
}

/** dWeight [ky][kx][in][out], from the operation's input `x` and the gradient of its output `dy`. */
export function weightGradient(
  engine: Engine,
  geometry: ConvGeometry,
  operation: 'conv2d' | 'convTranspose2d',
  x: Storage,
  dy: Storage,
  into?: Storage,
): Storage {
  const { batch, kernel, stride, padding, fine, coarse } = geometry
  const direct = operation === 'conv2d'
  const IC = direct ? fine[2] : coarse[2]
  const OC = direct ? coarse[2] : fine[2]
  const isWide = IC % 4 === 0 && OC % 4 === 0
  const inBlocks = isWide ? IC / 4 : IC
  const outBlocks = isWide ? OC / 4 : OC
  const rows = inBlocks % 2 === 0 ? 2 : 1
  const columns = outBlocks % 2 === 0 ? 2 : 1
  const threads = (inBlocks / rows) * (outBlocks / columns)
  const lines = batch * coarse[0]
  const wanted = Math.ceil(SPLIT_THREADS / (threads * kernel * kernel))
  const linesPerPart = Math.ceil(lines / Math.min(lines, Math.max(1, wanted)))
  const parts = Math.ceil(lines / linesPerPart)
  const weights = kernel * kernel * IC * OC
  const single = parts === 1 && into ? into : Storage.unplaced(parts * weights)
  const [finePixels, coarsePixels] = [batch * fine[0] * fine[1], batch * coarse[0] * coarse[1]]
  engine.record(
    {
      label: 'conv weight gradient',
      source: isWide ? wideWeight : scalarWeight,
      constants: {
        B: batch,
        GH: fine[0],
        GW: fine[1],
        DH: coarse[0],
        DW: coarse[1],
        IC,
        OC,
        ...(isWide && { IC4: IC / 4, OC4: OC / 4 }),
        X_PIXELS: direct ? finePixels : coarsePixels,
        DY_PIXELS: direct ? coarsePixels : finePixels,
        X_STEP: direct ? stride : 1,
        DY_STEP: direct ? 1 : stride,
        X_GATHERED: direct,
        K: kernel,
        STRIDE: stride,
        PAD: padding,
        PARTS: parts,
        LINES: linesPerPart,
        ROWS: rows,
        COLUMNS: columns,
      },
    },
    { 0: x, 1: dy, 2: single },
    threads * parts,
    kernel * kernel,
  )
  return parts === 1 ? single : sumRows(engine, single, parts, weights, into)
}

/** Threads that the split of the inner dimension aims at: enough to fill an adapter, few enough that partials stay small. */
const SPLIT_THREADS = 2048
