import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import type { Progress } from '../../progress'
import { presetEpochs } from '../../session/request'
import { customElement } from '../shared/custom-element'
import { about } from '../shared/format'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { DEFAULT_RUN, type Run } from '../state/run'
import type { Activity } from '../state/state'
import { counted, form, t } from '../language/message'
import { styles } from './styles'
import '../progress/lacuna-progress'
import '../run-fields/lacuna-run-fields'

/**
 * The controls of a training: what to train with, start, pause, resume, cancel, and how far it is.
 *
 * @fires lacuna-run - A parameter was changed; `detail` is the changed part of the run.
 * @fires lacuna-train - Start; `detail` is true to go on with what was cancelled.
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
  /** While all files of a list are searched: nothing of the run can be changed. */
  @property({ type: Boolean }) locked = false
  /** Whether a model is there already, so that training replaces it. */
  @property({ type: Boolean }) trained = false
  /** Epochs after which a training of this micrograph was cancelled, if it can go on; 0 where none can. */
  @property({ type: Number }) partial = 0
  /** Seconds of an epoch on this adapter; null where that is not known yet. */
  @property({ type: Number }) epochSeconds: number | null = null

  protected override render(): TemplateResult {
    const running = this.activity === 'training' || this.activity === 'paused' || this.activity === 'cancelling'
    return html`
      ${this.#fields(running)}
      ${
        running
          ? html`<lacuna-progress label=${t`Training progress`} .progress=${this.progress}></lacuna-progress
              >${this.#runningButtons()}`
          : this.#estimate()
      }
    `
  }

  /** How long it takes, before it begins. */
  #estimate(): TemplateResult | typeof nothing {
    const { epochSeconds, ready } = this
    if (!ready) return nothing
    const { epochs, left } = this.#epochs
    const takes = (number: number) => about(number * (epochSeconds ?? 0))
    const all = takes(epochs)
    const whole = counted(
      epochs,
      form`${epochs} epoch takes ${all} on this adapter`,
      form`${epochs} epochs take ${all} on this adapter`,
    )
    const told = left > 0 ? t`${whole}; the ${left} that are left, ${takes(left)}.` : `${whole}.`
    return html`<p class="muted estimate" id="estimate">
      ${epochSeconds === null ? t`How long a training takes on this adapter is known after the first one.` : told}
    </p>`
  }

  /** Epochs that are asked for, and those of them that a cancelled training lacks. */
  get #epochs(): { epochs: number; left: number } {
    const { run, partial } = this
    const epochs = run.epochs ?? presetEpochs(run.preset)
    return { epochs, left: partial > 0 ? Math.max(0, epochs - partial) : 0 }
  }

  #fields(running: boolean): TemplateResult {
    const disabled = running || this.locked || this.activity === 'detecting'
    return html`
      <lacuna-run-fields .run=${this.run} ?disabled=${disabled}>
        <button
          class=${this.trained || running ? '' : 'primary'}
          ?disabled=${!this.ready || this.activity !== 'idle'}
          @click=${() => tell(this, 'lacuna-train')}
        >
          ${this.trained ? t`Retrain` : t`Train`}
        </button>
        ${
          this.#epochs.left > 0 && !running
            ? html`<button
                class="primary"
                ?disabled=${!this.ready || this.activity !== 'idle'}
                title=${t`Goes on after epoch ${this.partial}: the same as training without a break`}
                @click=${() => tell(this, 'lacuna-train', true)}
              >
                ${t`Train further`}
              </button>`
            : nothing
        }
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
                <button class="primary" @click=${() => tell(this, 'lacuna-resume')}>${t`Resume`}</button>
                <button @click=${() => tell(this, 'lacuna-step')}>${t`Step`}</button>
              `
            : html`<button ?disabled=${cancelling} @click=${() => tell(this, 'lacuna-pause')}>${t`Pause`}</button>`
        }
        <button ?disabled=${cancelling} @click=${() => tell(this, 'lacuna-cancel')}>${t`Cancel`}</button>
        <span class="muted">${cancelling ? t`Cancelling…` : this.activity === 'paused' ? t`Paused` : nothing}</span>
      </div>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-training': LacunaTraining
  }
}
