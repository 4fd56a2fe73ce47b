import { scaleLinear } from 'd3-scale'
import { ticks } from '../../src/session/picture/ticks'
import { figure, fixed, text } from '../../src/session/report/svg'

/** One bar: a value, the quartiles around it, and what is written behind it. */
export interface Bar {
  label: string
  value: number
  low: number
  high: number
  note: string
  ours: boolean
}

const WIDTH = 960
const [LEFT, RIGHT, TOP, BOTTOM] = [190, 190, 34, 30]
const [ROW, THICK] = [34, 20]

/** Horizontal bars from zero, with whiskers from quartile to quartile. */
export function barChart(title: string, unit: string, bars: readonly Bar[]): string {
  const height = TOP + bars.length * ROW + BOTTOM
  const most = Math.max(...bars.flatMap(({ value, high }) => [value, high]))
  const x = scaleLinear([0, most], [LEFT, WIDTH - RIGHT])
  const axis = height - BOTTOM
  const marks = ticks(x, 6).map(
    ({ at, label }) =>
      `<path class="grid" d="M${fixed(at)} ${TOP}V${axis}"/>${text(label, at, axis + 18, 'class="tick" text-anchor="middle"')}`,
  )
  const rows = bars.map(({ label, value, low, high, note, ours }, i) => {
    const y = TOP + i * ROW + (ROW - THICK) / 2
    const middle = fixed(y + THICK / 2)
    const [end, from, to] = [x(value), x(low), x(high)]
    return [
      text(label, LEFT - 12, y + 15, `text-anchor="end"${ours ? ' class="head"' : ''}`),
      `<rect class="${ours ? 'deficit' : 'bulk'}" x="${LEFT}" y="${fixed(y)}" width="${fixed(Math.max(1, end - LEFT))}" height="${THICK}" rx="2"/>`,
      `<path class="whisker" d="M${fixed(from)} ${middle}H${fixed(to)}M${fixed(from)} ${fixed(y + 5)}v10M${fixed(to)} ${fixed(y + 5)}v10"/>`,
      text(note, Math.max(end, to) + 10, y + 15, ours ? 'class="head"' : ''),
    ].join('')
  })
  const content = [text(`${title}, ${unit}`, LEFT, 20, 'class="head"'), ...marks, ...rows]
  return figure(WIDTH, height, title, content.join(''))
}
