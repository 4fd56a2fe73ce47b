import type { Rectangle } from '../../session/region'
import { HALO } from './markers'
import type { Frame } from './paint'
import { toScreen } from './view'

const OUTSIDE = 'rgb(0 0 0 / 0.45)'
/** Longer than those of the boxes around what is no point. */
const DASHES = [10, 5]

/** What is learned from. */
export interface Bulk {
  region: Rectangle
  /** Whether the picture around it steps back, while it is drawn. */
  alone: boolean
}

/** A dashed outline around what is learned from. */
export function paintBulk(context: CanvasRenderingContext2D, { bulk, micrograph, transform }: Frame): void {
  if (!bulk) return
  const { x, y, width, height } = bulk.region
  const start = toScreen(transform, { x, y })
  const end = toScreen(transform, { x: x + width, y: y + height })
  const box = [start.x, start.y, end.x - start.x, end.y - start.y] as const
  if (bulk.alone) {
    const first = toScreen(transform, { x: 0, y: 0 })
    const last = toScreen(transform, { x: micrograph.width, y: micrograph.height })
    context.fillStyle = OUTSIDE
    context.beginPath()
    context.rect(first.x, first.y, last.x - first.x, last.y - first.y)
    context.rect(...box)
    context.fill('evenodd')
  }
  context.setLineDash(DASHES)
  for (const [weight, colour] of [
    [4, HALO],
    [2, '#fff'],
  ] as const) {
    context.lineWidth = weight
    context.strokeStyle = colour
    context.strokeRect(...box)
  }
  context.setLineDash([])
}
