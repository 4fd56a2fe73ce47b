import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import '../shared/lacuna-notice'
import { megabytes } from '../shared/megabytes'
import { controls, theme } from '../shared/theme'
import type { Problem } from '../state/state'
import type { Kept } from './keeper'

/**
 * What is kept for the next visit, and the button that forgets it.
 *
 * @fires lacuna-forget - Forget it.
 * @fires lacuna-dismiss - The reader has seen what went wrong.
 */
@customElement('lacuna-kept')
export class LacunaKept extends LitElement {
  static override styles = [
    theme,
    controls,
    css`
      :host {
        display: block;
        border-bottom: 1px solid var(--_line);
        background: var(--_panel);
        color: var(--_muted);
        font-size: 0.75rem;
      }

      .kept {
        display: flex;
        gap: 0.75rem;
        align-items: center;
        justify-content: space-between;
        padding: 0.25rem 1rem;
      }

      .names {
        overflow-wrap: anywhere;
      }

      button {
        height: 1.5rem;
        padding: 0 0.5rem;
        font-size: 0.75rem;
      }

      @media (pointer: coarse) {
        button {
          height: 2.25rem;
        }
      }
    `,
  ]

  @property({ attribute: false }) kept!: Kept
  @property({ attribute: false }) problem: Problem | null = null

  protected override render(): TemplateResult {
    const files = [this.kept.micrograph, this.kept.model].filter((file) => file !== null)
    return html`
      ${files.length > 0 ? this.#files(files) : nothing}
      <div role="status">${this.problem ? this.#notice(this.problem) : nothing}</div>
    `
  }

  #files(files: readonly File[]): TemplateResult {
    const names = files.map(({ name, size }) => `${name} (${megabytes(size)})`).join(' and ')
    return html`
      <div class="kept">
        <span class="names">Kept in this browser for your next visit: ${names}</span>
        <button @click=${() => this.dispatchEvent(new CustomEvent('lacuna-forget'))}>Forget</button>
      </div>
    `
  }

  #notice({ code, message }: Problem): TemplateResult {
    return html`<lacuna-notice heading="Not kept." dismissible data-code=${code}>${message}</lacuna-notice>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-kept': LacunaKept
  }
}
