import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property, query } from 'lit/decorators.js'
import { liesIn, type Rectangle } from '../../session/request'
import { customElement } from '../shared/custom-element'
import { learnedPart } from '../shared/format'
import { fieldStyles } from '../shared/field-styles'
import { tell, tellRun } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { t } from '../language/message'
import { type Edge, withEdge } from './edges'
import { styles } from './styles'

const FIELDS: readonly { edge: Edge; label: () => string }[] = [
  { edge: 'x', label: () => t`Left, px` },
  { edge: 'y', label: () => t`Top, px` },
  { edge: 'width', label: () => t`Width, px` },
  { edge: 'height', label: () => t`Height, px` },
]

/**
 * The training region: the whole micrograph, or a part of it that is drawn or typed.
 *
 * @fires lacuna-draw - Drawing is to begin or to end; `detail` says which.
 * @fires lacuna-run - The region was changed; `detail` is the changed part of the run.
 */
@customElement('lacuna-region')
export class LacunaRegion extends LitElement {
  static override styles = [theme, controls, fieldStyles, styles]

  /** Px; null for the whole micrograph. */
  @property({ attribute: false }) region: Rectangle | null = null
  /** Of the micrograph, px. */
  @property({ attribute: false }) size: { width: number; height: number } = { width: 0, height: 0 }
  /** Whether the micrograph takes strokes. */
  @property({ type: Boolean }) drawing = false
  /** While nothing can be changed. */
  @property({ type: Boolean }) disabled = false
  @query('[aria-pressed]') private toggle!: HTMLButtonElement

  protected override render(): TemplateResult {
    const { region, drawing, disabled } = this
    return html`
      <div class="row" @keydown=${this.#keydown}>
        <p id="region" class="muted">
          ${this.#isOutside ? t`Learns from ${learnedPart(region)}, which lies outside this micrograph` : t`Learns from ${learnedPart(region)}`}
        </p>
        <button aria-pressed=${drawing} ?disabled=${disabled} @click=${() => tell(this, 'lacuna-draw', !drawing)}>
          ${t`Draw region`}
        </button>
        ${
          region
            ? html`<button ?disabled=${disabled} @click=${() => this.#change(null)}>${t`Whole micrograph`}</button>`
            : nothing
        }
      </div>
      ${drawing ? this.#fields() : nothing}
    `
  }

  /** The keyboard's way to draw. */
  #fields(): TemplateResult {
    const shown = this.#shown
    return html`
      <div class="fields" role="group" aria-label=${t`Training region`} @keydown=${this.#keydown}>
        ${FIELDS.map(
          ({ edge, label }) => html`
            <label>
              ${label()}
              <input
                type="number"
                inputmode="numeric"
                required
                min=${edge === 'x' || edge === 'y' ? 0 : 1}
                max=${edge === 'x' || edge === 'width' ? this.size.width : this.size.height}
                .value=${String(shown[edge])}
                ?disabled=${this.disabled}
                @change=${(event: Event) => this.#typed(edge, event.target as HTMLInputElement)}
              />
            </label>
          `,
        )}
      </div>
    `
  }

  get #isOutside(): boolean {
    return this.region !== null && !liesIn(this.region, this.size)
  }

  get #shown(): Rectangle {
    return this.region ?? { x: 0, y: 0, ...this.size }
  }

  #typed(edge: Edge, input: HTMLInputElement): void {
    const next = input.value.trim() === '' ? this.#shown : withEdge(this.#shown, edge, Number(input.value), this.size)
    input.value = String(next[edge])
    this.#change(next)
  }

  #change(region: Rectangle | null): void {
    tellRun(this, { region })
  }

  /** The fields go with the end of drawing, and must not take the focus along. */
  #keydown({ key }: KeyboardEvent): void {
    if (key === 'Escape' && this.drawing) this.toggle.focus()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-region': LacunaRegion
  }
}
