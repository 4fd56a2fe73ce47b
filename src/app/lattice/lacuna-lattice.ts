import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import type { LatticeDescription } from '../../session/detector'
import { customElement } from '../shared/custom-element'
import { theme } from '../shared/theme'
import { t } from '../language/message'
import { said } from '../language/told'
import { latticeFacts, scaleFacts } from './facts'
import { styles } from './styles'

/**
 * The lattice of a micrograph in one line; or the verdict that it has none, and why.
 */
@customElement('lacuna-lattice')
export class LacunaLattice extends LitElement {
  static override styles = [theme, styles]

  /** Nothing is shown without it. */
  @property({ attribute: false }) lattice: LatticeDescription | null = null
  /** Whether the pixel size was given by hand, rather than by the file. */
  @property({ type: Boolean, attribute: 'by-hand' }) byHand = false

  protected override render(): TemplateResult | typeof nothing {
    const { lattice, byHand } = this
    if (!lattice) return nothing
    if (lattice.verdict === 'not periodic') {
      return html`
        <div class="verdict">
          <strong>${t`Not periodic`}</strong>
          <p>
            ${sentence(said(lattice.reason))}
            ${t`There is no crystal to learn, so Lacuna searches nothing. Columns must be about 5 to 110 px apart.`}
          </p>
          ${remarksOf(lattice)}
        </div>
      `
    }
    const scale = scaleFacts(lattice, byHand)
    return html`
      <p id="lattice">${latticeFacts(lattice)}</p>
      ${scale ? html`<p class="scale ${scale.off ? 'off' : ''}" id="scale">${scale.text}</p>` : nothing}
      ${remarksOf(lattice)}
    `
  }
}

/** How the micrograph was changed before its lattice was looked for. */
function remarksOf({ remarks }: LatticeDescription): TemplateResult[] {
  return remarks.map((remark) => html`<p class="scale">${sentence(said(remark))}</p>`)
}

function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-lattice': LacunaLattice
  }
}
