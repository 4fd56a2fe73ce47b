import { figure, fixed, place, text } from '../../src/session/report/svg'
import { ticks } from '../../src/session/picture/ticks'

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
  const scale = {
    low: 0,
    high: Math.max(...bars.map(({ value, high }) => Math.max(value, high))),
    from: LEFT,
    to: WIDTH - RIGHT,
  }
  const axis = height - BOTTOM
  const marks = ticks(0, scale.high, 6).map((value) => {
    const x = place(value, scale)
    return `<path class="grid" d="M${fixed(x)} ${TOP}V${axis}"/>${text(String(value), x, axis + 18, 'class="tick" text-anchor="middle"')}`
  })
  const rows = bars.map(({ label, value, low, high, note, ours }, i) => {
    const y = TOP + i * ROW + (ROW - THICK) / 2
    const middle = fixed(y + THICK / 2)
    const [end, from, to] = [value, low, high].map((at) => place(at, scale))
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
