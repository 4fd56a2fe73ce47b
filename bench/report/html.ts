import type { Report } from '../../src/session/report/page'
import { escapeXml } from '../../src/session/picture/escape'
import type { BenchResult, InferenceResult, StepResult } from '../result'
import { barChart } from './bars'
import { growth } from './growth'
import { bytes, digits, LABELS, provenance, share, time } from './labels'
import { products, RANKED, roofline } from './roofline'

/** Besides the look of Lacuna's reports: what only these plots have. */
const PLOTS = `
.figure .grid{stroke:var(--line);stroke-opacity:.35;fill:none}
.figure .whisker{stroke:var(--ink);fill:none}
.figure .roof{stroke:var(--ink);fill:none;stroke-width:1.5}
.figure .kernel{fill:var(--deficit);fill-opacity:.3;stroke:var(--deficit)}
.figure .line{fill:none;stroke-width:2}
.figure .dot{fill:none;stroke-width:8;stroke-linecap:round}
.figure .ours{stroke:var(--deficit)}
.figure .peer{stroke:var(--bulk)}
section svg{margin:0 0 12px}
table{max-width:none}
.figure .rank{font-size:11px;font-weight:600}
.steps :is(th,td):nth-child(2),.kernels :is(th,td):is(:nth-child(2),:nth-child(3)){text-align:left}
.kernels{font-size:13px}
.kernels :is(th,td){padding:4px 9px}
`

/** The whole report. */
export function benchReport(result: BenchResult): Report {
  const presets = [...new Set(result.steps.map(({ preset }) => preset))]
  const sections = [
    section('Training step', [
      ...presets.map((preset) => stepBars(result, preset)),
      stepTable(result.steps),
      paragraph(
        'The same model, weights, images, noise, loss and Adam for all; WebGPU libraries in one process on one adapter, ' +
          'each with a device of its own. Whiskers: quartiles. First step: from weights on the host to the first loss, ' +
          (result.versions.browser ? 'with what the browser has in its shader cache.' : 'all caches empty.'),
      ),
      ...result.notRun.map(({ preset, implementation, reason }) =>
        paragraph(`${LABELS[implementation]} is not in ${preset}: ${reason}.`),
      ),
    ]),
    section('Inference', [
      ...presets.map((preset) => inferenceBars(result, preset)),
      paragraph('A batch of patches from the host to predictions on the host, at the posterior mean.'),
      ...result.inference.flatMap(({ preset, implementation, error }) =>
        error
          ? [
              paragraph(
                `${LABELS[implementation]}, ${preset}: predictions are off by ${digits(error.rms)} rms, ${digits(error.largest)} at most.`,
              ),
            ]
          : [],
      ),
    ]),
    section('Kernels of Lacuna’s step', [
      ...presets.flatMap((preset) => [heading(preset), roofline(result, preset), kernelTable(result, preset)]),
      paragraph(
        'Every dispatch timed alone; numbers and areas in the plot go by time. Bytes count each operand once, so that what stays in a cache can exceed the copy peak. ' +
          `FMA peak ${digits(result.fmaPeakGflops)} GFLOP/s, copy peak ${digits(result.copyPeakGBs)} GB/s.`,
      ),
    ]),
    result.sweeps.length > 0 &&
      section('Growth', [
        ...(['batch', 'patch'] as const)
          .filter((axis) => result.sweeps.some((sweep) => sweep.axis === axis))
          .map((axis) => growth(result.sweeps, axis)),
        paragraph('The fast preset.'),
      ]),
    section('Memory', [memoryTable(result)]),
  ]
  return {
    masthead: {
      title: 'Lacuna beside its peers: training a convolutional VAE',
      kicker: provenance(result),
      lead: summary(result, presets),
      style: PLOTS,
    },
    body: sections.filter((part) => part !== false).join('\n'),
  }
}

/** `fast: 46 ms, 6.8 times as fast as the faster of its WebGPU peers.` */
function summary({ steps }: BenchResult, presets: readonly string[]): string {
  const sentences = presets.flatMap((preset) => {
    const rows = steps.filter((step) => step.preset === preset)
    const ours = rows.find(({ implementation }) => implementation === 'lacuna')
    const peers = rows.filter(({ implementation }) => implementation === 'tfjs' || implementation === 'jax-js')
    if (!ours || peers.length === 0) return []
    const ratio = Math.min(...peers.map(({ medianMs }) => medianMs)) / ours.medianMs
    const rivals = peers.map(({ implementation }) => LABELS[implementation]).join(' and ')
    return `${preset}: ${time(ours.medianMs)} a step, ${digits(ratio)} times as fast as the best of ${rivals}.`
  })
  return sentences.join(' ')
}

