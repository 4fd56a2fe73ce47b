import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Progress } from '../../progress'
import { runFields, runFieldStyles } from '../shared/run-fields'
import { controls, theme } from '../shared/theme'
import { DEFAULT_RUN, type Run } from '../state/run'
import type { Activity } from '../state/state'
import { styles } from './styles'
import '../progress/lacuna-progress'

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
  static override styles = [theme, controls, runFieldStyles, styles]

  @property({ attribute: false }) run: Run = DEFAULT_RUN
  @property() activity: Activity = 'idle'
  @property({ attribute: false }) progress: Progress | null = null
  /** Whether there is something to train on and something to train with. */
  @property({ type: Boolean }) ready = false
  /** Whether a model is there already, so that training replaces it. */
  @property({ type: Boolean }) trained = false

  protected override render(): TemplateResult {
    const running = this.activity === 'training' || this.activity === 'paused' || this.activity === 'cancelling'
    return html`
      ${this.#fields(running)}
      ${
        running
          ? html`<lacuna-progress label="Training progress" .progress=${this.progress}></lacuna-progress
              >${this.#runningButtons()}`
          : nothing
      }
    `
  }

  #fields(running: boolean): TemplateResult {
    const disabled = running || this.activity === 'detecting'
    return html`
      <div class="fields">
        ${runFields(this.run, disabled, (change) => this.#change(change))}
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
