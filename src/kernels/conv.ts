import wide from '../../shaders/conv.wgsl?raw'
import run from '../../shaders/conv_run.wgsl?raw'
import scalar from '../../shaders/conv_scalar.wgsl?raw'
import type { ConvGeometry, Extent } from './conv-geometry'
import { workgroupFor } from './conv-geometry'
import type { Engine } from './engine'
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
  // Few input channels and a direct convolution; with one of them, swapped weights are the same numbers.
  const asRun = IC < 4 && OC % 4 === 0 && !transposed && (!swapped || IC === 1)
  if (asRun || (IC % 4 === 0 && OC % 4 === 0)) {
    const { subgroupSize } = engine
    const { PIXELS, COLUMNS } = wideTile(pixels, OC / 4)
    const threads = Math.ceil(pixels / PIXELS)
    engine.record(
      {
        label: asRun ? 'conv run' : transposed ? 'conv transposed' : 'conv',
        source: asRun ? run : wide,
        constants: {
          ...constants,
          OC4: OC / 4,
          ...(!asRun && {
            IC4: IC / 4,
            TRANSPOSED: transposed,
            SWAPPED: swapped,
            // A plain convolution without padding never leaves its image, unless it is the dInput of a cropped transpose.
            CHECKED: transposed || padding > 0 || (OH - 1) * stride + kernel > IH || (OW - 1) * stride + kernel > IW,
            PACKED: subgroupSize === 4 * COLUMNS,
          }),
          SUBGROUPS: subgroupSize > 0,
          PIXELS,
          COLUMNS,
        },
      },
      bindings,
      threads,
      (OC / 4 / COLUMNS) * step * step,
      workgroupFor(threads, subgroupSize),
    )
  } else {
    const COLUMNS = OC % 2 === 0 ? 2 : 1
    engine.record(
      {
        label: 'conv scalar',
        source: scalar,
        constants: { ...constants, TRANSPOSED: transposed, SWAPPED: swapped, PIXELS: SCALAR_PIXELS, COLUMNS },
      },
      bindings,
      (OC / COLUMNS) * Math.ceil(pixels / SCALAR_PIXELS),
      step * step,
    )
  }
  return out
}

const SCALAR_PIXELS = 4

/** 4 pixels × 2 columns a thread, fewer pixels where there would be hardly any threads. */
function wideTile(pixels: number, columns: number): { PIXELS: number; COLUMNS: number } {
  const COLUMNS = columns % 2 === 0 ? 2 : 1
  return { PIXELS: pixels >= 64 ? 4 : pixels >= 16 ? 2 : 1, COLUMNS }
}
