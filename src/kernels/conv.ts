import wide from '../../shaders/conv.wgsl?raw'
import run from '../../shaders/conv_run.wgsl?raw'
import toOne from '../../shaders/conv_to_one.wgsl?raw'
import scalar from '../../shaders/conv_scalar.wgsl?raw'
import { fromFewOnGpu, onGpu, toOneOnGpu } from './conv-gpu'
import type { ConvGeometry } from './conv-geometry'
import { workgroupFor } from './conv-geometry'
import { whole } from './conv-source'
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

/** Pixels that leave registers for the other operand, by the lanes of a vector. */
const MOST_PIXELS = { 4: 2, 8: 6 }

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
  // A plain convolution without padding never leaves its image, unless it is the dInput of a cropped transpose.
  const CHECKED = transposed || padding > 0 || (OH - 1) * stride + kernel > IH || (OW - 1) * stride + kernel > IW
  const worthCompiling = pixels * kernel * kernel * IC * OC > LARGE_TILE_PRODUCTS
  const inRegisters = ({ label, source, constants: own }: Kernel, { most, columnBlocks }: Blocks): CallShape => {
    const PIXELS = worthCompiling ? most : Math.min(most, pixels >= 16 ? 2 : 1)
    const threads = Math.ceil(pixels / PIXELS)
    return {
      kernel: { label, source: whole(source, x.dtype), constants: { ...constants, PIXELS, ...own } },
      threads,
      depth: columnBlocks * step * step,
      workgroup: workgroupFor(threads, subgroupSize),
    }
  }
  const OC4 = OC / 4
  const pair = OC4 % 2 === 0 ? 2 : 1
  const wideOut = { ELEMENT: 'vec4f', STORED: vec4Of(x.dtype), OUTS: OC4, OC4 }
  const scalarOut = { ELEMENT: 'f32', STORED: x.dtype, OUTS: OC }
  const isRun = IC < 4 && OC % 4 === 0 && !transposed && (!swapped || IC === 1)
  // A subgroup of few lanes is a software adapter's, and there a barrier costs more than a tile saves.
  if (subgroupSize === 0 && (isRun || (IC % 4 === 0 && (OC === 1 || OC % 4 === 0)))) {
    const elements = OC === 1 ? scalarOut : wideOut
    const product = { constants: { ...constants, ...elements }, pixels, step, dtype: x.dtype }
    if (isRun) fromFewOnGpu(engine, product, bindings)
    else {
      const wide = { ...product, constants: { ...product.constants, IC4: IC / 4 } }
      if (OC === 1) toOneOnGpu(engine, wide, bindings)
      else onGpu(engine, wide, bindings)
    }
  } else if (IC % 4 === 0 && OC % 4 === 0) {
    const name = transposed ? 'conv transposed' : 'conv'
    const own = { ...wideOut, IC4: IC / 4 }
    const QUADS = worthCompiling && OC4 % 4 === 0
    const COLUMNS = QUADS ? 4 : pair
    const most = MOST_PIXELS[subgroupSize === 8 ? 8 : 4]
    const registers = inRegisters(
      { label: name, source: wide, constants: { ...own, CHECKED, QUADS, COLUMNS, ROWS: 4 } },
      { most, columnBlocks: OC4 / COLUMNS },
    )
    engine.recordVariants([registers], bindings)
  } else if (isRun) {
    // From one channel, swapped weights are the same numbers in the same order; so are weights to one channel.
    // Each column block gathers the image anew, number by number: vectors of 8 lanes have registers for one of 4.
    const COLUMNS = subgroupSize === 8 && OC4 % 4 === 0 ? 4 : pair
    const shader = { label: 'conv run', source: run, constants: { ...wideOut, COLUMNS } }
    engine.recordVariants([inRegisters(shader, { most: 4, columnBlocks: OC4 / COLUMNS })], bindings)
  } else if (OC === 1 && IC % 4 === 0) {
    const shader = { label: 'conv to one', source: toOne, constants: { ...scalarOut, IC4: IC / 4 } }
    engine.recordVariants([inRegisters(shader, { most: 4, columnBlocks: 1 })], bindings)
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

function vec4Of(dtype: Dtype): string {
  return dtype === 'f16' ? 'vec4<f16>' : 'vec4f'
}
