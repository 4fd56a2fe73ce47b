import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { customElement } from '../shared/custom-element'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { t } from '../language/message'
import { styles } from './styles'

/**
 * Something that went wrong, in the error's own words, and what to do about it. What is read aloud is the page's one
 * status line; this is the visible half.
 *
 * @slot - The message.
 * @slot action - A button that takes the next step.
 * @fires lacuna-dismiss - The reader has seen it.
 */
@customElement('lacuna-notice')
export class LacunaNotice extends LitElement {
  static override styles = [theme, controls, styles]

  @property() heading = ''
  @property({ type: Boolean }) dismissible = false

  protected override render(): TemplateResult {
    return html`
      <div class="text"><strong>${this.heading}</strong> <slot></slot></div>
      <div class="row">
        <slot name="action"></slot>
        ${this.dismissible ? html`<button @click=${() => tell(this, 'lacuna-dismiss')}>${t`Dismiss`}</button>` : nothing}
      </div>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-notice': LacunaNotice
  }
}
