import { html, LitElement, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { customElement } from '../shared/custom-element'
import { controls, theme } from '../shared/theme'
import { t } from '../language/message'
import { styles } from './styles'

/**
 * A question mark that tells what a panel is for and how it is used; press it again, or Escape, to close it.
 *
 * @slot - What it tells.
 */
@customElement('lacuna-help')
export class LacunaHelp extends LitElement {
  static override styles = [theme, controls, styles]

  /** What it is about, as its button is called: `Help: Micrograph`. */
  @property() about = ''

  protected override render(): TemplateResult {
    const name = t`Help: ${this.about}`
    return html`
      <details @keydown=${this.#keydown}>
        <summary aria-label=${name} title=${name}>?</summary>
        <div class="text"><slot></slot></div>
      </details>
    `
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') (event.currentTarget as HTMLDetailsElement).open = false
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-help': LacunaHelp
  }
}
