import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import { html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { type Scale, type Tick, ticks } from '../../session/picture/ticks'
import { chartStyles } from '../shared/chart-styles'
import { customElement } from '../shared/custom-element'
import { significant } from '../shared/format'
import { theme } from '../shared/theme'
import { t } from '../language/message'
import { localised } from '../language/numbers'
import { lossScale } from './loss-scale'
import { styles } from './styles'

const WIDTH = 360
const HEIGHT = 140
const MARGIN = { top: 8, right: 10, bottom: 32, left: 52 }
const BASE = HEIGHT - MARGIN.bottom

/** The mean loss per patch over the epochs of a training, growing as it goes. */
@customElement('lacuna-loss-chart')
export class LacunaLossChart extends LitElement {
  static override styles = [theme, chartStyles, styles]

  /** One value an epoch, from the first. */
  @property({ attribute: false }) losses: readonly number[] = []
  /** Epochs of the whole training, so that the axis shows how far there is to go. */
  @property({ type: Number }) epochs = 0

  protected override render(): TemplateResult | typeof nothing {
    const { losses } = this
    if (losses.length === 0) return nothing
    const last = Math.max(2, this.epochs, losses.length)
    const x = scaleLinear([1, last], [MARGIN.left, WIDTH - MARGIN.right])
    const y = lossScale(losses, BASE, MARGIN.top)
    const curve = line<number>((_, index) => x(index + 1), y)
    return html`
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${this.#description()}>
        ${ticks(y, 4).map(lossMark)} ${epochMarks(x, last)} ${svg`<path class="curve" d=${curve(losses)}></path>`}
      </svg>
    `
  }

  #description(): string {
    const { losses } = this
    const last = significant(losses[losses.length - 1])
    return t`Loss curve, mean loss of a patch: ${significant(losses[0])} after the first epoch, ${last} after ${losses.length}`
  }
}

function lossMark({ at, label }: Tick): SVGTemplateResult {
  return svg`
    <line class="grid" x1=${MARGIN.left} x2=${WIDTH - MARGIN.right} y1=${at} y2=${at}></line>
    <text x=${MARGIN.left - 6} y=${at + 4} text-anchor="end">${localised(label)}</text>
  `
}

/** No more of them than whole epochs. */
function epochMarks(x: Scale, last: number): SVGTemplateResult {
  const marks = ticks(x, Math.min(5, last - 1))
  return svg`
    <line class="grid" x1=${MARGIN.left} x2=${WIDTH - MARGIN.right} y1=${BASE} y2=${BASE}></line>
    ${marks.map(({ at, label }) => svg`<text x=${at} y=${BASE + 14} text-anchor="middle">${label}</text>`)}
    <text x=${(MARGIN.left + WIDTH - MARGIN.right) / 2} y=${HEIGHT - 3} text-anchor="middle">${t`epoch`}</text>
  `
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-loss-chart': LacunaLossChart
  }
}
