import type { Scale } from '../../src/session/report/svg'
import { fixed, place, text } from '../../src/session/report/svg'
import { logTicks } from '../../src/session/picture/ticks'

/** Where a plot with two logarithmic axes lies on the page, and what its axes span. */
export interface LogPlot {
  x: Scale
  y: Scale
}

export const WIDTH = 960
const [LEFT, RIGHT, TOP, BOTTOM] = [80, 150, 40, 52]

/** A plot of `height` that holds all of the values, with a little room on every side. */
export function logPlot(xs: readonly number[], ys: readonly number[], height: number): LogPlot {
  const span = (values: readonly number[], room: number) => ({
    low: Math.min(...values) / room,
    high: Math.max(...values) * room,
  })
  return {
    x: { ...span(xs, 1.15), from: LEFT, to: WIDTH - RIGHT },
    y: { ...span(ys, 1.4), from: height - BOTTOM, to: TOP },
  }
}

export function at(value: number, { low, high, from, to }: Scale): number {
  return place(Math.log(value), { low: Math.log(low), high: Math.log(high), from, to })
}

/** Both axes with grid lines; `xValues` are labelled where given, such as the sizes that were measured. */
export function logAxes({ x, y }: LogPlot, xName: string, yName: string, xValues?: readonly number[]): string {
  const columns = (xValues ?? logTicks(x.low, x.high)).map((value) => {
    const place = fixed(at(value, x))
    return `<path class="grid" d="M${place} ${fixed(y.from)}V${fixed(y.to)}"/>${text(String(value), at(value, x), y.from + 19, 'class="tick" text-anchor="middle"')}`
  })
  const rows = logTicks(y.low, y.high).map((value) => {
    const place = at(value, y)
    return `<path class="grid" d="M${fixed(x.from)} ${fixed(place)}H${fixed(x.to)}"/>${text(String(value), x.from - 9, place + 4, 'class="tick" text-anchor="end"')}`
  })
  const names = [
    text(xName, (x.from + x.to) / 2, y.from + 40, 'class="name" text-anchor="middle"'),
    text(yName, x.from, y.to - 16, 'class="note"'),
  ]
  return [...columns, ...rows, ...names].join('')
}
