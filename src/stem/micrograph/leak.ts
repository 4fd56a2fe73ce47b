import type { Engine } from '../../kernels'
import { Random } from '../../nn'
import { learnGeometry } from '../patch/columns'
import type { PatchSet } from '../patch/patches'
import { renderSmoothDefects } from '../patch/smooth-defects'
import type { SmoothDefect } from '../patch/smooth-defects'
import type { Vae } from '../model/vae'
import { filtered, matchedFilter } from './matched-filter'
import { PatchPredictor } from '../model/patch-predictor'

/** What of a column's own change the prediction follows: 0 where it goes by the surroundings alone, 1 where it copies. */
export interface Leak {
  intensity: number
  shift: number
}

/** The shape of a sublattice's columns in the frame: σ before the model's blur, and the filter after it. */
export interface ColumnShape {
  width: number
  sigma: number
  reach: number
}

/** Part of a column that is taken away, and its displacement in distances between columns. */
const PART = 0.3
const SHIFT = 0.1

/**
 * The leak for columns of the brighter and of the dimmer sublattices, measured on patches [count, size, size] of the
 * micrograph: the column nearest the middle is made weaker, or moved, and what the filters then see of it in the prediction
 * is compared with what they see in the micrograph.
 */
export async function measureLeak(
  engine: Engine,
  vae: Vae,
  patches: PatchSet,
  shapes: readonly ColumnShape[],
): Promise<Leak[]> {
  const predictor = await PatchPredictor.compile(engine, vae)
  try {
    const before = await predictor.run(patches.data, patches.count)
    const geometry = learnGeometry(before.blurred, patches.count, patches.size)
    const leaks: Leak[] = []
    for (const [s, shape] of shapes.entries()) {
      const follow = async (kind: SmoothDefect['kind']) => {
        const size = kind === 'deficit' ? PART : SHIFT * geometry.spacing
        const drawing = { geometry, sigma: shape.width, pixelSize: 1, eightBit: false }
        const defect: SmoothDefect = { sublattice: s, kind, size }
        const { patches: changed, truth } = renderSmoothDefects(patches, defect, drawing, new Random(1))
        const after = await predictor.run(changed.data, patches.count)
        return followed({ before, after, size: patches.size }, truth, shape, kind)
      }
      leaks.push({ intensity: await follow('deficit'), shift: await follow('shift') })
    }
    return leaks
  } finally {
    predictor.free()
  }
}

interface Views {
  blurred: Float32Array
  prediction: Float32Array
}

/** Slope of the prediction's change on the micrograph's. */
function followed(
  { before, after, size }: { before: Views; after: Views; size: number },
  truth: readonly { x: number; y: number }[],
  { sigma, reach }: ColumnShape,
  kind: SmoothDefect['kind'],
): number {
  const [own, seen] = [filtered(1), filtered(1)]
  let [product, square] = [0, 0]
  truth.forEach(({ x, y }, n) => {
    const change = (key: keyof Views) => {
      const [from, to] = [n * size * size, (n + 1) * size * size]
      return after[key].subarray(from, to).map((value, i) => value - before[key][from + i])
    }
    const images = [change('blurred'), change('prediction')]
    const rows = { top: 0, complete: size, width: size, images }
    if (!matchedFilter(rows, { u: x, v: y, sigma, reach }, [own, seen], 0)) return
    for (const component of kind === 'deficit' ? (['height'] as const) : (['dx', 'dy'] as const)) {
      product += own[component][0] * seen[component][0]
      square += own[component][0] ** 2
    }
  })
  return square > 0 ? Math.min(Math.max(product / square, 0), 0.9) : 0
}
