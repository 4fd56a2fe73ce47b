import wide from '../../shaders/conv.wgsl?raw'
import run from '../../shaders/conv_run.wgsl?raw'
import toOne from '../../shaders/conv_to_one.wgsl?raw'
import scalar from '../../shaders/conv_scalar.wgsl?raw'
import type { ConvGeometry, Extent } from './conv-geometry'
import { workgroupFor } from './conv-geometry'
import type { Engine } from './engine'
import type { Constants } from './specialise'
import { Storage } from './storage'

export interface GatherOptions {
  bias?: Storage | undefined
  relu?: boolean
  /** The ReLU output whose gradient this result is: zero where it was zero. */
  mask?: Storage | undefined
  /** The weights lie as [ky][kx][out][in], as they do for a dInput. */
  swapped?: boolean
}

/** fine → coarse: conv2d forward, or (`swapped`) dInput of convTranspose2d. */
export function gatherCoarse(
  engine: Engine,
  geometry: ConvGeometry,
  fine: Storage,
  weight: Storage,
  options: GatherOptions = {},
): Storage {
  return gather(engine, geometry, geometry.fine, geometry.coarse, false, fine, weight, options)
}

/** coarse → fine, one dense convolution a phase: convTranspose2d forward, or (`swapped`) dInput of conv2d. */
export function gatherFine(
  engine: Engine,
  geometry: ConvGeometry,
  coarse: Storage,
  weight: Storage,
  options: GatherOptions = {},
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
  { bias, relu = false, mask, swapped = false }: GatherOptions,
): Storage {
  const [IH, IW, IC] = from
  const [OH, OW, OC] = to
  const out = Storage.unplaced(batch * OH * OW * OC)
  const step = transposed ? stride : 1
  const pixels = batch * Math.ceil(OH / step) * Math.ceil(OW / step)
  const bindings = { 0: x, 1: w, 2: out, 3: bias, 4: mask }
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
  }
  const { subgroupSize } = engine
  const lanes = { SUBGROUPS: subgroupSize > 0, LANES: Math.max(1, subgroupSize) }
  const phases = { TRANSPOSED: transposed, SWAPPED: swapped }
  // A plain convolution without padding never leaves its image, unless it is the dInput of a cropped transpose.
  const CHECKED = transposed || padding > 0 || (OH - 1) * stride + kernel > IH || (OW - 1) * stride + kernel > IW
  const PIXELS = pixels >= 64 ? 4 : pixels >= 16 ? 2 : 1
  const threads = Math.ceil(pixels / PIXELS)
  const workgroup = workgroupFor(threads, subgroupSize)
  const record = (label: string, source: string, own: Constants, columnBlocks: number) =>
    engine.record(
      { label, source, constants: { ...constants, ...lanes, PIXELS, ...own } },
      bindings,
      threads,
      columnBlocks * step * step,
      workgroup,
    )
  const OC4 = OC / 4
  const COLUMNS = OC4 % 2 === 0 ? 2 : 1
  if (IC % 4 === 0 && OC % 4 === 0) {
    const PACKED = subgroupSize === 4 * COLUMNS
    const own = { ...phases, CHECKED, IC4: IC / 4, OC4, COLUMNS, PACKED }
    record(transposed ? 'conv transposed' : 'conv', wide, own, OC4 / COLUMNS)
  } else if (IC < 4 && OC % 4 === 0 && !transposed && (!swapped || IC === 1)) {
    // From one channel, swapped weights are the same numbers in the same order; so are weights to one channel.
    record('conv run', run, { OC4, COLUMNS }, OC4 / COLUMNS)
  } else if (OC === 1 && IC % 4 === 0) {
    record('conv to one', toOne, { TRANSPOSED: transposed, IC4: IC / 4 }, 1)
  } else {
    record('conv scalar', scalar, { ...phases, COLUMNS: OC % 2 === 0 ? 2 : 1 }, OC / (OC % 2 === 0 ? 2 : 1))
  }
  return out
}
