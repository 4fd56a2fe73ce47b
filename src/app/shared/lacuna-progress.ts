import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Progress } from '../../progress'
import { duration, remaining } from './format'
import { theme } from './theme'

/** How far a long action is: a bar (moving to and fro where the end is not known), what it is doing, and for how much longer. */
@customElement('lacuna-progress')
export class LacunaProgress extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: grid;
        gap: 0.15rem;
      }

      progress {
        width: 100%;
        height: 0.5rem;
        accent-color: var(--_accent);
      }

      .times {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.5rem;
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

  /** What it is the progress of. */
  @property() label = 'Progress'
  /** Null before the first report. */
  @property({ attribute: false }) progress: Progress | null = null

  protected override render(): TemplateResult {
    const { progress } = this
    const left = progress ? remaining(progress) : null
    const known = progress !== null && progress.total > 0
    return html`
      <progress
        aria-label=${this.label}
        max=${known ? progress.total : nothing}
        value=${known ? progress.done : nothing}
      ></progress>
      <div class="times">
        <span class="message">${progress?.message ?? 'Preparing…'}</span>
        <span class="muted">
          ${progress ? `${duration(progress.elapsed)} elapsed` : nothing}${
            left === null ? nothing : ` · ${duration(left)} left`
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
