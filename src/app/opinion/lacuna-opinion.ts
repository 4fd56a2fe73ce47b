import { html, LitElement, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import type { Opinion, Target } from '../../session/detector'
import { customElement } from '../shared/custom-element'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { t } from '../language/message'
import { said as toldKind } from '../language/told'
import { styles } from './styles'

/**
 * What a person says of one detection, or of one column: that it is right or wrong, its kind, a note.
 *
 * @fires lacuna-opinion - Something was said; `detail` has the `target` and the `change` of the opinion.
 */
@customElement('lacuna-opinion')
export class LacunaOpinion extends LitElement {
  static override styles = [theme, controls, styles]

  /** Of what: the index of a detection, or the entry of a column. */
  @property({ attribute: false }) target: Target | null = null
  /** What was said so far; null for nothing. */
  @property({ attribute: false }) said: Opinion | null = null
  /** The kind that was found; null where nothing was. */
  @property() found: string | null = null
  /** Kinds to choose from. */
  @property({ attribute: false }) kinds: readonly string[] = []

  protected override render(): TemplateResult {
    const { said, found } = this
    const verdict = said?.verdict ?? null
    const kind = said?.kind ?? found ?? 'other'
    return html`
      ${
        verdict === 'added'
          ? html`<button @click=${() => this.#say({ verdict: null, kind: null, note: '' })}>${t`Remove`}</button>`
          : html` ${this.#verdict('accepted', t`Accept`, 'A')} ${this.#verdict('rejected', t`Reject`, 'R')} `
      }
      <label>
        ${t`Kind`}
        <select @change=${({ target }: Event) => this.#call((target as HTMLSelectElement).value)}>
          ${[...new Set([...this.kinds, kind])].map(
            (value) =>
              html`<option value=${value} ?selected=${value === kind}>
                ${value === found ? t`${toldKind(value)} (found)` : toldKind(value)}
              </option>`,
          )}
        </select>
      </label>
      <label class="note">
        ${t`Note`}
        <input
          type="text"
          maxlength="500"
          .value=${said?.note ?? ''}
          @change=${({ target }: Event) => this.#say({ note: (target as HTMLInputElement).value.trim() })}
        />
      </label>
    `
  }

  #verdict(verdict: 'accepted' | 'rejected', name: string, key: string): TemplateResult {
    const pressed = this.said?.verdict === verdict
    return html`
      <button
        aria-pressed=${pressed}
        aria-keyshortcuts=${key}
        title=${t`${name} (key ${key})`}
        @click=${() => this.#say({ verdict: pressed ? null : verdict })}
      >
        ${name}
      </button>
    `
  }

  #call(kind: string): void {
    this.#say({ kind: kind === this.found ? null : kind })
  }

  #say(change: Partial<Opinion>): void {
    tell(this, 'lacuna-opinion', { target: this.target, change })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-opinion': LacunaOpinion
  }
}
