import { range, sum } from 'd3-array'
import { scaleLinear, scaleSymlog } from 'd3-scale'
import { line } from 'd3-shape'
import { html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import type { DetectionResult, PeriodicResult } from '../../session/detector'
import type { Rectangle } from '../../session/request'
import type { Scale } from '../../session/picture/ticks'
import { chartStyles } from '../shared/chart-styles'
import { customElement } from '../shared/custom-element'
import { count, percent, probability } from '../shared/format'
import { isWithin } from '../shared/within'
import { tell, tellRun } from '../shared/tell'
import { theme } from '../shared/theme'
import { type Bin, END, histogram, surprise } from '../../session/picture/p-bins'
import { t } from '../language/message'
import { number } from '../language/numbers'
import { rateAt, stepped } from './threshold'
import { styles } from './styles'

const WIDTH = 360
const HEIGHT = 150
const MARGIN = { top: 16, right: 10, bottom: 34, left: 40 }
const BASE = HEIGHT - MARGIN.bottom
/** Of −log₁₀ p; what lies beyond is at its end. */
const x = scaleLinear([0, END], [MARGIN.left, WIDTH - MARGIN.right]).clamp(true)
const DECADE = 3

/**
 * The p-values of a micrograph's columns: a histogram of −log₁₀ p with a logarithmic axis of counts, and the threshold that the
 * false discovery rate sets. Drag the threshold, or move it by the arrow keys; the detections update.
 *
 * Keyboard: arrows for the next stricter or looser rate, Page Up and Page Down for a tenth and ten times, Home and End.
 *
 * @fires lacuna-rate - The threshold is being dragged; `detail` is the false discovery rate that it stands for.
 * @fires lacuna-run - The threshold was moved; `detail` is the changed part of the run.
 */
@customElement('lacuna-histogram')
export class LacunaHistogram extends LitElement {
  static override styles = [theme, chartStyles, styles]

  /** What a detector found; nothing is shown without it. */
  @property({ attribute: false }) result: DetectionResult | null = null
  /** The rate that was asked for last, which the result may not show yet; null for the result's own. */
  @property({ type: Number }) rate: number | null = null
  /** Shows the columns of this part of the micrograph alone, px; null for all. The threshold is that of all in either case. */
  @property({ attribute: false }) region: Rectangle | null = null
  /** A p-value to mark: that of the chosen detection. */
  @property({ type: Number }) marked: number | null = null
  /** −log₁₀ p under the pointer that drags the threshold. */
  @state() private dragged: number | null = null
  @query('svg') private plot!: SVGElement
  @query('.threshold') private threshold!: HTMLElement | null

  protected override render(): TemplateResult | typeof nothing {
    const { result } = this
    if (result?.verdict !== 'periodic') return nothing
    const bins = histogram(pValuesIn(result, this.region))
    const judged = sum(bins, ({ columns }) => columns)
    const most = Math.max(1, ...bins.flatMap(({ columns, expected }) => [columns, expected]))
    // Linear up to a column, logarithmic from there on.
    const y = scaleSymlog([0, 1.3 * most], [BASE, MARGIN.top])
    const at = this.#at
    return html`
      <div class="plot">
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${description(result, judged)}>
          ${bins.map((bin) => bar(bin, y, at))} ${svg`<path class="expected" d=${outline(bins, y)}></path>`} ${axes(y)}
          ${this.marked === null ? nothing : vertical(x(surprise(this.marked)), 'chosen')}
        </svg>
        <div
          class="threshold"
          role="slider"
          tabindex="0"
          aria-label=${t`Threshold, −log10 p`}
          aria-orientation="horizontal"
          aria-valuemin="0"
          aria-valuemax=${END}
          aria-valuenow=${at.toFixed(2)}
          aria-valuetext=${valueText(result)}
          @keydown=${this.#keydown}
          @pointerdown=${this.#grab}
          @pointermove=${this.#drag}
          @pointerup=${this.#drop}
          @pointercancel=${this.#drop}
        ></div>
      </div>
      <div class="key" aria-hidden="true">
        <span class="key-bulk">${t`columns`}</span>
        <span class="key-found">${t`beyond the threshold`}</span>
        <span class="key-expected">${t`if all were bulk`}</span>
      </div>
    `
  }

  /** Through the object model, which every content security policy allows. */
  protected override updated(): void {
    const { threshold } = this
    if (!threshold) return
    threshold.style.left = `${(100 * x(this.#at)) / WIDTH}%`
    threshold.style.height = `${(100 * BASE) / HEIGHT}%`
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    const keys: Record<string, number | undefined> = {
      ArrowRight: 1,
      ArrowUp: 1,
      ArrowLeft: -1,
      ArrowDown: -1,
      PageUp: DECADE,
      PageDown: -DECADE,
      Home: -Infinity,
      End: Infinity,
    }
    const steps = keys[event.key]
    const rate = this.#rate
    if (steps === undefined || rate === null || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    // Twenty decades lead to either end.
    tellRun(this, { rate: stepped(rate, Math.max(-60, Math.min(60, steps))) })
  }

  readonly #grab = (event: PointerEvent): void => {
    if (event.button !== 0) return
    const handle = event.currentTarget as HTMLElement
    handle.setPointerCapture(event.pointerId)
    handle.focus()
    event.preventDefault()
    this.#drag(event)
  }

  readonly #drag = (event: PointerEvent): void => {
    if (!(event.currentTarget as HTMLElement).hasPointerCapture(event.pointerId)) return
    const box = this.plot.getBoundingClientRect()
    this.dragged = x.invert(((event.clientX - box.left) / box.width) * WIDTH)
    const rate = this.#asked
    if (rate !== null && rate !== this.#rate) tell(this, 'lacuna-rate', rate)
  }

  readonly #drop = (): void => {
    const rate = this.#asked
    this.dragged = null
    if (rate !== null) tellRun(this, { rate })
  }

  /** The rate that the dragged threshold stands for. */
  get #asked(): number | null {
    if (this.dragged === null || this.result?.verdict !== 'periodic') return null
    return rateAt(10 ** -this.dragged, this.result.result.scored.pValue)
  }

  get #rate(): number | null {
    return this.rate ?? this.result?.circumstances.request.rate ?? null
  }

  /** Where the threshold stands on the axis. */
  get #at(): number {
    if (this.result?.verdict !== 'periodic') return 0
    return Math.min(this.dragged ?? surprise(this.result.result.scored.threshold), END)
  }
}

