import { css, html, LitElement, svg, type TemplateResult } from 'lit'
import { customElement, property, queryAll } from 'lit/decorators.js'
import { type Cut, difference, drawGrey, drawSigned } from './patch-canvas'
import { theme } from './theme'

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
  static override styles = [
    theme,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: var(--lacuna-triptych-gap, 0.5rem);
      }

      figure {
        display: grid;
        gap: 0.25rem;
        margin: 0;
      }

      .picture {
        position: relative;
        outline: 1px solid var(--_line);
        background: #0c0d0f;
        line-height: 0;
      }

      canvas {
        width: 100%;
        image-rendering: pixelated;
      }

      svg {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }

      rect {
        fill: none;
        stroke: #fff;
        stroke-width: 1px;
        vector-effect: non-scaling-stroke;
        stroke-dasharray: 3 3;
      }

      figcaption {
        color: var(--_muted);
        font-size: 0.75rem;
      }
    `,
  ]

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
    return html`${['Input', 'Prediction', 'Difference'].map(
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
