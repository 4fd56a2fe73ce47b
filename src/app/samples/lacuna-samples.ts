import { html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { type Sample, samples } from '../../session/samples'
import { customElement } from '../shared/custom-element'
import { count } from '../shared/format'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { t } from '../language/message'
import { styles } from './styles'

/**
 * Simulated micrographs to begin with: the crystals that come with Lacuna, each with a few defects and one press away.
 *
 * @fires lacuna-sample - One was chosen; `detail` is the name of its crystal.
 */
@customElement('lacuna-samples')
export class LacunaSamples extends LitElement {
  static override styles = [theme, controls, styles]

  /** Name of the crystal of the one that is open; null where none is. */
  @property() open: string | null = null

  protected override render(): TemplateResult {
    return html`<ul aria-label=${t`Samples`}>
      ${samples().map((sample) => html`<li>${this.#button(sample)}</li>`)}
    </ul>`
  }

  #button({ crystal, defects, columns }: Sample): TemplateResult {
    return html`
      <button
        aria-current=${crystal === this.open ? 'true' : nothing}
        aria-label=${t`Simulate ${crystal}, ${count(defects, 'defect')}`}
        title=${count(defects, 'defect')}
        @click=${() => tell(this, 'lacuna-sample', crystal)}
      >
        <svg viewBox="0 0 1 1" aria-hidden="true">${columns.map(disc)}</svg>
        <span>${crystal}</span>
      </button>
    `
  }
}

function disc({ x, y, radius, light }: Sample['columns'][number]): SVGTemplateResult {
  return svg`<circle cx=${x} cy=${y} r=${radius} opacity=${Math.sqrt(light)}></circle>`
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-samples': LacunaSamples
  }
}