function stepBars({ steps }: BenchResult, preset: string): string {
  const rows = steps.filter((step) => step.preset === preset)
  const ours = rows.find(({ implementation }) => implementation === 'lacuna')
  const bars = rows.map(({ implementation, medianMs, lowerQuartileMs, upperQuartileMs }) => {
    const factor = ours && implementation !== 'lacuna' ? `  (${digits(medianMs / ours.medianMs)}×)` : ''
    return {
      label: LABELS[implementation],
      value: medianMs,
      low: lowerQuartileMs,
      high: upperQuartileMs,
      note: time(medianMs) + factor,
      ours: implementation === 'lacuna',
    }
  })
  return barChart(`Training step, ${preset}`, 'ms', bars)
}

function inferenceBars({ inference }: BenchResult, preset: string): string {
  const rows = inference.filter((row) => row.preset === preset)
  const rate = (row: InferenceResult, ms: number) => (row.patchesPerSecond * row.medianMs) / ms
  const bars = rows.map((row) => ({
    label: LABELS[row.implementation],
    value: row.patchesPerSecond,
    low: rate(row, row.upperQuartileMs),
    high: rate(row, row.lowerQuartileMs),
    note: Number(digits(row.patchesPerSecond)).toLocaleString('en'),
    ours: row.implementation.startsWith('lacuna'),
  }))
  return barChart(`Inference, ${preset}`, 'patches a second', bars)
}

function stepTable(steps: readonly StepResult[]): string {
  const rows = steps.map((step) => [
    LABELS[step.implementation],
    step.preset,
    time(step.medianMs),
    `${time(step.lowerQuartileMs)} – ${time(step.upperQuartileMs)}`,
    step.cpuMs === null ? '–' : time(step.cpuMs),
    digits(step.gflops),
    share(step.peakFraction),
    time(step.firstStepMs),
    String(step.samples),
  ])
  const head = [
    'library',
    'preset',
    'median',
    'quartiles',
    'CPU time',
    'GFLOP/s',
    'of FMA peak',
    'first step',
    'samples',
  ]
  return table(head, rows, 'steps')
}

/** Of a kernel that has no number in the plot. */
const NO_RANK = '–'

/** The kernels that make up nearly all of a step, with the numbers that they have in the plot. */
function kernelTable(result: BenchResult, preset: string): string {
  const all = result.kernels.filter((kernel) => kernel.preset === preset)
  const ranks = new Map(products(result, preset).map((kernel, i) => [kernel, i < RANKED ? String(i + 1) : NO_RANK]))
  const total = all.reduce((sum, { ms }) => sum + ms, 0)
  const rows = all
    .filter(({ ms }) => ms / total > 0.01)
    .map((kernel) => [
      ranks.get(kernel) ?? NO_RANK,
      kernel.count > 1 ? `${kernel.name} × ${kernel.count}` : kernel.name,
      kernel.shape,
      time(kernel.ms),
      share(kernel.ms / total),
      kernel.gflops > 0 ? digits(kernel.gflops) : '–',
      kernel.gflops > 0 ? share(kernel.peakFraction) : '–',
      digits(kernel.gbs),
      share(kernel.copyFraction),
    ])
  const head = ['#', 'kernel', 'shape', 'time', 'share', 'GFLOP/s', 'of peak', 'GB/s', 'of copy']
  return table(head, rows, 'kernels')
}

function memoryTable({ memory }: BenchResult): string {
  const rows = memory.map(({ preset, total, parameters, arena, peak, buffers, pipelines }) => [
    preset,
    ...[total, parameters, arena, peak].map(bytes),
    String(buffers),
    String(pipelines),
  ])
  const head = ['preset', 'held in all', 'parameters', 'arena of the step', 'live at its peak', 'buffers', 'pipelines']
  return table(head, rows)
}

function table(head: readonly string[], rows: readonly (readonly string[])[], kind = ''): string {
  const line = (first: string, tag: string, [name, ...cells]: readonly string[]) =>
    `<tr>${first}${escapeXml(name)}</th>${cells.map((cell) => `<${tag}>${escapeXml(cell)}</${tag}>`).join('')}</tr>`
  const body = rows.map((row) => line('<th scope="row">', 'td', row))
  return `<table class="${kind}"><thead>${line('<th>', 'th', head)}</thead><tbody>${body.join('\n')}</tbody></table>`
}

function section(name: string, parts: readonly string[]): string {
  return `<section>\n<h2>${escapeXml(name)}</h2>\n${parts.join('\n')}\n</section>`
}

function heading(text: string): string {
  return `<h3>${escapeXml(text)}</h3>`
}

function paragraph(text: string): string {
  return `<p>${escapeXml(text)}</p>`
}
