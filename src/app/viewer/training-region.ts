import type { Frame } from './frame'
import { boxBetween, dashedBox } from './ink'
import { toScreen } from './view'

const DIMMED = 'rgb(0 0 0 / 0.45)'
/** Longer than those of the found regions. */
const DASHES = [10, 5]

/** A dashed outline around the part of the micrograph to learn from. */
export function paintTrainingRegion(
  context: CanvasRenderingContext2D,
  { trainingRegion, micrograph, transform }: Frame,
): void {
  if (!trainingRegion) return
  const { x, y, width, height } = trainingRegion.region
  const box = boxBetween(toScreen(transform, { x, y }), toScreen(transform, { x: x + width, y: y + height }))
  if (trainingRegion.dimsTheRest) {
    const first = toScreen(transform, { x: 0, y: 0 })
    const last = toScreen(transform, { x: micrograph.width, y: micrograph.height })
    context.fillStyle = DIMMED
    context.beginPath()
    context.rect(first.x, first.y, last.x - first.x, last.y - first.y)
    context.rect(box.left, box.top, box.width, box.height)
    context.fill('evenodd')
  }
  dashedBox(context, box, DASHES, 2)
}
