import wideShader from '../../shaders/conv.wgsl?raw'
import run from '../../shaders/conv_run.wgsl?raw'
import toOneShader from '../../shaders/conv_to_one.wgsl?raw'
import { workgroupFor } from './conv-geometry'
import { hasLargeTile, inRegisters } from './conv-registers'
import { whole } from './conv-source'
import type { Product, ProductBindings } from './convolutions'
import type { Recorder } from './recorder'

/** Pixels that leave registers for the other operand, by the lanes of a vector. */
const MOST_PIXELS = { 4: 2, 8: 6 }

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
  const OC4 = product.constants.OC / 4
  // Each column block gathers the image anew, number by number: vectors of 8 lanes have registers for one of 4.
  const COLUMNS = recorder.subgroupSize === 8 && OC4 % 4 === 0 ? 4 : pairOf(OC4)
  const kernel = { label: 'conv run', source: run, constants: { COLUMNS } }
  recorder.recordVariants([inRegisters(recorder, product, kernel, { most: 4, columnBlocks: OC4 / COLUMNS })], bindings)
}

/** Input columns of a thread that makes single numbers: its window is two or three columns wider. */
const WINDOW_PIXELS = 4

export function toOne(recorder: Recorder, { constants, step, dtype }: Product, bindings: ProductBindings): void {
  const { B, OH, OW, K, PAD, STRIDE, TRANSPOSED } = constants
  const [rows, columns] = [Math.ceil(OH / step), Math.ceil(OW / step)]
  const PIXELS = Math.min(WINDOW_PIXELS, columns)
  // How far a window reaches beyond the columns that a thread stands for, by the taps at either end.
  const BACK = TRANSPOSED ? Math.max(0, Math.floor((K - 1 - PAD) / STRIDE)) : PAD
  const WINDOW = TRANSPOSED ? PIXELS + BACK + Math.ceil(PAD / STRIDE) : (PIXELS - 1) * STRIDE + K
  const shape = { PIXELS, OUTPUTS: PIXELS * step, TAPS: Math.ceil(K / step), BACK, WINDOW, QUADS: K <= 4 }
  const threads = B * rows * Math.ceil(columns / PIXELS)
  recorder.recordVariants(
    [
      {
        kernel: { label: 'conv to one', source: whole(toOneShader, dtype), constants: { ...constants, ...shape } },
        threads,
        depth: step,
        workgroup: workgroupFor(threads, recorder.subgroupSize),
      },
    ],
    bindings,
  )
}

function pairOf(columns: number): number {
  return columns % 2 === 0 ? 2 : 1
}
