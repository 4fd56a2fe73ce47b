import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import type { LatticeDescription } from '../../session/detector'
import type { FittingName } from '../../session/files/lattice'
import { customElement } from '../shared/custom-element'
import { percent } from '../shared/format'
import { tellRun } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { t } from '../language/message'
import { said } from '../language/told'
import { fittingFacts, latticeFacts, scaleFacts } from './facts'
import { styles } from './styles'

/**
 * The lattice of a micrograph in one line, and which crystal it fits; or the verdict that it has none, and why.
 *
 * @fires lacuna-run - The crystal that the lattice fits was taken; `detail` is the changed part of the run.
 */
@customElement('lacuna-lattice')
export class LacunaLattice extends LitElement {
  static override styles = [theme, controls, styles]

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
            ${
              lattice.explained === null
                ? t`There is no crystal to learn, so Lacuna searches nothing. Columns must be about 5 to 110 px apart.`
                : t`What surrounds a column explains ${percent(lattice.explained)} of the picture, so columns are judged by that.`
            }
          </p>
          ${remarksOf(lattice)}
        </div>
      `
    }
    const scale = scaleFacts(lattice, byHand)
    return html`
      <p id="lattice">${latticeFacts(lattice)}</p>
      ${scale ? html`<p class="scale ${scale.off ? 'off' : ''}" id="scale">${scale.text}</p>` : nothing}
      ${lattice.fitting.length > 0 ? this.#fitting(lattice.fitting) : nothing} ${remarksOf(lattice)}
    `
  }

  #fitting(fitting: readonly FittingName[]): TemplateResult {
    return html`<p class="fitting" id="fitting">
      ${fittingFacts(fitting)}
      ${fitting.map(
        ({ name }) => html`<button @click=${() => tellRun(this, { crystal: name })}>${t`Take ${name}`}</button>`,
      )}
    </p>`
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
