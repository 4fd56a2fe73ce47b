import rolled from '../../shaders/rolled.wgsl?raw'
import subgroup from '../../shaders/conv_weight_subgroup.wgsl?raw'
import type { ConvGeometry } from './conv-geometry'
import { workgroupFor } from './conv-geometry'
import type { How, Parts, Products } from './conv-weight-parts'
import { imagesOf, split } from './conv-weight-parts'
import type { Recorder } from './recorder'
import { Storage } from './storage'

/**
 * Products from which on a thread holds 4 vec4 of dense channels where vectors have 8 lanes (those of 4 leave no
 * registers for so many sums). It takes lavapipe a tenth of a second longer to start.
 */
const LARGE_TILE_PRODUCTS = 2 ** 26

/** Each thread walks over the pixels of a part; the lanes of a subgroup share what they read. */
export function weightParts(
  recorder: Recorder,
  geometry: ConvGeometry,
  { operation, x, dy }: Products,
  { thin, into, BIAS }: How,
): Parts | null {
  const GC = geometry.fine[2]
  if (geometry.coarse[2] % 4 !== 0 || (GC % 4 !== 0 && !thin)) return null
  const { batch, kernel, stride, coarse } = geometry
  const direct = operation === 'conv2d'
  const DC4 = coarse[2] / 4
  const weights = kernel * kernel * GC * coarse[2]
  const isLarge = recorder.subgroupSize === 8 && batch * coarse[0] * coarse[1] * weights > LARGE_TILE_PRODUCTS
  const DENSE = isLarge && DC4 % 4 === 0 ? 4 : DC4 % 2 === 0 ? 2 : 1
  const G_BLOCKS = thin ? GC : GC / 4
  const threads = kernel * kernel * G_BLOCKS
  const { PARTS, LINES } = split(recorder, geometry, threads * (DC4 / DENSE))
  const out = PARTS === 1 && into ? into : Storage.unplaced(PARTS * weights)
  const rows = direct ? PARTS : PARTS * stride ** 2
  const biasLength = rows * (direct ? coarse[2] : GC)
  const bias = BIAS ? Storage.unplaced(biasLength) : null
  recorder.record(
    {
      label: 'conv weight gradient',
      source: [rolled, subgroup].join('\n'),
      constants: {
        ...imagesOf(geometry),
        GC,
        DC4,
        X_GATHERED: direct,
        THIN: thin,
        GATHERED: thin ? 'f32' : 'vec4f',
        HELD: thin ? 1 : 4,
        G_BLOCKS,
        DENSE,
        BIAS,
        BIAS_DENSE: BIAS && direct,
        BIAS_GATHERED: BIAS && !direct,
        BIAS_ELEMENT: direct || !thin ? 'vec4f' : 'f32',
        BIAS_LENGTH: direct || !thin ? biasLength / 4 : biasLength,
        PARTS,
        LINES,
        QUAD: 4,
      },
    },
    { 0: direct ? x : dy, 1: direct ? dy : x, 2: out, 3: bias ?? undefined },
    threads,
    { depth: (DC4 / DENSE) * PARTS, workgroup: workgroupFor(threads, recorder.subgroupSize) },
  )
  return { weight: out, bias }
}
