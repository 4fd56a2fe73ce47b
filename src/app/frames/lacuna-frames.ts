import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import type { FileContents } from '../../session/detector'
import { customElement } from '../shared/custom-element'
import { fieldStyles } from '../shared/field-styles'
import { tellRun } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import type { Drift } from '../state/state'
import { t } from '../language/message'
import { driftText, moved, typed, type Range } from './range'
import { styles } from './styles'
import './lacuna-drift'

/**
 * Which frames of a series are open: one, some or all of them, which are summed; and how what is seen drifts from frame to frame.
 *
 * @fires lacuna-run - Others were chosen; `detail` is the changed part of the run.
 */
@customElement('lacuna-frames')
export class LacunaFrames extends LitElement {
  static override styles = [theme, controls, fieldStyles, styles]

  /** Nothing is shown of an image of one frame. */
  @property({ attribute: false }) contents: FileContents | null = null
  /** Null where it was not measured. */
  @property({ attribute: false }) drift: Drift | null = null
  /** While nothing can be chosen. */
  @property({ type: Boolean }) disabled = false

  protected override render(): TemplateResult | typeof nothing {
    if (!this.contents || this.#count < 2) return nothing
    const [count, { taken }] = [this.#count, this.contents]
    const isAll = taken.first === 1 && taken.last === count
    return html`
      <div class="row" role="group" aria-label=${t`Frames of the series`}>
        ${this.#step('‹', t`Frames before`, -1)} ${this.#field('first', t`First frame`)}
        <span class="muted">${t`to`}</span>
        ${this.#field('last', t`Last frame`)}
        <span class="muted">${t`of ${count}`}</span> ${this.#step('›', t`Frames after`, 1)}
        <button
          aria-pressed=${isAll}
          ?disabled=${this.disabled || isAll}
          title=${t`aligned as a whole, then summed`}
          @click=${() => this.#choose({ first: 1, last: count })}
        >
          ${t`Sum all`}
        </button>
      </div>
      <p class="muted" id="drift-facts">${driftText(taken, this.drift)}</p>
      ${this.drift ? html`<lacuna-drift .drift=${this.drift} .taken=${taken}></lacuna-drift>` : nothing}
    `
  }

  get #count(): number {
    return this.contents ? this.contents.images[this.contents.taken.image].frames : 1
  }

  #step(sign: string, label: string, by: number): TemplateResult {
    const { taken } = this.contents!
    const next = moved(taken, by, this.#count)
    const isEnd = next.first === taken.first
    return html`
      <button class="step" aria-label=${label} ?disabled=${this.disabled || isEnd} @click=${() => this.#choose(next)}>
        ${sign}
      </button>
    `
  }

  #field(end: keyof Range, label: string): TemplateResult {
    const { taken } = this.contents!
    return html`
      <input
        type="number"
        inputmode="numeric"
        required
        aria-label=${label}
        min="1"
        max=${this.#count}
        .value=${String(taken[end])}
        ?disabled=${this.disabled}
        @change=${({ target }: Event) => {
          const field = target as HTMLInputElement
          const next = typed(taken, end, field.valueAsNumber, this.#count)
          field.value = String(next[end])
          this.#choose(next)
        }}
      />
    `
  }

  #choose(next: Range): void {
    const { images, taken } = this.contents!
    if (next.first === taken.first && next.last === taken.last) return
    const isAll = next.first === 1 && next.last === this.#count
    tellRun(this, { image: String(images[taken.image].number), frames: isAll ? 'all' : next })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-frames': LacunaFrames
  }
}
