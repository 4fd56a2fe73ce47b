import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import type { Micrograph } from '../../io/micrograph'
import type { DetectionRecord, DetectionResult, Reviewed, SearchedResult } from '../../session/detector'
import { opinionOn } from '../../session/files/review'
import { customElement } from '../shared/custom-element'
import { fixed, pair, probability, signed } from '../shared/format'
import { sideOf } from '../../session/picture/colour-map'
import { GLYPHS, kindsFor, markOf } from '../../session/picture/marks'
import type { SeedsFound } from '../state/seeds'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { t } from '../language/message'
import { said } from '../language/told'
import { closeUp } from './close-up'
import { styles } from './styles'
import '../opinion/lacuna-opinion'
import '../triptych/lacuna-triptych'
import '../colour-key/lacuna-colour-key'

/**
 * One detection close up: what the model was given, what it predicted and what is left, with the column itself outlined. It is
 * there so that a call can be checked, not only counted, and accepted or rejected.
 *
 * @fires lacuna-select - Another detection was asked for, or none; `detail` is its index or null.
 * @fires lacuna-opinion - Something was said of it; `detail` has the `target` and the `change` of the opinion.
 */
@customElement('lacuna-comparison')
export class LacunaComparison extends LitElement {
  static override styles = [theme, controls, styles]

  /** What a detector found; nothing is shown without it. */
  @property({ attribute: false }) result: DetectionResult | null = null
  /** Of which it was found: its width tells how the pictures of the result lie. */
  @property({ attribute: false }) micrograph: Micrograph | null = null
  /** Index into `result.detections`. */
  @property({ type: Number }) selected: number | null = null
  /** What searches from several seeds agree on; null where there was one. */
  @property({ attribute: false }) seeds: SeedsFound | null = null
  /** What a person said of the result. */
  @property({ attribute: false }) review: readonly Reviewed[] = []

  protected override render(): TemplateResult | typeof nothing {
    const { result, micrograph, selected } = this
    if (!result?.pictures || !micrograph || selected === null) return nothing
    const detection = result.detections[selected]
    return detection ? this.#closeUp(result, micrograph, detection, selected) : nothing
  }

  #closeUp(
    result: SearchedResult,
    micrograph: Micrograph,
    detection: DetectionRecord,
    selected: number,
  ): TemplateResult {
    const { input, prediction, window, limit } = closeUp(result, micrograph, detection)
    const { id, kind, sublattice, i, j, x, y, xAngstrom, yAngstrom, strength, strengthError, pValue, score } = detection
    const target = { detection: selected }
    return html`
      <section class="layout" aria-label=${t`Detection ${id} close up`}>
        <div>
          <h2>
            ${t`Detection ${id}`}
            <span class=${sideOf(detection)}
              ><span aria-hidden="true">${GLYPHS[markOf(kind)]}</span> ${said(kind)}</span
            >
          </h2>
          <dl>
            ${
              sublattice === null
                ? nothing
                : html`<dt>${t`Column`}</dt>
                    <dd>${t`${sublattice}, cell ${pair(fixed(i!, 0), fixed(j!, 0))}`}</dd>`
            }
            <dt>${t`Position`}</dt>
            <dd>
              ${pair(fixed(x, 1), fixed(y, 1))}
              px${
                xAngstrom === null || yAngstrom === null
                  ? nothing
                  : html` · ${pair(fixed(xAngstrom, 1), fixed(yAngstrom, 1))} Å`
              }
            </dd>
            <dt>${t`Strength`}</dt>
            <dd>
              ${
                sublattice === null
                  ? t`${signed(strength, 0)} ± ${fixed(strengthError, 0)} % of what is predicted`
                  : t`${signed(strength, 0)} ± ${fixed(strengthError, 0)} % of its sublattice`
              }
            </dd>
            <dt>${t`Shift`}</dt>
            <dd>${shiftText(detection)}</dd>
            <dt>${t`p-value`}</dt>
            <dd>${t`${probability(pValue)} · score ${fixed(score, 1)}`}</dd>
            ${
              this.seeds
                ? html`<dt>${t`Seeds`}</dt>
                    <dd>${seedsText(this.seeds, selected)}</dd>`
                : nothing
            }
          </dl>
        </div>
        <div>
          <lacuna-triptych
            .input=${input}
            .prediction=${prediction}
            .window=${window}
            .limit=${limit}
          ></lacuna-triptych>
          <lacuna-colour-key .result=${result}></lacuna-colour-key>
        </div>
        <div class="actions">
          <div class="row">
            <button ?disabled=${selected === 0} @click=${() => this.#select(selected - 1)}>${t`Previous`}</button>
            <button ?disabled=${selected === result.detections.length - 1} @click=${() => this.#select(selected + 1)}>
              ${t`Next`}
            </button>
            <button @click=${() => this.#select(null)}>${t`Close`}</button>
          </div>
          <lacuna-opinion
            role="group"
            aria-label=${t`Review of detection ${id}`}
            .target=${target}
            .said=${opinionOn(target, this.review, result)}
            .found=${kind}
            .kinds=${kindsFor(result)}
          ></lacuna-opinion>
        </div>
      </section>
    `
  }

  #select(detail: number | null): void {
    tell(this, 'lacuna-select', detail)
  }
}

/** How many searches found a detection, and how far apart they are. */
function seedsText({ byDetection, record: { seeds } }: SeedsFound, index: number): string {
  const { foundIn, strength, strengthSpread } = byDetection[index]
  const found = t`found with ${foundIn} of ${seeds.length}`
  if (strengthSpread === null) return found
  return `${found} · ${t`strength ${signed(strength, 0)} ± ${fixed(strengthSpread, 1)} %`}`
}

function shiftText(detection: DetectionRecord): string {
  const { displacementAngstrom, displacementErrorAngstrom, displacementPx, displacementErrorPx } = detection
  const { x, y } = displacementAngstrom ?? displacementPx
  const [unit, error] = displacementAngstrom ? ['Å', displacementErrorAngstrom] : ['px', displacementErrorPx]
  return `${fixed(Math.hypot(x, y), 2)} ± ${error === null ? '–' : fixed(error, 2)} ${unit} (${pair(signed(x, 2), signed(y, 2))})`
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-comparison': LacunaComparison
  }
}
