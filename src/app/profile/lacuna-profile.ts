import { extent } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { line as lineOf } from 'd3-shape'
import { html, LitElement, svg, type SVGTemplateResult, type TemplateResult } from 'lit'
import { property, state } from 'lit/decorators.js'
import type { Micrograph } from '../../io/micrograph'
import { type Line, lineLength, lineProfile } from '../../session/picture/profile'
import { ticks } from '../../session/picture/ticks'
import { chartStyles } from '../shared/chart-styles'
import { customElement } from '../shared/custom-element'
import { fixed, significant } from '../shared/format'
import { controls, theme } from '../shared/theme'
import { t } from '../language/message'
import { localised } from '../language/numbers'
import { styles } from './styles'

const [WIDTH, HEIGHT] = [640, 120]
const MARGIN = { left: 52, right: 12, top: 8, bottom: 22 }
const WIDEST = 99
/** As high as a chart: the picture must not move under the pointer that draws the first line. */
const EMPTY = html`<svg viewBox="0 0 640 120" aria-hidden="true"></svg>`

/** A line over a micrograph: its length and direction, and the intensities along it. */
@customElement('lacuna-profile')
export class LacunaProfile extends LitElement {
  static override styles = [theme, controls, chartStyles, styles]

  /** What is measured. */
  @property({ attribute: false }) micrograph: Micrograph | null = null
  /** Its two ends, px; null before there is one. */
  @property({ attribute: false }) line: Line | null = null
  /** Å per pixel, or null. */
  @property({ attribute: false }) pixelSize: { x: number; y: number } | null = null
  /** Pixels across the line of which the mean is taken. */
  @state() private across = 1

  protected override render(): TemplateResult {
    const { line, micrograph } = this
    const drawn = line && micrograph && lineLength(line, null).px >= 1 ? line : null
    return html`
      <div class="row">
        <span class="facts" id="measured" role="status"
          >${drawn ? this.#facts(drawn) : t`Drag a line over the picture, or press Enter at either end of it.`}</span
        >
        <label>
          ${t`Width, px`}
          <input
            type="number"
            min="1"
            max=${WIDEST}
            .value=${String(this.across)}
            @change=${({ target }: Event) => this.#widen(target as HTMLInputElement)}
          />
        </label>
      </div>
      ${drawn && micrograph ? this.#chart(micrograph, drawn) : EMPTY}
    `
  }

  #widen(field: HTMLInputElement): void {
    if (field.validity.valid && field.value !== '') this.across = field.valueAsNumber
    field.value = String(this.across)
  }

  #facts(line: Line): string {
    const { px, angstrom, degrees } = lineLength(line, this.pixelSize)
    const lengths = [angstrom === null ? null : `${significant(angstrom, 4)} Å`, `${fixed(px, 1)} px`].filter(Boolean)
    return `${lengths.join(' · ')} · ${fixed(degrees, 1)}°`
  }

  #chart(micrograph: Micrograph, line: Line): TemplateResult {
    const values = lineProfile(micrograph, line, this.across)
    const { px, angstrom } = lineLength(line, this.pixelSize)
    const end = angstrom ?? px
    const x = scaleLinear([0, end], [MARGIN.left, WIDTH - MARGIN.right])
    const [low = 0, high = 1] = extent(values)
    const y = scaleLinear([low, high === low ? low + 1 : high], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice()
    const path = lineOf()(
      Array.from(values, (value, k): [number, number] => [x((end * k) / (values.length - 1)), y(value)]),
    )
    return html`
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${this.#said(values, end)}>
        ${ticks(y, 3).map(
          ({ at, label }): SVGTemplateResult =>
            svg`<line class="grid" x1=${MARGIN.left} x2=${WIDTH - MARGIN.right} y1=${at} y2=${at}></line><text x=${MARGIN.left - 6} y=${at + 4} text-anchor="end">${localised(label)}</text>`,
        )}
        ${ticks(x, 6).map(
          ({ at, label }): SVGTemplateResult =>
            svg`<text x=${at} y=${HEIGHT - 6} text-anchor="middle">${localised(label)}</text>`,
        )}
        <text x=${WIDTH - MARGIN.right} y=${HEIGHT - MARGIN.bottom - 6} text-anchor="end">
          ${angstrom === null ? 'px' : 'Å'}
        </text>
        ${svg`<path d=${path}></path>`}
      </svg>
    `
  }

  #said(values: Float32Array, end: number): string {
    const [low = 0, high = 0] = extent(values)
    const unit = this.pixelSize ? 'Å' : 'px'
    return t`Intensity along ${significant(end, 3)} ${unit}, from ${significant(low, 3)} to ${significant(high, 3)}`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-profile': LacunaProfile
  }
}
