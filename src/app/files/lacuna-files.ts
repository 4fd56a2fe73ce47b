import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { listStyles } from '../shared/list-styles'
import { customElement } from '../shared/custom-element'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { outcomeOf, type TakenFile } from '../state/files'
import type { AppState } from '../state/state'
import { styles } from './styles'

/**
 * The micrographs that were taken together, and what came of each; choosing one opens it.
 *
 * @fires lacuna-open-file - One was chosen; `detail` is its file.
 */
@customElement('lacuna-files')
export class LacunaFiles extends LitElement {
  static override styles = [theme, controls, listStyles, styles]

  /** In the order they came. */
  @property({ attribute: false }) files: readonly TakenFile[] = []
  /** The one that is open. */
  @property({ attribute: false }) open: AppState['file'] = null
  /** Of the one that is open. */
  @property({ attribute: false }) result: AppState['result'] = null

  protected override render(): TemplateResult {
    return html`
      <ol aria-label="Micrographs">
        ${this.files.map((taken) => this.#row(taken))}
      </ol>
    `
  }

  #row({ file, outcome }: TakenFile): TemplateResult {
    const isOpen = file === this.open
    const told = (isOpen ? outcomeOf(this.result) : null) ?? outcome
    return html`
      <li>
        <button
          aria-current=${isOpen ? 'true' : nothing}
          @click=${() => isOpen || tell(this, 'lacuna-open-file', file)}
        >
          ${file.name} <span class="muted">${told ?? nothing}</span>
        </button>
      </li>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-files': LacunaFiles
  }
}
