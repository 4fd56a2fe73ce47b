import { html, LitElement, type TemplateResult } from 'lit'
import { property, query } from 'lit/decorators.js'
import { diverging } from '../../session/picture/colour-map'
import { columnHeight } from '../../session/picture/pictured'
import type { DetectionResult } from '../../session/detector'
import { customElement } from '../shared/custom-element'
import { heatScale } from '../shared/heat-scale'
import { theme } from '../shared/theme'
import { t } from '../language/message'
import { fixed } from '../shared/format'
import { styles } from './styles'

const STEPS = 129

/**
 * What the colours of a result's heat map and difference pictures mean: less than the crystal explains, or more, in % of what
 * the brightest columns stand out by.
 */
@customElement('lacuna-colour-key')
export class LacunaColourKey extends LitElement {
  static override styles = [theme, styles]

  /** What a detector found. */
  @property({ attribute: false }) result: DetectionResult | null = null
  @query('canvas') private canvas!: HTMLCanvasElement

  protected override render(): TemplateResult {
    const ends = this.#ends()
    return html`
      <span>${t`deficit −${ends} %`}</span>
      <canvas width=${STEPS} height="1" aria-hidden="true"></canvas>
      <span>${t`+${ends} % excess`}</span>
    `
  }

  /** In % of the brightest sublattice's columns; without a lattice, of ordinary columns. */
  #ends(): string {
    if (!this.result?.pictures) return '100'
    return fixed((100 * heatScale(this.result).limit) / columnHeight(this.result), 0)
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
