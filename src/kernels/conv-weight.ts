import byThread from '../../shaders/conv_weight.wgsl?raw'
import type { ConvGeometry } from './conv-geometry'
import type { Products } from './conv-weight-parts'
import { imagesOf, split } from './conv-weight-parts'
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
  const how = { thin, into: into.weight, BIAS: into.bias !== null && (direct || readsAllOnce(geometry)) }
  const parts = engine.convolutions.weightParts(engine, geometry, products, how) ?? {
    weight: partsByThread(engine, geometry, products, into.weight),
    bias: null,
  }
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
