import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { outcomeOf, type TakenFile } from '../state/files'
import type { AppState } from '../state/state'

/**
 * The micrographs that were taken together, and what came of each; choosing one opens it.
 *
 * @fires lacuna-open-file - One was chosen; `detail` is its file.
 */
@customElement('lacuna-files')
export class LacunaFiles extends LitElement {
  static override styles = [
    theme,
    controls,
    css`
      ol {
        max-height: 11rem;
        margin: 0;
        padding: 0;
        overflow-y: auto;
        border: 1px solid var(--_line);
        border-radius: 6px;
        list-style: none;
      }

      button {
        display: flex;
        gap: 0.75rem;
        justify-content: space-between;
        width: 100%;
        height: auto;
        min-height: 1.75rem;
        padding: 0.2rem 0.6rem;
        border: 0;
        border-radius: 0;
        background: none;
        font-size: 0.75rem;
        font-weight: 400;
        text-align: left;
        white-space: normal;
        overflow-wrap: anywhere;
      }

      button:hover {
        background: color-mix(in srgb, var(--_accent) 12%, transparent);
      }

      button[aria-current] {
        background: var(--_tint);
        font-weight: 600;
      }

      button:focus-visible {
        outline-offset: -2px;
      }

      .muted {
        flex: none;
        font-weight: 400;
      }

      [aria-current] .muted {
        color: inherit;
      }
    `,
  ]

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
