import type { ImageSet } from '../../stem/paper/image-sets'
import { IMAGE_SETS } from '../../stem/paper/image-sets'
import type { Reproduction } from '../../stem/paper/reproduce'
import type { BulkInterval } from '../../stem/paper/rule'
import { percent, SET_LABELS } from './labels'
import type { Scale } from './svg'
import { bottomAxis, figure, fixed, place, text } from './svg'

const WIDTH = 960
const LEFT = 150
const RIGHT = 130
const ROW = 58
const ROW_GAP = 14
const AXIS = 50
const HEAD = 34
const BINS = 140

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

  const reach = Math.max(ENLARGED_SIGMAS * interval.std, Number.EPSILON)
  const enlarged = horizontal(interval.mean - reach, interval.mean + reach)
  const whole = horizontal(...extent(values, interval))
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

function horizontal(low: number, high: number): Scale {
  return { low, high, from: LEFT, to: WIDTH - RIGHT }
}

/** All values and the region, with a little room. */
function extent(values: Reproduction['statistics']['vae'], { low, high }: BulkInterval): [number, number] {
  let [least, most] = [low, high]
  for (const set of IMAGE_SETS) {
    for (const value of values[set]) {
      least = Math.min(least, value)
      most = Math.max(most, value)
    }
  }
  const room = 0.03 * (most - least) || 1
  return [least - room, most + room]
}

function heading(content: string, top: number): string {
  return text(content, LEFT, top - 12, 'class="head"')
}

/** The bulk region behind the histograms; its edges are drawn too, since on a wide scale it is but a sliver. */
function band({ low, high }: BulkInterval, scale: Scale, top: number, bottom: number): string {
  const [left, right] = [fixed(place(low, scale)), fixed(place(high, scale))]
  const width = fixed(place(high, scale) - place(low, scale))
  return (
    `<rect class="band" x="${left}" y="${fixed(top)}" width="${width}" height="${fixed(bottom - top)}"/>` +
    `<path class="edge" d="M${left} ${fixed(top)}V${fixed(bottom)}M${right} ${fixed(top)}V${fixed(bottom)}"/>`
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
  const counts = binned(values, scale)
  const most = Math.max(...counts, 1)
  const base = top + ROW
  const width = (scale.to - scale.from) / BINS
  const bars = { deficit: '', bulk: '', excess: '' }
  counts.forEach((count, bin) => {
    if (count === 0) return
    const centre = scale.low + ((bin + 0.5) / BINS) * (scale.high - scale.low)
    const kind = centre < interval.low ? 'deficit' : centre > interval.high ? 'excess' : 'bulk'
    const height = (count / most) * ROW
    bars[kind] +=
      `M${fixed(scale.from + bin * width)} ${fixed(base)}v${fixed(-height)}h${fixed(width)}v${fixed(height)}z`
  })
  return [
    ...Object.entries(bars).map(([kind, path]) => (path ? `<path class="${kind}" d="${path}"/>` : '')),
    `<path class="axis" d="M${fixed(scale.from)} ${fixed(base)}H${fixed(scale.to)}"/>`,
    text(label, LEFT - 14, base - ROW / 2 + 4, 'text-anchor="end"'),
    text(share, WIDTH - RIGHT + 12, base - ROW / 2 - 2, ''),
    text(`fullest bin: ${most}`, WIDTH - RIGHT + 12, base - ROW / 2 + 15, 'class="note"'),
  ].join('')
}

/** Values beyond the scale are counted in its first or last bin. */
function binned(values: Float32Array, { low, high }: Scale): number[] {
  const counts = Array<number>(BINS).fill(0)
  for (const value of values) {
    const bin = Math.floor((BINS * (value - low)) / (high - low))
    counts[Math.min(Math.max(bin, 0), BINS - 1)]++
  }
  return counts
}
