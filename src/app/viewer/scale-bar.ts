import { chooseScaleBar } from '../../session/picture/scale-bar'
import type { Frame } from './frame'
import { FONT, HALO, INK } from './ink'
import { toScreen } from './view'

/** In the lower left corner of the visible part of the picture: a bar beside the picture would measure nothing. */
export function paintScaleBar(
  context: CanvasRenderingContext2D,
  { viewport, transform, micrograph, angstromPerPixel }: Frame,
): void {
  const first = toScreen(transform, { x: 0, y: 0 })
  const last = toScreen(transform, { x: micrograph.width, y: micrograph.height })
  const seen = Math.min(last.x, viewport.width) - Math.max(first.x, 0)
  const angstromPerScreenPixel = angstromPerPixel === null ? null : angstromPerPixel / transform.scale.x
  const bar = chooseScaleBar(angstromPerScreenPixel, Math.min(180, seen / 3))
  if (!bar) return
  const left = Math.max(first.x, 0) + 20
  const top = Math.min(last.y, viewport.height) - 22
  context.fillStyle = HALO
  context.fillRect(left - 10, top - 24, bar.pixels + 20, 36)
  context.fillStyle = INK
  context.fillRect(left, top, bar.pixels, 4)
  context.font = FONT
  context.textBaseline = 'alphabetic'
  context.textAlign = 'center'
  context.fillText(bar.label, left + bar.pixels / 2, top - 8)
  context.textAlign = 'start'
}
