import { html, LitElement, type TemplateResult } from 'lit'
import { property, state } from 'lit/decorators.js'
import type { PresetName } from '../../session/detector'
import { LIMITS, presetEpochs } from '../../session/request'
import { customElement } from '../shared/custom-element'
import { fieldStyles } from '../shared/field-styles'
import { refusal } from '../shared/refusal'
import { tellRun } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { DEFAULT_RUN, type Run } from '../state/run'
import { t } from '../language/message'
import { styles } from './styles'

/**
 * Preset, epochs and seed of a training. A number out of range is refused: the field says what it takes, and shows again what holds.
 *
 * @slot - A button beside the fields.
 * @fires lacuna-run - A field was changed; `detail` is the changed part of the run.
 */
@customElement('lacuna-run-fields')
export class LacunaRunFields extends LitElement {
  static override styles = [theme, controls, fieldStyles, styles]

  @property({ attribute: false }) run: Run = DEFAULT_RUN
  @property({ type: Boolean }) disabled = false
  /** Why the latest number was refused; empty where it was taken, and while another is typed. */
  @state() private refused = ''

  protected override render(): TemplateResult {
    const { preset, epochs, seed } = this.run
    return html`
      <div class="fields" @input=${() => (this.refused = '')}>
        <label>
          ${t`Preset`}
          <select ?disabled=${this.disabled} @change=${this.#setPreset}>
            <option value="fast" ?selected=${preset === 'fast'}>${t`Fast`}</option>
            <option value="paper" ?selected=${preset === 'paper'}>${t`Paper`}</option>
          </select>
        </label>
        <label>
          ${t`Epochs`}
          <input
            type="number"
            inputmode="numeric"
            min="1"
            max=${LIMITS.epochs.most}
            placeholder=${presetEpochs(preset)}
            .value=${epochs === null ? '' : String(epochs)}
            ?disabled=${this.disabled}
            @change=${this.#setEpochs}
          />
        </label>
        <label>
          ${t`Seed`}
          <input
            type="number"
            inputmode="numeric"
            min="0"
            max=${LIMITS.seed.most}
            required
            .value=${String(seed)}
            ?disabled=${this.disabled}
            @change=${this.#setSeed}
          />
        </label>
        <slot></slot>
      </div>
      <p class="refused" role="alert">${this.refused}</p>
    `
  }

  #setPreset({ target }: Event): void {
    tellRun(this, { preset: (target as HTMLSelectElement).value as PresetName })
  }

  /** An empty field stands for the preset's own number. */
  #setEpochs({ target }: Event): void {
    const field = target as HTMLInputElement
    const { epochs } = this.run
    this.refused = refusal(field, t`Epochs`, epochs === null ? '' : String(epochs))
    if (!this.refused) tellRun(this, { epochs: field.value === '' ? null : field.valueAsNumber })
  }

  #setSeed({ target }: Event): void {
    const field = target as HTMLInputElement
    this.refused = refusal(field, t`Seed`, String(this.run.seed))
    if (!this.refused) tellRun(this, { seed: field.valueAsNumber })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-run-fields': LacunaRunFields
  }
}
