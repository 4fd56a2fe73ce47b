import wideShader from '../../shaders/conv.wgsl?raw'
import run from '../../shaders/conv_run.wgsl?raw'
import toOneShader from '../../shaders/conv_to_one.wgsl?raw'
import { workgroupFor } from './conv-geometry'
import { hasLargeTile, inRegisters } from './conv-registers'
import { whole } from './conv-source'
import type { Product, ProductBindings } from './convolutions'
import type { Kernel } from './pipelines'
import type { Recorder } from './recorder'

/** Pixels that leave registers for the other operand, by the lanes of a vector. */
const MOST_PIXELS = { 4: 2, 8: 6 }

/** Neighbouring pixels of a line that share a window. */
const LINE_PIXELS = 4
/** Numbers between the runs of the first and the last of them: no more is read than by each for itself. */
const MOST_APART = 12

export function wide(recorder: Recorder, product: Product, bindings: ProductBindings): void {
  const { IH, IW, OH, OW, OC, K, PAD, STRIDE, TRANSPOSED } = product.constants
  // A plain convolution without padding never leaves its image, unless it is the dInput of a cropped transpose.
  const CHECKED = TRANSPOSED || PAD > 0 || (OH - 1) * STRIDE + K > IH || (OW - 1) * STRIDE + K > IW
  const OC4 = OC / 4
  const QUADS = hasLargeTile(product) && OC4 % 4 === 0
  const COLUMNS = QUADS ? 4 : pairOf(OC4)
  const label = TRANSPOSED ? 'conv transposed' : 'conv'
  const kernel = { label, source: wideShader, constants: { CHECKED, QUADS, COLUMNS, ROWS: 4 } }
  const most = MOST_PIXELS[recorder.subgroupSize === 8 ? 8 : 4]
  recorder.recordVariants([inRegisters(recorder, product, kernel, { most, columnBlocks: OC4 / COLUMNS })], bindings)
}

export function fromFew(recorder: Recorder, product: Product, bindings: ProductBindings): void {
  const { OH, OW, OC, IC, STRIDE } = product.constants
  const OC4 = OC / 4
  // Each column block reads the image anew: vectors of 8 lanes have registers for one of 4.
  const COLUMNS = recorder.subgroupSize === 8 && OC4 % 4 === 0 ? 4 : pairOf(OC4)
  // Runs that lie too far apart for a window share fewer.
  const PIXELS = Math.min(LINE_PIXELS, Math.floor(MOST_APART / (STRIDE * IC)) + 1, OW)
  const shape = { PIXELS, COLUMNS, WINDOW: (PIXELS - 1) * STRIDE * IC + 4, QUAD: 4 }
  const kernel = { label: 'conv run', source: run, constants: shape }
  recordLines(recorder, product, kernel, { bindings, rows: OH, blocks: Math.ceil(OW / PIXELS), depth: OC4 / COLUMNS })
}

export function toOne(recorder: Recorder, product: Product, bindings: ProductBindings): void {
  const { step, constants } = product
  const { OH, OW, K, PAD, STRIDE, TRANSPOSED } = constants
  const [rows, columns] = [Math.ceil(OH / step), Math.ceil(OW / step)]
  const PIXELS = Math.min(LINE_PIXELS, columns)
  // How far a window reaches beyond the columns that a thread stands for, by the taps at either end.
  const BACK = TRANSPOSED ? Math.max(0, Math.floor((K - 1 - PAD) / STRIDE)) : PAD
  const WINDOW = TRANSPOSED ? PIXELS + BACK + Math.ceil(PAD / STRIDE) : (PIXELS - 1) * STRIDE + K
  const shape = { PIXELS, OUTPUTS: PIXELS * step, TAPS: Math.ceil(K / step), BACK, WINDOW, QUADS: K <= 4 }
  const kernel = { label: 'conv to one', source: toOneShader, constants: shape }
  recordLines(recorder, product, kernel, { bindings, rows, blocks: Math.ceil(columns / PIXELS), depth: step })
}

/** Where its threads are: blocks of each of the lines, and workgroups along z. */
interface Lines {
  bindings: ProductBindings
  rows: number
  blocks: number
  depth: number
}

/** A kernel whose threads each make neighbouring pixels of a line, which look at one window. */
function recordLines(
  recorder: Recorder,
  { constants, dtype }: Product,
  kernel: Kernel,
  { bindings, rows, blocks, depth }: Lines,
): void {
  const threads = constants.B * rows * blocks
  const workgroup = workgroupFor(threads, recorder.subgroupSize)
  const source = whole(kernel.source, dtype)
  recorder.record({ ...kernel, source, constants: { ...constants, ...kernel.constants } }, bindings, threads, {
    depth,
    workgroup,
  })
}

function pairOf(columns: number): number {
  return columns % 2 === 0 ? 2 : 1
}
