import { regionLabel } from '../../session/picture/marks'
import type { Frame } from './frame'
import { boxBetween, dashedBox, FONT, label } from './ink'
import { toScreen } from './view'

/** A dashed box around every found region, and what it is. */
export function paintRegions(context: CanvasRenderingContext2D, { regions, transform }: Frame): void {
  context.font = FONT
  context.textBaseline = 'top'
  for (const region of regions) {
    const { left, top, right, bottom } = region.box
    const start = toScreen(transform, { x: left + 0.5, y: top + 0.5 })
    const end = toScreen(transform, { x: right + 0.5, y: bottom + 0.5 })
    dashedBox(context, boxBetween(start, end), [6, 4], 1.5)
    label(context, regionLabel(region), { x: Math.max(start.x, 0) + 6, y: Math.max(start.y, 0) + 6 })
  }
}
