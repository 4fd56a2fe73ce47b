import epilogue from '../../shaders/conv_epilogue.wgsl?raw'
import pixelGeometry from '../../shaders/conv_geometry.wgsl?raw'
import rolled from '../../shaders/rolled.wgsl?raw'
import type { Dtype } from './storage'

/** A convolution's kernel between the geometry it asks and the epilogue it hands its sums to. */
export function whole(source: string, dtype: Dtype): string {
  return [...(dtype === 'f16' ? ['enable f16;'] : []), rolled, pixelGeometry, source, epilogue].join('\n')
}
