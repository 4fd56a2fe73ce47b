import type { Micrograph } from '../../io/micrograph'
import type { DetectionResult } from '../../session/detector'
import { signed, significant } from '../shared/format'
import type { Point } from './view'

/**
 * The pixel under the pointer in words: `x 120  y 45 px · 19.6, 7.36 Å · 0.532`, and after detection the difference there
 * where the rule kept it. Empty outside the picture.
 */
export function describePixel(
  micrograph: Micrograph,
  values: Float32Array,
  result: DetectionResult | null,
  at: Point,
): string {
  const x = Math.floor(at.x)
  const y = Math.floor(at.y)
  if (x < 0 || y < 0 || x >= micrograph.width || y >= micrograph.height) return ''
  const index = y * micrograph.width + x
  const { pixelSize } = micrograph
  const parts = [`x ${x}  y ${y} px`]
  if (pixelSize) parts.push(`${(x * pixelSize.x).toFixed(2)}, ${(y * pixelSize.y).toFixed(2)} Å`)
  parts.push(`intensity ${significant(values[index], 4)}`)
  const difference = result?.heat[index]
  if (difference) parts.push(`difference ${signed(difference, 2)}`)
  return parts.join(' · ')
}
