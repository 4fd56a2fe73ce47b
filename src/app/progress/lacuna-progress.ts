import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import type { Progress } from '../../progress'
import { customElement } from '../shared/custom-element'
import { duration, remaining } from '../shared/format'
import { theme } from '../shared/theme'
import { t } from '../language/message'
import { said } from '../language/told'
import { styles } from './styles'

/** How far a long action is: a bar (moving to and fro where the end is not known), what it is doing, and for how much longer. */
@customElement('lacuna-progress')
export class LacunaProgress extends LitElement {
  static override styles = [theme, styles]

  /** What it is the progress of; empty where the word says enough. */
  @property() label = ''
  /** Shows the message as it is written: some begin with a name that has no capital. */
  @property({ type: Boolean, reflect: true }) verbatim = false
  /** Null before the first report. */
  @property({ attribute: false }) progress: Progress | null = null

  protected override render(): TemplateResult {
    const { progress } = this
    const left = progress ? remaining(progress) : null
    const known = progress !== null && progress.total > 0
    return html`
      <progress
        aria-label=${this.label || t`Progress`}
        max=${known ? progress.total : nothing}
        value=${known ? progress.done : nothing}
      ></progress>
      <div class="times">
        <span class="message">${progress ? said(progress.message) : t`Preparing…`}</span>
        <span class="muted">
          ${progress ? t`${duration(progress.elapsed)} elapsed` : nothing}${
            left === null ? nothing : ` · ${t`${duration(left)} left`}`
          }
        </span>
      </div>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-progress': LacunaProgress
  }
}
