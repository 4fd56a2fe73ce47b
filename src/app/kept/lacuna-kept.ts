import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { counted, form, t } from '../language/message'
import { saidError } from '../language/told'
import '../notice/lacuna-notice'
import { customElement } from '../shared/custom-element'
import { list, megabytes } from '../shared/format'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import type { Problem } from '../state/state'
import type { Kept } from './keeper'
import { styles } from './styles'

/**
 * What is kept for the next visit, and the button that forgets it.
 *
 * @fires lacuna-forget - Forget it.
 * @fires lacuna-dismiss - The reader has seen what went wrong.
 */
@customElement('lacuna-kept')
export class LacunaKept extends LitElement {
  static override styles = [theme, controls, styles]

  @property({ attribute: false }) kept!: Kept
  /** Micrographs whose review is kept. */
  @property({ type: Number }) reviews = 0
  @property({ attribute: false }) problem: Problem | null = null

  protected override render(): TemplateResult {
    const names = this.#names()
    return html`
      ${names.length > 0 ? this.#line(names) : nothing}
      <div role="status">${this.problem ? this.#notice(this.problem) : nothing}</div>
    `
  }

  #names(): string[] {
    const { kept, reviews } = this
    const files = [kept.micrograph, kept.model].filter((file) => file !== null)
    const names = files.map(({ name, size }) => `${name} (${megabytes(size)})`)
    if (reviews === 0) return names
    return [
      ...names,
      counted(reviews, form`the review of ${reviews} micrograph`, form`the reviews of ${reviews} micrographs`),
    ]
  }

  #line(names: readonly string[]): TemplateResult {
    return html`
      <div class="kept">
        <span class="names">${t`Kept in this browser for your next visit: ${list(names)}`}</span>
        <button @click=${() => tell(this, 'lacuna-forget')}>${t`Forget`}</button>
      </div>
    `
  }

  #notice({ code, message }: Problem): TemplateResult {
    return html`<lacuna-notice heading=${t`Not kept.`} dismissible data-code=${code}
      >${saidError(message)}</lacuna-notice
    >`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-kept': LacunaKept
  }
}
