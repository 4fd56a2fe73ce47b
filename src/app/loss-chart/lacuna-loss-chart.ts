import { html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { ticks } from '../../session/picture/ticks'
import { significant } from '../shared/format'
import { theme } from '../shared/theme'
import { lossScale } from './loss-scale'
import { styles } from './styles'

const WIDTH = 360
const HEIGHT = 140
/** `120K`: a loss is summed over the pixels of a patch. */
const LABEL = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 2 })
const MARGIN = { top: 8, right: 10, bottom: 32, left: 44 }

/** The mean loss per patch over the epochs of a training, growing as it goes. */
@customElement('lacuna-loss-chart')
export class LacunaLossChart extends LitElement {
  static override styles = [theme, styles]

  /** One value an epoch, from the first. */
  @property({ attribute: false }) losses: readonly number[] = []
  /** Epochs of the whole training, so that the axis shows how far there is to go. */
  @property({ type: Number }) epochs = 0

  protected override render(): TemplateResult | typeof nothing {
    const { losses } = this
    if (losses.length === 0) return nothing
    const last = Math.max(2, this.epochs, losses.length)
    const scale = lossScale(losses)
    const x = (epoch: number) => MARGIN.left + ((epoch - 1) / (last - 1)) * (WIDTH - MARGIN.left - MARGIN.right)
    const y = (loss: number) => HEIGHT - MARGIN.bottom - scale.place(loss) * (HEIGHT - MARGIN.top - MARGIN.bottom)
    const points = losses.map((loss, index) => `${x(index + 1).toFixed(1)} ${y(loss).toFixed(1)}`)
    return html`
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${this.#description()}>
        ${scale.marks.map((loss) => lossMark(loss, y(loss)))} ${epochMarks(last, x)}
        ${svg`<path class="curve" d="M${points.join('L')}${losses.length === 1 ? 'h0' : ''}"></path>`}
      </svg>
    `
  }

  #description(): string {
    const { losses } = this
    return (
      `Loss curve, mean loss of a patch: ${significant(losses[0])} after the first epoch, ` +
      `${significant(losses[losses.length - 1])} after ${losses.length}`
    )
  }
}

function lossMark(loss: number, y: number): SVGTemplateResult {
  return svg`
    <line class="grid" x1=${MARGIN.left} x2=${WIDTH - MARGIN.right} y1=${y} y2=${y}></line>
    <text x=${MARGIN.left - 6} y=${y + 4} text-anchor="end">${LABEL.format(loss)}</text>
  `
}

function epochMarks(last: number, x: (epoch: number) => number): SVGTemplateResult {
  const base = HEIGHT - MARGIN.bottom
  const whole = ticks(1, last, 7).filter((epoch) => Number.isInteger(epoch) && epoch >= 1)
  return svg`
    <line class="grid" x1=${MARGIN.left} x2=${WIDTH - MARGIN.right} y1=${base} y2=${base}></line>
    ${whole.map((epoch) => svg`<text x=${x(epoch)} y=${base + 14} text-anchor="middle">${epoch}</text>`)}
    <text x=${(MARGIN.left + WIDTH - MARGIN.right) / 2} y=${HEIGHT - 3} text-anchor="middle">epoch</text>
  `
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-loss-chart': LacunaLossChart
  }
}
