import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import type { DetectionResult, Placed, SearchedResult } from '../../session/detector'
import { placed } from '../../session/files/review'
import { kindsFor } from '../../session/picture/marks'
import { allSublattices } from '../../session/files/sublattices'
import { t } from '../language/message'
import '../opinion/lacuna-opinion'
import { customElement } from '../shared/custom-element'
import { fixed, pair } from '../shared/format'
import { tell } from '../shared/tell'
import { verdictName } from '../shared/verdict'
import { controls, theme } from '../shared/theme'
import { NO_REVIEW, type Review } from '../state/review'
import { styles } from './styles'

/**
 * How far the review is, what can be undone of it, and the columns that were added by hand.
 *
 * @fires lacuna-undo - Undo the latest step of the review.
 * @fires lacuna-redo - Redo it.
 * @fires lacuna-add - Adding columns is to begin or to end; `detail` says which.
 * @fires lacuna-opinion - Something was said of a column that was added; `detail` has the `target` and the `change`.
 */
@customElement('lacuna-review')
export class LacunaReview extends LitElement {
  static override styles = [theme, controls, styles]

  /** What a detector found; nothing is shown without it. */
  @property({ attribute: false }) result: DetectionResult | null = null
  /** What was said of it. */
  @property({ attribute: false }) review: Review = NO_REVIEW
  /** Whether the next column that is chosen in the picture is added. */
  @property({ type: Boolean }) adding = false

  protected override render(): TemplateResult | typeof nothing {
    const { result, review, adding } = this
    if (!result?.pictures) return nothing
    const opinions = placed(review.now, result)
    const added = opinions.filter(
      ({ said, detection, column }) => said.verdict === 'added' && detection < 0 && column >= 0,
    )
    return html`
      <div class="row" role="group" aria-label=${t`Review`}>
        <span class="facts muted" id="review-facts">${reviewFacts(opinions, result.detections.length)}</span>
        <button
          ?disabled=${review.past.length === 0}
          aria-keyshortcuts="Control+Z Meta+Z"
          title=${t`Undo the latest step of the review (Ctrl Z)`}
          @click=${() => tell(this, 'lacuna-undo')}
        >
          ${t`Undo`}
        </button>
        <button
          ?disabled=${review.future.length === 0}
          aria-keyshortcuts="Control+Shift+Z Meta+Shift+Z"
          title=${t`Redo it (Ctrl Shift Z)`}
          @click=${() => tell(this, 'lacuna-redo')}
        >
          ${t`Redo`}
        </button>
        <button
          aria-pressed=${adding}
          title=${t`Add a column that was not found`}
          @click=${() => tell(this, 'lacuna-add', !adding)}
        >
          ${t`Add column`}
        </button>
      </div>
      ${
        added.length > 0
          ? html`<ul aria-label=${t`Added by hand`}>
              ${added.map((opinion) => this.#added(opinion, result))}
            </ul>`
          : nothing
      }
    `
  }

  #added({ said, column }: Placed, result: SearchedResult): TemplateResult {
    const name = nameOf(column, result)
    return html`
      <li>
        <span>${t`Added by hand: ${name}`}</span>
        <lacuna-opinion
          role="group"
          aria-label=${t`Added column ${name}`}
          .target=${{ column }}
          .said=${said}
          .kinds=${kindsFor(result)}
        ></lacuna-opinion>
      </li>
    `
  }
}

/** The sublattice and the cell of a column; without a lattice its place, px. */
function nameOf(n: number, found: SearchedResult): string {
  if (found.verdict === 'not periodic') {
    const { x, y } = found.surroundings.columns
    return `${pair(fixed(x[n], 0), fixed(y[n], 0))} px`
  }
  const { lattice, result } = found
  const { sublattice, i, j } = result.columns
  return `${allSublattices(lattice)[sublattice[n]].name} ${pair(fixed(i[n], 0), fixed(j[n], 0))}`
}

/** `2 of 7 reviewed: 1 accepted, 1 rejected; 1 added`. */
export function reviewFacts(opinions: readonly Placed[], detections: number): string {
  const count = (verdict: string) => opinions.filter(({ said }) => said.verdict === verdict).length
  const parts = (['accepted', 'rejected', 'added'] as const).flatMap((verdict) =>
    count(verdict) > 0 ? [`${count(verdict)} ${verdictName(verdict)}`] : [],
  )
  const reviewed = opinions.filter(({ said, detection }) => detection >= 0 && said.verdict !== null).length
  return [t`${reviewed} of ${detections} reviewed`, parts.join(', ')].filter(Boolean).join(': ')
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-review': LacunaReview
  }
}
