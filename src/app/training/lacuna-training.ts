import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import type { Progress } from '../../progress'
import { customElement } from '../shared/custom-element'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { DEFAULT_RUN, type Run } from '../state/run'
import type { Activity } from '../state/state'
import { styles } from './styles'
import '../progress/lacuna-progress'
import '../run-fields/lacuna-run-fields'

/**
 * The controls of a training: what to train with, start, pause, resume, cancel, and how far it is.
 *
 * @fires lacuna-run - A parameter was changed; `detail` is the changed part of the run.
 * @fires lacuna-train - Start.
 * @fires lacuna-pause - Stop between two steps.
 * @fires lacuna-resume - Go on.
 * @fires lacuna-step - One step, and then it is paused again.
 * @fires lacuna-cancel - End, and keep what the model has learned.
 */
@customElement('lacuna-training')
export class LacunaTraining extends LitElement {
  static override styles = [theme, controls, styles]

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
      <lacuna-run-fields .run=${this.run} ?disabled=${disabled}>
        <button
          class=${this.trained || running ? '' : 'primary'}
          ?disabled=${!this.ready || this.activity !== 'idle'}
          @click=${() => tell(this, 'lacuna-train')}
        >
          ${this.trained ? 'Retrain' : 'Train'}
        </button>
      </lacuna-run-fields>
    `
  }

  #runningButtons(): TemplateResult {
    const cancelling = this.activity === 'cancelling'
    return html`
      <div class="row">
        ${
          this.activity === 'paused'
            ? html`
                <button class="primary" @click=${() => tell(this, 'lacuna-resume')}>Resume</button>
                <button @click=${() => tell(this, 'lacuna-step')}>Step</button>
              `
            : html`<button ?disabled=${cancelling} @click=${() => tell(this, 'lacuna-pause')}>Pause</button>`
        }
        <button ?disabled=${cancelling} @click=${() => tell(this, 'lacuna-cancel')}>Cancel</button>
        <span class="muted">${cancelling ? 'Cancelling…' : this.activity === 'paused' ? 'Paused' : nothing}</span>
      </div>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-training': LacunaTraining
  }
}
