import { scaleLog } from 'd3-scale'
import { type Scale, type Tick, ticks } from '../../src/session/picture/ticks'
import { fixed, text } from '../../src/session/report/svg'

/** The axes of a plot, both logarithmic. */
export interface LogPlot {
  x: Scale
  y: Scale
}

export const WIDTH = 960
/** Of a plot on the page. */
export const [LEFT, RIGHT] = [80, WIDTH - 150]
const [TOP, BOTTOM] = [40, 52]

/** A plot of `height` that holds all of the values, with a little room on every side. */
export function logPlot(xs: readonly number[], ys: readonly number[], height: number): LogPlot {
  const span = (values: readonly number[], room: number) => [Math.min(...values) / room, Math.max(...values) * room]
  return { x: scaleLog(span(xs, 1.15), [LEFT, RIGHT]), y: scaleLog(span(ys, 1.4), [height - BOTTOM, TOP]) }
}

/** Both axes with grid lines; the columns are those given, such as the sizes that were measured. */
export function logAxes(
  { x, y }: LogPlot,
  xName: string,
  yName: string,
  columns: readonly Tick[] = ticks(x, 8),
): string {
  const [base] = y.range()
  return [
    ...columns.map(
      ({ at, label }) =>
        `<path class="grid" d="M${fixed(at)} ${base}V${TOP}"/>${text(label, at, base + 19, 'class="tick" text-anchor="middle"')}`,
    ),
    ...ticks(y, 8).map(
      ({ at, label }) =>
        `<path class="grid" d="M${LEFT} ${fixed(at)}H${RIGHT}"/>${text(label, LEFT - 9, at + 4, 'class="tick" text-anchor="end"')}`,
    ),
    text(xName, (LEFT + RIGHT) / 2, base + 40, 'class="name" text-anchor="middle"'),
    text(yName, LEFT, TOP - 16, 'class="note"'),
  ].join('')
}
