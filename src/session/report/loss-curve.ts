import { scaleLinear } from 'd3-scale'
import { roundScale, ticks } from '../picture/ticks'
import { bottomAxis, figure, fixed, path, text } from './svg'

const [WIDTH, HEIGHT] = [960, 240]
const [LEFT, RIGHT, TOP, BOTTOM] = [80, 20, 34, 50]

/** The mean loss of every epoch. */
export function lossCurve(losses: readonly number[]): string {
  const last = Math.max(losses.length, 2)
  const x = scaleLinear([1, last], [LEFT, WIDTH - RIGHT])
  const y = roundScale(losses, [HEIGHT - BOTTOM, TOP])
  const marks = ticks(y, 5).map(
    ({ at, label }) =>
      `<path class="axis" d="M${LEFT} ${fixed(at)}h-5"/>${text(label, LEFT - 9, at + 4, 'class="tick" text-anchor="end"')}`,
  )
  const content = [
    text('mean loss of a patch', LEFT, TOP - 14, 'class="note"'),
    `<path class="axis" d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}"/>`,
    ...marks,
    path(
      losses.map((loss, i) => [x(i + 1), y(loss)]),
      'class="curve"',
    ),
    // No more ticks than whole epochs.
    bottomAxis(x, HEIGHT - BOTTOM, 'epoch', Math.min(7, last - 1)),
  ]
  return figure(WIDTH, HEIGHT, 'Mean loss of each epoch', content.join(''))
}
