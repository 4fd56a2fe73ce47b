import scalar from '../../shaders/conv_scalar.wgsl?raw'
import type { Constants } from './constants'
import type { ConvGeometry } from './conv-geometry'
import { inRegisters } from './conv-registers'
import type { Engine } from './engine'
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
  const isRun = IC < 4 && OC % 4 === 0 && !transposed && (!swapped || IC === 1)
  const product = (elements: Constants) => ({ constants: { ...constants, ...elements }, pixels, step, dtype: x.dtype })
  const wideOut = { ELEMENT: 'vec4f', STORED: vec4Of(x.dtype), OUTS: OC / 4, OC4: OC / 4 }
  const scalarOut = { ELEMENT: 'f32', STORED: x.dtype, OUTS: OC }
  const { convolutions } = engine
  // From one channel, swapped weights are the same numbers in the same order; so are weights to one channel.
  if (isRun) convolutions.fromFew(engine, product(wideOut), bindings)
  else if (IC % 4 === 0 && OC % 4 === 0) convolutions.wide(engine, product({ ...wideOut, IC4: IC / 4 }), bindings)
  else if (IC % 4 === 0 && OC === 1) convolutions.toOne(engine, product({ ...scalarOut, IC4: IC / 4 }), bindings)
  else {
    const COLUMNS = OC % 2 === 0 ? 2 : 1
    const kernel = { label: 'conv scalar', source: scalar, constants: { COLUMNS } }
    engine.recordVariants(
      [inRegisters(engine, product(scalarOut), kernel, { most: 4, columnBlocks: OC / COLUMNS })],
      bindings,
    )
  }
  return out
}

function vec4Of(dtype: Dtype): string {
  return dtype === 'f16' ? 'vec4<f16>' : 'vec4f'
}
