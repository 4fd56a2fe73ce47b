import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { heatLimit } from '../../session/colour-map'
import type { DetectionResult } from '../../session/detector'
import { signed } from '../shared/format'
import { cutAround } from '../shared/patch-canvas'
import { controls, theme } from '../shared/theme'
import '../shared/lacuna-triptych'
import '../shared/lacuna-colour-key'

/** Pixels around the detection: the model's own patch size. */
const SIDE = 64

/**
 * One detection close up: what the model was given, what it predicted and what is left, with the window over which the
 * rule averaged. It is there so that a call can be checked, not only counted.
 *
 * @fires lacuna-select - Another detection was asked for, or none; `detail` is its index or null.
 */
@customElement('lacuna-comparison')
export class LacunaComparison extends LitElement {
  static override styles = [
    theme,
    controls,
    css`
      :host {
        display: block;
        container-type: inline-size;
        color-scheme: dark;
        background: #15181b;
      }

      .layout {
        display: grid;
        grid-template-columns: minmax(12rem, 1fr) minmax(0, 31rem);
        gap: 1rem;
        align-items: start;
        padding: 0.75rem;
      }

      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.1rem 0.75rem;
        margin: 0.4rem 0 0.6rem;
      }

      dt {
        color: var(--_muted);
      }

      dd {
        margin: 0;
      }

      .deficit {
        color: var(--_deficit);
      }

      .excess {
        color: var(--_excess);
      }

      button {
        height: 1.75rem;
        padding: 0 0.6rem;
      }

      lacuna-colour-key {
        justify-content: end;
        width: 100%;
        color: var(--_muted);
      }

      @container (max-width: 36rem) {
        .layout {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ]

  /** What a detector found; nothing is shown without it. */
  @property({ attribute: false }) result: DetectionResult | null = null
  /** Index into `result.detections`. */
  @property({ type: Number }) selected: number | null = null

  protected override render(): TemplateResult | typeof nothing {
    const { result, selected } = this
    const detection = selected === null ? undefined : result?.detections[selected]
    if (!result || selected === null || !detection) return nothing
    const { width, height, rule, region } = result
    const input = cutAround({ data: result.input, width, height }, detection.x, detection.y, SIDE)
    const prediction = cutAround({ data: result.prediction, width, height }, detection.x, detection.y, SIDE)
    const window = {
      left: detection.x - rule.halfWidth - input.left,
      top: detection.y - rule.halfWidth - input.top,
      side: 2 * rule.halfWidth + 1,
    }
    return html`
      <section class="layout" aria-label="Detection ${selected + 1} close up">
        <div>
          <h2>Detection ${selected + 1} <span class=${detection.kind}>· ${detection.kind}</span></h2>
          <dl>
            <dt>Position</dt>
            <dd>
              ${detection.x}, ${detection.y} px
              ${
                detection.xAngstrom === null || detection.yAngstrom === null
                  ? nothing
                  : html`<br />${detection.xAngstrom.toFixed(2)}, ${detection.yAngstrom.toFixed(2)} Å`
              }
            </dd>
            <dt>Strength</dt>
            <dd>${signed(detection.nearMaximum)}</dd>
            <dt>Bulk</dt>
            <dd>${signed(region.low)} … ${signed(region.high)}</dd>
            <dt>Score</dt>
            <dd>${detection.score.toFixed(1)} std from the bulk’s mean</dd>
          </dl>
          <div class="row">
            <button ?disabled=${selected === 0} @click=${() => this.#select(selected - 1)}>Previous</button>
            <button ?disabled=${selected === result.detections.length - 1} @click=${() => this.#select(selected + 1)}>
              Next
            </button>
            <button @click=${() => this.#select(null)}>Close</button>
          </div>
        </div>
        <div>
          <lacuna-triptych
            .input=${input}
            .prediction=${prediction}
            .window=${window}
            .limit=${heatLimit(result.heat, rule.threshold)}
          ></lacuna-triptych>
          <lacuna-colour-key .result=${result}></lacuna-colour-key>
        </div>
      </section>
    `
  }

  #select(detail: number | null): void {
    this.dispatchEvent(new CustomEvent('lacuna-select', { detail, bubbles: true, composed: true }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-comparison': LacunaComparison
  }
}