/** NaN stands for columns that lie elsewhere, or were not judged. */
function pValuesIn({ result: { columns, scored } }: PeriodicResult, region: Rectangle | null): Float64Array {
  if (!region) return scored.pValue
  return scored.pValue.map((p, n) => (isWithin({ x: columns.x[n], y: columns.y[n] }, region) ? p : NaN))
}

function description({ result: { scored, findings } }: PeriodicResult, judged: number): string {
  const found = count(findings.length, 'detection')
  return t`Histogram of −log10 of the p-values of ${judged} columns. ${found} beyond the threshold at p = ${probability(scored.threshold)}.`
}

function valueText({ result: { scored, findings }, circumstances: { request } }: PeriodicResult): string {
  const found = count(findings.length, 'detection')
  return t`p below ${probability(scored.threshold)}, false discovery rate ${percent(request.rate)}, ${found}`
}

function bar({ from, to, columns }: Bin, y: Scale, threshold: number): SVGTemplateResult {
  // The bin that the threshold lies in counts as found from its middle on.
  const found = (from + to) / 2 >= threshold
  return svg`<rect class=${found ? 'found' : 'bulk'} x=${x(from) + 0.5} y=${y(columns)} width=${x(to) - x(from) - 1} height=${BASE - y(columns)}></rect>`
}

/** What is expected, as far as it can be told from the axis. */
function outline(bins: readonly Bin[], y: Scale): string | null {
  const seen = bins.filter(({ expected }) => BASE - y(expected) >= 0.5)
  return line()(
    seen.flatMap(({ from, to, expected }): [number, number][] => [
      [x(from), y(expected)],
      [x(to), y(expected)],
    ]),
  )
}

function vertical(at: number, name: string): SVGTemplateResult {
  return svg`<line class=${name} x1=${at} x2=${at} y1=${MARGIN.top} y2=${BASE}></line>`
}

function axes(y: Scale): SVGTemplateResult {
  const decades = range(Math.log10(y.domain()[1])).map((power) => 10 ** power)
  return svg`
    <line class="axis" x1=${MARGIN.left} x2=${WIDTH - MARGIN.right} y1=${BASE} y2=${BASE}></line>
    ${x.ticks(6).map((value) => svg`<text x=${x(value)} y=${BASE + 14} text-anchor="middle">${value === END ? `≥${value}` : value}</text>`)}
    ${decades.map((value) => svg`<text x=${MARGIN.left - 6} y=${y(value) + 4} text-anchor="end">${number(value, { useGrouping: true })}</text>`)}
    <text x=${(MARGIN.left + WIDTH - MARGIN.right) / 2} y=${HEIGHT - 4} text-anchor="middle">${t`−log₁₀ p of a column`}</text>
  `
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-histogram': LacunaHistogram
  }
}
