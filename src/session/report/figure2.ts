import { bin, range } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import type { ImageSet } from '../../stem/paper/image-sets'
import { IMAGE_SETS } from '../../stem/paper/image-sets'
import type { Reproduction } from '../../stem/paper/reproduce'
import type { BulkInterval } from '../../stem/paper/rule'
import { roundScale, type Scale } from '../picture/ticks'
import { percent, SET_LABELS } from './labels'
import { bottomAxis, figure, fixed, text } from './svg'

const WIDTH = 960
const [LEFT, RIGHT] = [150, 830]
const ROW = 58
const ROW_GAP = 14
const AXIS = 50
const HEAD = 34
/** Bars of a histogram, by their edges on the page. */
const BINS = 140
const binned = bin()
  .domain([LEFT, RIGHT])
  .thresholds(range(1, BINS).map((edge) => LEFT + (edge / BINS) * (RIGHT - LEFT)))

/** Of the enlarged panel: this many standard deviations of bulk on either side of its mean. */
const ENLARGED_SIGMAS = 5

/**
 * The paper's Figure 2: histograms of the average near the maximum of every set, the bulk region shaded. Bulk scatters so
 * much less than defects that a panel of its own shows it enlarged.
 */
export function figure2({ statistics, outcomes, rule }: Reproduction): string {
  const { interval, bulkAccepted, detected } = outcomes.vae
  const values = statistics.vae
  const share = (set: ImageSet) =>
    set === 'bulk' ? `${percent(bulkAccepted)} % accepted` : `${percent(detected[set])} % found`

  const reach = ENLARGED_SIGMAS * interval.std
  // Values beyond it are shown at its ends.
  const enlarged = scaleLinear([interval.mean - reach, interval.mean + reach], [LEFT, RIGHT]).clamp(true)
  const all = [interval.low, interval.high, ...IMAGE_SETS.flatMap((set) => [...values[set]])]
  const whole = roundScale(all, [LEFT, RIGHT])
  const enlargedTop = HEAD
  const wholeTop = enlargedTop + ROW + AXIS + HEAD
  const bottom = wholeTop + IMAGE_SETS.length * (ROW + ROW_GAP) - ROW_GAP
  const name = 'average near the maximum'

  const shown = (set: ImageSet): Shown => ({ label: SET_LABELS[set], share: share(set), values: values[set] })
  const rows = IMAGE_SETS.map((set, row) => histogram(shown(set), interval, whole, wholeTop + row * (ROW + ROW_GAP)))
  const content = [
    heading(
      `Bulk, enlarged: the region is mean ± ${rule.sigmas} standard deviations of the bulk test set`,
      enlargedTop,
    ),
    band(interval, enlarged, enlargedTop, enlargedTop + ROW),
    histogram(shown('bulk'), interval, enlarged, enlargedTop),
    bottomAxis(enlarged, enlargedTop + ROW, name),
    heading('All sets: what lies outside the region is called a defect', wholeTop),
    band(interval, whole, wholeTop, bottom),
    ...rows,
    bottomAxis(whole, bottom, name),
  ]
  return figure(WIDTH, bottom + AXIS, 'Histograms of the average near the maximum, by image set', content.join(''))
}

function heading(content: string, top: number): string {
  return text(content, LEFT, top - 12, 'class="head"')
}

/** The bulk region behind the histograms; its edges are drawn too, since on a wide scale it is but a sliver. */
function band({ low, high }: BulkInterval, scale: Scale, top: number, bottom: number): string {
  const [left, right] = [scale(low), scale(high)]
  return (
    `<rect class="band" x="${fixed(left)}" y="${top}" width="${fixed(right - left)}" height="${bottom - top}"/>` +
    `<path class="edge" d="M${fixed(left)} ${top}V${bottom}M${fixed(right)} ${top}V${bottom}"/>`
  )
}

/** A set's values, its name before them and what was found of it behind. */
interface Shown {
  label: string
  share: string
  values: Float32Array
}

/** Bars of one set, scaled to its own fullest bin, whose count stands beside it. */
function histogram({ label, share, values }: Shown, interval: BulkInterval, scale: Scale, top: number): string {
  const bins = binned(Array.from(values, scale))
  const most = Math.max(...bins.map(({ length }) => length), 1)
  const base = top + ROW
  const bars = { deficit: '', bulk: '', excess: '' }
  for (const { x0 = LEFT, x1 = RIGHT, length } of bins) {
    if (length === 0) continue
    const centre = scale.invert((x0 + x1) / 2)
    const kind = centre < interval.low ? 'deficit' : centre > interval.high ? 'excess' : 'bulk'
    bars[kind] += `M${fixed(x0)} ${base}V${fixed(base - (length / most) * ROW)}H${fixed(x1)}V${base}z`
  }
  return [
    ...Object.entries(bars).map(([kind, path]) => (path ? `<path class="${kind}" d="${path}"/>` : '')),
    `<path class="axis" d="M${LEFT} ${base}H${RIGHT}"/>`,
    text(label, LEFT - 14, base - ROW / 2 + 4, 'text-anchor="end"'),
    text(share, RIGHT + 12, base - ROW / 2 - 2, ''),
    text(`fullest bin: ${most}`, RIGHT + 12, base - ROW / 2 + 15, 'class="note"'),
  ].join('')
}
