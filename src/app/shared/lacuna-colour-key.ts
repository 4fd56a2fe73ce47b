import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { diverging, heatLimit } from '../../session/colour-map'
import type { DetectionResult } from '../../session/detector'
import { signed } from './format'
import { theme } from './theme'

const STEPS = 129

/**
 * What the colours of a result's heat map and difference pictures mean: less than the crystal explains, or more.
 */
@customElement('lacuna-colour-key')
export class LacunaColourKey extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: inline-flex;
        gap: 0.45rem;
        align-items: center;
        font-size: 0.75rem;
      }

      canvas {
        width: 6rem;
        height: 0.5rem;
        border-radius: 2px;
      }
    `,
  ]

  /** What a detector found: its largest difference is at the ends of the colours. */
  @property({ attribute: false }) result: DetectionResult | null = null
  @query('canvas') private canvas!: HTMLCanvasElement

  protected override render(): TemplateResult {
    const limit = this.result ? heatLimit(this.result.heat, this.result.rule.threshold) : 1
    return html`
      <span>deficit ${signed(-limit, 2)}</span>
      <canvas width=${STEPS} height="1" aria-hidden="true"></canvas>
      <span>${signed(limit, 2)} excess</span>
    `
  }

  protected override updated(): void {
    const context = this.canvas.getContext('2d')
    if (!context) return
    for (let step = 0; step < STEPS; step++) {
      const [red, green, blue] = diverging((2 * step) / (STEPS - 1) - 1)
      context.fillStyle = `rgb(${red} ${green} ${blue})`
      context.fillRect(step, 0, 1, 1)
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-colour-key': LacunaColourKey
  }
}
