import { html, LitElement, svg, type TemplateResult } from 'lit'
import { property, queryAll } from 'lit/decorators.js'
import { customElement } from '../shared/custom-element'
import { type Cut, difference, drawGrey, drawSigned } from '../shared/patch-canvas'
import { theme } from '../shared/theme'
import { t } from '../language/message'
import { styles } from './styles'

/** A square in pixels of the pictures. */
export interface Window {
  left: number
  top: number
  side: number
}

/**
 * Input, prediction and their difference side by side, on one scale: grey 0–1 for the first two, ±`limit` for the third.
 *
 * @cssproperty --lacuna-triptych-gap - Space between the pictures.
 */
@customElement('lacuna-triptych')
export class LacunaTriptych extends LitElement {
  static override styles = [theme, styles]

  /** What the model was given, 0–1. */
  @property({ attribute: false }) input: Cut | null = null
  /** What the model made of it, of the same size. */
  @property({ attribute: false }) prediction: Cut | null = null
  /** Difference at the ends of the colour map. */
  @property({ type: Number }) limit = 0.5
  /** A window to outline in all three, or null. */
  @property({ attribute: false }) window: Window | null = null

  @queryAll('canvas') private canvases!: NodeListOf<HTMLCanvasElement>

  protected override render(): TemplateResult {
    return html`${[t`Input`, t`Prediction`, t`Difference`].map(
      (name) => html`
        <figure>
          <div class="picture">
            <canvas role="img" aria-label=${name}></canvas>
            ${this.#outline()}
          </div>
          <figcaption>${name}</figcaption>
        </figure>
      `,
    )}`
  }

  protected override updated(): void {
    const { input, prediction } = this
    if (!input || !prediction) return
    const [first, second, third] = this.canvases
    drawGrey(first, input, 0, 1)
    drawGrey(second, prediction, 0, 1)
    drawSigned(third, difference(input, prediction), this.limit)
  }

  #outline(): TemplateResult | null {
    if (!this.window || !this.input) return null
    const { left, top, side } = this.window
    return html`<svg viewBox="0 0 ${this.input.width} ${this.input.height}" aria-hidden="true">
      ${svg`<rect x=${left} y=${top} width=${side} height=${side}></rect>`}
    </svg>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-triptych': LacunaTriptych
  }
}
