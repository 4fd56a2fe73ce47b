import type { Evaluation } from '../../../stem/evaluate/evaluate'
import type { SmoothDefect } from '../../../stem/patch/smooth-defects'
import type { Scale } from '../svg'
import { bottomAxis, figure, fixed, place, text } from '../svg'

const [WIDTH, PANEL, GAP] = [960, 220, 66]
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
    (['sr', 'ti'] as const).map((sublattice, column) =>
      panel(evaluation, { sublattice, kind }, LEFT + column * (HALF + 70), TOP + row * (PANEL + GAP)),
    ),
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
  left: number,
  top: number,
): string {
  const here = (row: SmoothDefect) => row.sublattice === sublattice && row.kind === kind
  const factor = kind === 'deficit' ? 100 : 1
  const rows = scores.lacuna.smooth.filter(here)
  const x: Scale = { low: 0, high: factor * rows[rows.length - 1].size, from: left, to: left + HALF }
  const y: Scale = { low: 0.4, high: 1, from: top + PANEL, to: top }
  const point = (size: number, area: number) =>
    `${fixed(place(factor * size, x))} ${fixed(place(Math.max(area, 0.4), y))}`
  const line = (points: readonly { size: number; auroc: number }[]) =>
    `M${points.map(({ size, auroc }) => point(size, auroc)).join('L')}`
  const band =
    `M${rows.map(({ size, interval }) => point(size, interval[1])).join('L')}` +
    `L${[...rows]
      .reverse()
      .map(({ size, interval }) => point(size, interval[0]))
      .join('L')}Z`
  const lines = LINES.flatMap(({ score, style }) => {
    const points = score === 'ideal' ? ideal.filter(here) : (scores[score]?.smooth.filter(here) ?? [])
    return points.length ? [`<path d="${line(points)}" fill="none" ${style}/>`] : []
  })
  const marks = [0.5, 0.75, 1].map((value) => {
    const at = place(value, y)
    return (
      `<path d="M${left} ${fixed(at)}H${fixed(x.to)}" stroke="var(--line)" stroke-width="0.4"/>` +
      text(value.toFixed(2), left - 8, at + 4, 'class="tick" text-anchor="end"')
    )
  })
  const name = sublattice === 'sr' ? 'Sr column' : 'Ti column'
  return [
    text(`${name}, ${kind === 'deficit' ? 'weakened' : 'displaced'}`, left, top - 12, 'class="head"'),
    ...marks,
    `<path d="${band}" fill="var(--deficit)" fill-opacity="0.18"/>`,
    ...lines,
    bottomAxis(x, top + PANEL, kind === 'deficit' ? '% of the column' : 'Å', 6),
  ].join('')
}
