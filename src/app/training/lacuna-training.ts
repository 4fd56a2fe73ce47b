import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Progress } from '../../progress'
import { presetEpochs } from '../../session/presets'
import { duration, remaining } from '../shared/format'
import { controls, theme } from '../shared/theme'
import { LARGEST_SEED, MOST_EPOCHS, type Run, wholeNumber } from '../state/run'
import type { Activity } from '../state/state'

/**
 * The controls of a training: what to train with, start, pause, resume, cancel, and how far it is.
 *
 * @fires lacuna-run - A parameter was changed; `detail` is the changed part of the run.
 * @fires lacuna-train - Start.
 * @fires lacuna-pause - Stop between two steps.
 * @fires lacuna-resume - Go on.
 * @fires lacuna-step - One step, and then it is paused again.
 * @fires lacuna-cancel - End, and keep what has been learnt.
 */
@customElement('lacuna-training')
export class LacunaTraining extends LitElement {
  static override styles = [
    theme,
    controls,
    css`
      :host {
        display: grid;
        gap: 0.75rem;
      }

      .fields {
        display: grid;
        grid-template-columns: minmax(5.2rem, 1.2fr) minmax(4.2rem, 1fr) minmax(4.2rem, 1fr) auto;
        gap: 0.5rem;
        align-items: end;
      }

      .fields label {
        display: grid;
        gap: 0.2rem;
        color: var(--_muted);
        font-size: 0.75rem;
      }

      .fields :is(select, input) {
        width: 100%;
        padding: 0 0.5rem;
        font-size: 0.8125rem;
      }

      input:user-invalid {
        border-color: var(--_warn);
      }

      progress {
        width: 100%;
        height: 0.5rem;
      }

      .progress {
        display: grid;
        gap: 0.15rem;
      }

      .times {
        display: flex;
        justify-content: space-between;
        font-size: 0.75rem;
      }

      .message {
        display: inline-block;
      }

      .message::first-letter {
        text-transform: uppercase;
      }
    `,
  ]

  @property({ attribute: false }) run: Run = { preset: 'fast', seed: 1, epochs: null }
  @property() activity: Activity = 'idle'
  @property({ attribute: false }) progress: Progress | null = null
  /** Whether there is something to train on and something to train with. */
  @property({ type: Boolean }) ready = false
  /** Whether a model is there already, so that training replaces it. */
  @property({ type: Boolean }) trained = false

  protected override render(): TemplateResult {
    const running = this.activity === 'training' || this.activity === 'paused' || this.activity === 'cancelling'
    return html` ${this.#fields(running)} ${running ? html`${this.#progressBar()}${this.#runningButtons()}` : nothing} `
  }

  #fields(running: boolean): TemplateResult {
    const { preset, epochs, seed } = this.run
    const disabled = running || this.activity === 'detecting'
    return html`
      <div class="fields">
        <label>
          Preset
          <select ?disabled=${disabled} @change=${this.#pickPreset}>
            <option value="fast" ?selected=${preset === 'fast'}>Fast</option>
            <option value="paper" ?selected=${preset === 'paper'}>Paper</option>
          </select>
        </label>
        <label>
          Epochs
          <input
            type="number"
            inputmode="numeric"
            min="1"
            max=${MOST_EPOCHS}
            placeholder=${presetEpochs(preset)}
            .value=${epochs === null ? '' : String(epochs)}
            ?disabled=${disabled}
            @change=${this.#setEpochs}
          />
        </label>
        <label>
          Seed
          <input
            type="number"
            inputmode="numeric"
            min="0"
            max=${LARGEST_SEED}
            required
            .value=${String(seed)}
            ?disabled=${disabled}
            @change=${this.#setSeed}
          />
        </label>
        <button
          class=${this.trained || running ? '' : 'primary'}
          ?disabled=${!this.ready || this.activity !== 'idle'}
          @click=${() => this.#ask('lacuna-train')}
        >
          ${this.trained ? 'Retrain' : 'Train'}
        </button>
      </div>
    `
  }

  #runningButtons(): TemplateResult {
    const cancelling = this.activity === 'cancelling'
    return html`
      <div class="row">
        ${
          this.activity === 'paused'
            ? html`
                <button class="primary" @click=${() => this.#ask('lacuna-resume')}>Resume</button>
                <button @click=${() => this.#ask('lacuna-step')}>Step</button>
              `
            : html`<button ?disabled=${cancelling} @click=${() => this.#ask('lacuna-pause')}>Pause</button>`
        }
        <button ?disabled=${cancelling} @click=${() => this.#ask('lacuna-cancel')}>Cancel</button>
        <span class="muted">${cancelling ? 'Cancelling…' : this.activity === 'paused' ? 'Paused' : nothing}</span>
      </div>
    `
  }

  #progressBar(): TemplateResult {
    const { progress } = this
    const left = progress ? remaining(progress) : null
    return html`
      <div class="progress">
        <progress
          aria-label="Training progress"
          max=${progress?.total || 1}
          value=${progress ? progress.done : nothing}
        ></progress>
        <div class="times">
          <span class="message">${progress?.message ?? 'Preparing…'}</span>
          <span class="muted">
            ${progress ? `${duration(progress.elapsed)} elapsed` : nothing}${
              left === null ? nothing : ` · ${duration(left)} left`
            }
          </span>
        </div>
      </div>
    `
  }

  #pickPreset(event: Event): void {
    this.#change({ preset: (event.target as HTMLSelectElement).value === 'paper' ? 'paper' : 'fast' })
  }

  #setEpochs(event: Event): void {
    const field = event.target as HTMLInputElement
    const epochs = wholeNumber(field.value, 1, MOST_EPOCHS)
    if (epochs !== null || field.value === '') this.#change({ epochs })
  }

  #setSeed(event: Event): void {
    const seed = wholeNumber((event.target as HTMLInputElement).value, 0, LARGEST_SEED)
    if (seed !== null) this.#change({ seed })
  }

  #change(detail: Partial<Run>): void {
    this.dispatchEvent(new CustomEvent('lacuna-run', { detail, bubbles: true, composed: true }))
  }

  #ask(type: string): void {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-training': LacunaTraining
  }
}
