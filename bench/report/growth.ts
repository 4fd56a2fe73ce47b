import { figure, fixed, text } from '../../src/session/report/svg'
import type { SweepResult } from '../result'
import { LABELS } from './labels'
import { at, logAxes, logPlot, WIDTH } from './log-axes'

const HEIGHT = 380

/** The time of a step over the batch or the side of a patch, one curve an implementation. */
export function growth(sweeps: readonly SweepResult[], axis: SweepResult['axis']): string {
  const curves = sweeps.filter((sweep) => sweep.axis === axis && sweep.points.length > 0)
  const points = curves.flatMap((curve) => curve.points)
  const values = [...new Set(points.map(({ value }) => value))].sort((a, b) => a - b)
  const plot = logPlot(
    values,
    points.map(({ medianMs }) => medianMs),
    HEIGHT,
  )
  const { x, y } = plot
  const lines = curves.map(({ implementation, points }) => {
    const kind = implementation === 'lacuna' ? 'ours' : 'peer'
    const path = points.map(({ value, medianMs }) => `${fixed(at(value, x))} ${fixed(at(medianMs, y))}`)
    const dots = path.map((place) => `<path class="dot ${kind}" d="M${place}h0"/>`)
    const end = points[points.length - 1]
    const label = text(LABELS[implementation].split(' (')[0], x.to + 8, at(end.medianMs, y) + 4, 'class="tick"')
    return `<path class="line ${kind}" d="M${path.join('L')}"/>${dots.join('')}${label}`
  })
  const name = axis === 'batch' ? 'patches a batch' : 'side of a patch, px'
  return figure(
    WIDTH,
    HEIGHT,
    `Training step over the ${name}`,
    logAxes(plot, name, 'ms a step', values) + lines.join(''),
  )
}
