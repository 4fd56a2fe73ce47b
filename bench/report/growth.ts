import { figure, fixed, path, text } from '../../src/session/report/svg'
import type { SweepResult } from '../result'
import { LABELS } from './labels'
import { logAxes, logPlot, RIGHT, WIDTH } from './log-axes'

const HEIGHT = 380

/** The time of a step over the batch or the side of a patch, one curve an implementation. */
export function growth(sweeps: readonly SweepResult[], axis: SweepResult['axis']): string {
  const curves = sweeps.filter((sweep) => sweep.axis === axis && sweep.points.length > 0)
  const points = curves.flatMap((curve) => curve.points)
  const plot = logPlot(
    points.map(({ value }) => value),
    points.map(({ medianMs }) => medianMs),
    HEIGHT,
  )
  const { x, y } = plot
  const lines = curves.map(({ implementation, points }) => {
    const kind = implementation === 'lacuna' ? 'ours' : 'peer'
    const places = points.map(({ value, medianMs }): [number, number] => [x(value), y(medianMs)])
    const dots = places.map(([px, py]) => `<path class="dot ${kind}" d="M${fixed(px)} ${fixed(py)}h0"/>`)
    const [, end] = places[places.length - 1]
    const label = text(LABELS[implementation].split(' (')[0], RIGHT + 8, end + 4, 'class="tick"')
    return path(places, `class="line ${kind}"`) + dots.join('') + label
  })
  const sizes = [...new Set(points.map(({ value }) => value))].map((value) => ({ at: x(value), label: String(value) }))
  const name = axis === 'batch' ? 'patches a batch' : 'side of a patch, px'
  return figure(
    WIDTH,
    HEIGHT,
    `Training step over the ${name}`,
    logAxes(plot, name, 'ms a step', sizes) + lines.join(''),
  )
}
