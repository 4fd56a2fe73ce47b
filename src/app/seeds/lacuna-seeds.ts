import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property, state } from 'lit/decorators.js'
import type { SeedsRecord } from '../../session/files/seeds'
import { MOST_SEEDS } from '../../session/request'
import { t } from '../language/message'
import { customElement } from '../shared/custom-element'
import { fieldStyles } from '../shared/field-styles'
import { refusal } from '../shared/refusal'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { agreement } from '../state/seeds'
import { sectionStyles } from '../shared/section-styles'
import { styles } from './styles'

const USUAL = 3

/** What of the searches can be saved, by the ending of the file that the command writes. */
export type SeedsFormat = 'seeds.csv' | 'seeds.json'

const FORMATS = [
  ['seeds.csv', 'CSV', () => t`Save what the seeds agree on as CSV`],
  ['seeds.json', 'JSON', () => t`Save what the seeds agree on as JSON`],
] as const satisfies readonly (readonly [SeedsFormat, string, () => string])[]

/**
 * The search again from other seeds, and on which columns they agree: a detection that depends on the seed is none.
 *
 * @fires lacuna-detect-seeds - Search from other seeds; `detail` is how many seeds in all.
 * @fires lacuna-save-seeds - Save what they agree on; `detail` is the ending of the file.
 */
@customElement('lacuna-seeds')
export class LacunaSeeds extends LitElement {
  static override styles = [theme, controls, fieldStyles, sectionStyles, styles]

  /** What they agree on; null before they have searched. */
  @property({ attribute: false }) record: SeedsRecord | null = null
  /** The search that is under way; null while none is. */
  @property({ attribute: false }) seeding: { number: number; of: number } | null = null
  /** Whether they can search now. */
  @property({ type: Boolean }) ready = false
  @state() private seeds = USUAL
  /** Why the latest number was refused; empty where it was taken, and while another is typed. */
  @state() private refused = ''

  protected override render(): TemplateResult {
    const { record, seeding, seeds } = this
    return html`
      <div class="row">
        <h3>${t`Other seeds`}</h3>
        <label>
          ${t`Seeds in all`}
          <input
            type="number"
            inputmode="numeric"
            min="2"
            max=${MOST_SEEDS}
            required
            .value=${String(seeds)}
            ?disabled=${seeding !== null}
            @input=${() => (this.refused = '')}
            @change=${this.#setSeeds}
          />
        </label>
        <button ?disabled=${!this.ready} @click=${() => tell(this, 'lacuna-detect-seeds', seeds)}>
          ${t`Search from each`}
        </button>
      </div>
      <p class="refused" role="alert">${this.refused}</p>
      <p class="facts" id="seeds-facts">
        ${
          seeding
            ? t`Seed ${seeding.number} of ${seeding.of}…`
            : record
              ? agreement(record)
              : t`Trains and searches anew from the seeds that follow: a detection that depends on the seed is none.`
        }
      </p>
      ${
        record
          ? html`<div class="row" role="group" aria-label=${t`Save what the seeds agree on`}>
              ${FORMATS.map(
                ([ending, name, what]) =>
                  html`<button aria-label=${what()} @click=${() => tell(this, 'lacuna-save-seeds', ending)}>
                    ${name}
                  </button>`,
              )}
            </div>`
          : nothing
      }
    `
  }

  #setSeeds({ target }: Event): void {
    const field = target as HTMLInputElement
    this.refused = refusal(field, t`Seeds in all`, String(this.seeds))
    if (!this.refused) this.seeds = field.valueAsNumber
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-seeds': LacunaSeeds
  }
}
