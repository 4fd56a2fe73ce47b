import { scaleLinear } from 'd3-scale'
import { area, line } from 'd3-shape'
import type { Evaluation } from '../../../stem/evaluate/evaluate'
import type { SmoothDefect } from '../../../stem/patch/smooth-defects'
import { SUBLATTICES } from '../../../stem/evaluate/rows'
import { bottomAxis, figure, fixed, text } from '../svg'
import { sublatticeLabel } from './sublattices'

const [WIDTH, PANEL, GAP] = [960, 220, 78]
const [LEFT, TOP] = [70, 40]
const HALF = (WIDTH - LEFT - 90) / 2

/** How each curve is drawn: class of the figure's style, and dashes. */
const LINES = [
  { score: 'lacuna', label: 'Lacuna', style: 'stroke="var(--deficit)" stroke-width="2.2"' },
  { score: 'pca-40', label: 'PCA-40', style: 'stroke="var(--excess)" stroke-width="1.6"' },
  { score: 'paper', label: 'paper’s rule', style: 'stroke="var(--soft)" stroke-width="1.4" stroke-dasharray="6 3"' },
  { score: 'ideal', label: 'ideal observer', style: 'stroke="var(--ink)" stroke-width="1" stroke-dasharray="2 3"' },
] as const

/** The difficulty curves: AUROC over size, four panels, Lacuna's with its 95 % bootstrap interval. */
export function difficultyCurves(evaluation: Evaluation): string {
  const panels = (['deficit', 'shift'] as const).flatMap((kind, row) =>
    SUBLATTICES.map((sublattice) => {
      const place = { left: LEFT + sublattice * (HALF + 70), top: TOP + row * (PANEL + GAP) }
      return panel(evaluation, { sublattice, kind }, place)
    }),
  )
  const height = TOP + 2 * (PANEL + GAP) + 30
  const legend = LINES.map(({ label, style }, i) => {
    const x = LEFT + i * 190
    return `<path d="M${x} ${height - 14}h28" fill="none" ${style}/>${text(label, x + 36, height - 10, 'class="note"')}`
  })
  return figure(WIDTH, height, 'AUROC of smooth defects by size', [...panels, ...legend].join(''))
}

function panel(
  { scores, ideal }: Evaluation,
  { sublattice, kind }: Pick<SmoothDefect, 'sublattice' | 'kind'>,
  { left, top }: { left: number; top: number },
): string {
  const here = (row: SmoothDefect) => row.sublattice === sublattice && row.kind === kind
  const factor = kind === 'deficit' ? 100 : 1
  const rows = scores.lacuna.smooth.filter(here)
  const x = scaleLinear([0, factor * rows[rows.length - 1].size], [left, left + HALF])
  const y = scaleLinear([0.4, 1], [top + PANEL, top]).clamp(true)
  const at = ({ size }: { size: number }) => x(factor * size)
  const band = area<(typeof rows)[number]>(
    at,
    ({ interval }) => y(interval[0]),
    ({ interval }) => y(interval[1]),
  )
  const curve = line<{ size: number; auroc: number }>(at, ({ auroc }) => y(auroc))
  const lines = LINES.map(({ score, style }) => {
    const points = (score === 'ideal' ? ideal : (scores[score]?.smooth ?? [])).filter(here)
    return `<path d="${curve(points) ?? ''}" fill="none" ${style}/>`
  })
  const marks = [0.5, 0.75, 1].map(
    (value) =>
      `<path d="M${left} ${fixed(y(value))}H${left + HALF}" stroke="var(--line)" stroke-width="0.4"/>` +
      text(value.toFixed(2), left - 8, y(value) + 4, 'class="tick" text-anchor="end"'),
  )
  const name = `${sublatticeLabel(sublattice)} column`
  return [
    text(`${name}, ${kind === 'deficit' ? 'weakened' : 'displaced'}`, left, top - 12, 'class="head"'),
    ...marks,
    `<path d="${band(rows) ?? ''}" fill="var(--deficit)" fill-opacity="0.18"/>`,
    ...lines,
    bottomAxis(x, top + PANEL, kind === 'deficit' ? '% of the column' : 'Å', 6),
  ].join('')
}
