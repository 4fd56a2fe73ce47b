import type { BenchResult, ImplementationName } from '../result'
import { digits, LABELS, provenance, share, time } from './labels'

/** The training step of every implementation as a Markdown table; factors are those against Lacuna. */
export function benchTable(result: BenchResult): string {
  const presets = [...new Set(result.steps.map(({ preset }) => preset))]
  const find = (preset: string, name: string) =>
    result.steps.find((step) => step.preset === preset && step.implementation === name)
  const rows = (Object.keys(LABELS) as ImplementationName[])
    .filter((name) => presets.some((preset) => find(preset, name)))
    .map((name) => {
      const cells = presets.flatMap((preset) => {
        const [step, ours] = [find(preset, name), find(preset, 'lacuna')]
        if (!step) return ['–', '–', '–']
        const factor = ours && name !== 'lacuna' ? ` (${digits(step.medianMs / ours.medianMs)}×)` : ''
        return [`${time(step.medianMs)}${factor}`, share(step.peakFraction), time(step.firstStepMs)]
      })
      return row([LABELS[name], ...cells])
    })
  const head = ['training step', ...presets.flatMap((preset) => [`\`${preset}\``, 'of FMA peak', 'first step'])]
  const rule = ['---', ...presets.flatMap(() => ['--:', '--:', '--:'])]
  const samples = Math.min(...result.steps.map((step) => step.samples))
  const note =
    `Medians of at least ${samples} interleaved samples after the losses agreed; FMA peak ` +
    `${digits(result.fmaPeakGflops)} GFLOP/s. ${provenance(result)}.`
  return [row(head), row(rule), ...rows, '', note].join('\n')
}

/** `text` with `table` between the markers of an adapter: a README shows several. */
export function withTable(text: string, table: string, adapter: string): string {
  const [start, end] = [`<!-- bench ${adapter} -->`, `<!-- /bench ${adapter} -->`]
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`there are no markers ${start} and ${end} to put the table between`)
  return `${text.slice(0, from + start.length)}\n\n${table}\n\n${text.slice(to)}`
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
