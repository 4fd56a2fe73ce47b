import { escapeXml } from '../../src/session/picture/escape'
import { figure, fixed, path, text } from '../../src/session/report/svg'
import type { BenchResult, KernelResult } from '../result'
import { time } from './labels'
import { logAxes, logPlot, RIGHT, WIDTH } from './log-axes'

const HEIGHT = 440
/** Kernels that carry their number in the table: those that take the most time. */
export const RANKED = 9

/** The products among a preset's kernels, the slowest first. */
export function products({ kernels }: BenchResult, preset: string): KernelResult[] {
  return kernels.filter((kernel) => kernel.preset === preset && kernel.gflops > 0).sort((a, b) => b.ms - a.ms)
}

/** Every product of a preset's step: what it does a byte, how fast it is, and, by its area, how long it takes. */
export function roofline(result: BenchResult, preset: string): string {
  const { fmaPeakGflops, copyPeakGBs } = result
  const points = products(result, preset).map((kernel) => ({ ...kernel, intensity: kernel.gflops / kernel.gbs }))
  const ridge = fmaPeakGflops / copyPeakGBs
  const plot = logPlot(
    [ridge / 4, ridge, ...points.map(({ intensity }) => intensity)],
    [fmaPeakGflops, ...points.map(({ gflops }) => gflops)],
    HEIGHT,
  )
  const { x, y } = plot
  const start = Math.max(x.domain()[0], y.domain()[0] / copyPeakGBs)
  const roof = [start, ridge, x.domain()[1]].map((intensity): [number, number] => [
    x(intensity),
    y(Math.min(intensity * copyPeakGBs, fmaPeakGflops)),
  ])
  const total = points.reduce((sum, { ms }) => sum + ms, 0)
  const circles = points.map(({ intensity, gflops, ms, name, shape }) => {
    const radius = 4 + 26 * Math.sqrt(ms / total)
    const tip = `<title>${escapeXml(`${name}, ${shape}: ${time(ms)}`)}</title>`
    return `<circle class="kernel" cx="${fixed(x(intensity))}" cy="${fixed(y(gflops))}" r="${fixed(radius)}">${tip}</circle>`
  })
  const ranks = points.slice(0, RANKED).map(({ intensity, gflops }, i) => {
    return text(String(i + 1), x(intensity), y(gflops) + 4, 'class="rank" text-anchor="middle"')
  })
  const content = [
    logAxes(plot, 'operations a byte moved', 'GFLOP/s'),
    path(roof, 'class="roof"'),
    text('FMA peak', RIGHT + 8, y(fmaPeakGflops) + 4, 'class="note"'),
    ...circles,
    ...ranks,
  ]
  return figure(WIDTH, HEIGHT, `Roofline of the kernels of ${preset}`, content.join(''))
}
