import { ticks } from '../picture/ticks'
import { bottomAxis, figure, fixed, place, text } from './svg'

const [WIDTH, HEIGHT] = [960, 240]
const [LEFT, RIGHT, TOP, BOTTOM] = [80, 20, 34, 50]

/** The mean loss of every epoch. */
export function lossCurve(losses: readonly number[]): string {
  const epochs = { low: 1, high: Math.max(losses.length, 2), from: LEFT, to: WIDTH - RIGHT }
  const [least, most] = [Math.min(...losses), Math.max(...losses)]
  const room = 0.05 * (most - least) || 1
  const loss = { low: least - room, high: most + room, from: HEIGHT - BOTTOM, to: TOP }
  const points = losses.map((value, i) => `${fixed(place(i + 1, epochs))} ${fixed(place(value, loss))}`)
  const marks = ticks(loss.low, loss.high, 5).map((value) => {
    const y = place(value, loss)
    const label = String(value).replace('-', '−')
    return `<path class="axis" d="M${LEFT} ${fixed(y)}h-5"/>${text(label, LEFT - 9, y + 4, 'class="tick" text-anchor="end"')}`
  })
  const content = [
    text('mean loss of a patch', LEFT, TOP - 14, 'class="note"'),
    `<path class="axis" d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}"/>`,
    ...marks,
    `<path class="curve" d="M${points.join('L')}"/>`,
    bottomAxis(epochs, HEIGHT - BOTTOM, 'epoch'),
  ]
  return figure(WIDTH, HEIGHT, 'Mean loss of each epoch', content.join(''))
}
