import type { ImageEntry } from '../../session/detector'
import { pixelSizeText } from '../shared/format'
import { t } from '../language/message'

/** `512 × 512 px · 8 frames · 0.1953 Å/px` */
export function imageFacts({ width, height, frames, pixelSize }: ImageEntry): string {
  const facts = [`${width} × ${height} px`]
  if (frames > 1) facts.push(t`${frames} frames`)
  if (pixelSize) facts.push(pixelSizeText(pixelSize))
  return facts.join(' · ')
}
