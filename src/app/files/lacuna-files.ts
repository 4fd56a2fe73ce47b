import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { listStyles } from '../shared/list-styles'
import { customElement } from '../shared/custom-element'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { outcomeOf, type TakenFile } from '../state/files'
import type { AppState } from '../state/state'
import { t } from '../language/message'
import { said } from '../language/told'
import { styles } from './styles'

/**
 * The micrographs that were taken together, and what came of each; choosing one opens it.
 *
 * @fires lacuna-open-file - One was chosen; `detail` is its file.
 * @fires lacuna-detect-all - Search all of them.
 * @fires lacuna-cancel - End that.
 * @fires lacuna-compare-files - Show them beside each other.
 * @fires lacuna-save-summary - Save what came of each as a table.
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

  /** How far the search of all is; null while none is under way. */
  @property({ attribute: false }) batch: AppState['batch'] = null
  /** Whether all can be searched now. */
  @property({ type: Boolean }) ready = false

  protected override render(): TemplateResult {
    return html`
      <ol aria-label=${t`Micrographs`}>
        ${this.files.map((taken) => this.#row(taken))}
      </ol>
      ${this.#all()}
    `
  }

  #all(): TemplateResult {
    const { batch, files } = this
    if (batch) {
      const { done, total, name } = batch
      return html`
        <div class="row">
          <progress aria-label=${t`Search of all`} max=${total} value=${done}></progress>
          <span class="muted" id="batch">${t`${done + 1} of ${total}: ${name}`}</span>
          <button class="small" @click=${() => tell(this, 'lacuna-cancel')}>${t`Cancel all`}</button>
        </div>
      `
    }
    return html`
      <div class="row">
        <button
          class="small"
          ?disabled=${!this.ready}
          title=${t`Search them one after the other, by the model that there is or that is learned first`}
          @click=${() => tell(this, 'lacuna-detect-all')}
        >
          ${t`Detect all`}
        </button>
        <button
          class="small"
          title=${t`A table of all, and two of them side by side`}
          @click=${() => tell(this, 'lacuna-compare-files')}
        >
          ${t`Compare…`}
        </button>
        <button
          class="small"
          ?disabled=${files.every(({ outcome, kept }) => outcome === null && !kept?.result) && !this.result}
          title=${t`One line a micrograph`}
          @click=${() => tell(this, 'lacuna-save-summary')}
        >
          ${t`Save summary (CSV)`}
        </button>
      </div>
    `
  }

  #row({ file, outcome, kept }: TakenFile): TemplateResult {
    const isOpen = file === this.open
    const told =
      (isOpen ? outcomeOf(this.result) : null) ?? (outcome && said(outcome)) ?? outcomeOf(kept?.result ?? null)
    return html`
      <li>
        <button
          aria-current=${isOpen ? 'true' : nothing}
          ?disabled=${this.batch !== null}
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
