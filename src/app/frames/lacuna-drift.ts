import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import { html, LitElement, nothing, svg, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { roundScale, ticks } from '../../session/picture/ticks'
import { chartStyles } from '../shared/chart-styles'
import { customElement } from '../shared/custom-element'
import { theme } from '../shared/theme'
import type { Drift } from '../state/state'
import { t } from '../language/message'
import { localised, number } from '../language/numbers'
import type { Range } from './range'
import { driftStyles } from './styles'

const WIDTH = 360
const HEIGHT = 110
const MARGIN = { top: 8, right: 26, bottom: 32, left: 40 }
const BASE = HEIGHT - MARGIN.bottom
/** As it was measured. */
const EXACT = { maximumSignificantDigits: 15 } as const

/** The drift along x and y over the frames of a series, and which of them are open. */
@customElement('lacuna-drift')
export class LacunaDrift extends LitElement {
  static override styles = [theme, chartStyles, driftStyles]

  @property({ attribute: false }) drift: Drift | null = null
  /** The frames that are open. */
  @property({ attribute: false }) taken: Range | null = null

  protected override render(): TemplateResult | typeof nothing {
    const { drift, taken } = this
    if (!drift || !taken) return nothing
    const { first, shifts } = drift
    const last = first + shifts.length - 1
    const frame = scaleLinear([first, Math.max(last, first + 1)], [MARGIN.left, WIDTH - MARGIN.right])
    const px = roundScale(
      shifts.flatMap(({ x, y }) => [x, y]),
      [BASE, MARGIN.top],
    )
    const curve = (axis: 'x' | 'y') => {
      const path = line<{ x: number; y: number }>(
        (_, n) => frame(first + n),
        (shift) => px(shift[axis]),
      )
      const end = shifts[shifts.length - 1][axis]
      return svg`
        <path class="curve ${axis}" d=${path([...shifts])}></path>
        <text class=${axis} x=${WIDTH - MARGIN.right + 5} y=${px(end) + (axis === 'x' ? -1 : 9)}>${axis}</text>
      `
    }
    const open = (at: number) => frame(Math.min(Math.max(at, first), last))
    return html`
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${this.#description(shifts)}>
        ${svg`<rect class="open" x=${open(taken.first) - 2} width=${open(taken.last) - open(taken.first) + 4}
          y=${MARGIN.top} height=${BASE - MARGIN.top}></rect>`}
        ${ticks(px, 3).map(
          ({ at, label }) => svg`
            <line class="grid" x1=${MARGIN.left} x2=${WIDTH - MARGIN.right} y1=${at} y2=${at}></line>
            <text x=${MARGIN.left - 6} y=${at + 4} text-anchor="end">${localised(label)}</text>`,
        )}
        ${ticks(frame, Math.min(5, Math.max(1, shifts.length - 1))).map(
          ({ at, label }) => svg`<text x=${at} y=${BASE + 14} text-anchor="middle">${label}</text>`,
        )}
        <text x=${(MARGIN.left + WIDTH - MARGIN.right) / 2} y=${HEIGHT - 3} text-anchor="middle">
          ${t`drift in px over the frames`}
        </text>
        ${curve('x')} ${curve('y')}
      </svg>
    `
  }

  #description(shifts: Drift['shifts']): string {
    const { x, y } = shifts[shifts.length - 1]
    return t`Drift from frame to frame; in the last one x ${number(x, EXACT)} px, y ${number(y, EXACT)} px`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-drift': LacunaDrift
  }
}
