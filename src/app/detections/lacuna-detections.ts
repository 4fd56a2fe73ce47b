import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { property, state } from 'lit/decorators.js'
import type { DetectionRecord, DetectionResult, Opinion, Reviewed } from '../../session/detector'
import { placed } from '../../session/files/review'
import { customElement } from '../shared/custom-element'
import { fixed, probability, signed } from '../shared/format'
import type { Rectangle } from '../../session/request'
import { sideOf } from '../../session/picture/colour-map'
import { GLYPHS, markOf } from '../../session/picture/marks'
import type { SeedsFound } from '../state/seeds'
import { tell } from '../shared/tell'
import { verdictName } from '../shared/verdict'
import { isWithin } from '../shared/within'
import { controls, theme } from '../shared/theme'
import { t } from '../language/message'
import { said } from '../language/told'
import { choices, distance, EVERYTHING, type Filter, nextOrder, type Order, ordered, type SortKey } from './order'
import { styles } from './styles'

/** A longer table helps nobody and is slow to draw; the saved files hold all. */
const MOST_ROWS = 500

const VERDICTS: Readonly<Record<string, 'accepted' | 'rejected' | undefined>> = { a: 'accepted', r: 'rejected' }
/** What stands beside the number of a detection that was reviewed. */
const SIGNS = { accepted: ' ✓', rejected: ' ✗', added: ' +' } as const

const LEFT: ReadonlySet<SortKey> = new Set<SortKey>(['id', 'kind', 'sublattice'])

/**
 * The table of detections, numbered as on the picture and in the files. Its headers sort, the fields above it filter; a click
 * or Enter on a row chooses it; the arrow keys, Home and End move between rows; A accepts a row, R rejects it.
 *
 * @fires lacuna-select - A row was chosen; `detail` is the index of its detection in `result.detections`.
 * @fires lacuna-opinion - A row was accepted or rejected; `detail` has the `target` and the `change` of the opinion.
 */
@customElement('lacuna-detections')
export class LacunaDetections extends LitElement {
  static override styles = [theme, controls, styles]

  /** What a detector found; nothing is shown without it. */
  @property({ attribute: false }) result: DetectionResult | null = null
  /** Index into `result.detections`. */
  @property({ type: Number }) selected: number | null = null
  /** What a person said of the result. */
  @property({ attribute: false }) review: readonly Reviewed[] = []
  /** What searches from several seeds agree on; null where there was one. */
  @property({ attribute: false }) seeds: SeedsFound | null = null
  /** Shows the detections of this part of the micrograph alone, px; null for all. */
  @property({ attribute: false }) region: Rectangle | null = null
  @state() private order: Order = { key: 'id', descending: false }
  @state() private filter: Filter = EVERYTHING
  /** The row that Tab reaches; the arrow keys move it. */
  @state() private active = 0
  /** What was said of each detection, by its index. */
  #said: ReadonlyMap<number, Opinion> = new Map()

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('result')) {
      this.active = 0
      if (this.#rows().length === 0) this.filter = EVERYTHING
    }
    if (changed.has('result') || changed.has('review')) {
      const { result } = this
      const opinions = result?.pictures ? placed(this.review, result) : []
      this.#said = new Map(opinions.map(({ detection, said }) => [detection, said]))
    }
    if (this.selected !== null && (changed.has('selected') || changed.has('result'))) {
      this.active = Math.max(0, this.#rows().indexOf(this.selected))
    }
  }

  /** Scrolls the chosen row into view, for a choice that was made elsewhere. */
  reveal(): void {
    this.renderRoot.querySelector('tr[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }

  protected override render(): TemplateResult | typeof nothing {
    const detections = this.result?.detections
    if (!detections) return nothing
    if (detections.length === 0) {
      return html`<p class="none">
        ${
          this.result?.verdict === 'periodic'
            ? t`Nothing found: the crystal explains every column.`
            : t`Nothing found: what surrounds it explains every column.`
        }
      </p>`
    }
    const unit = detections[0].displacementAngstrom ? 'Å' : 'px'
    const matching = this.#matching().length
    return html`
      ${this.#filters(detections)}
      <div class="scroll">
        <table class=${this.seeds ? 'seeded' : ''}>
          <caption class="visually-hidden">
            ${t`Detections; choose one to see it in the picture`}
          </caption>
          <thead>
            <tr>
              ${this.#header('id', '#')} ${this.#header('kind', t`Kind`)}
              ${this.#hasSites ? this.#header('sublattice', t`Site`) : nothing}
              ${this.#header('strength', t`Strength, %`)} ${this.#header('displacement', t`Shift, ${unit}`)}
              ${this.#header('pValue', 'p')} ${this.seeds ? seedsHeader() : this.#header('score', t`Score`)}
            </tr>
          </thead>
          <tbody @keydown=${this.#keydown}>
            ${this.#rows().map((index, row) => this.#row(detections[index], index, row))}
          </tbody>
        </table>
      </div>
      ${
        matching > MOST_ROWS
          ? html`<p class="none">${t`The first ${MOST_ROWS} of ${matching}; the saved files hold all.`}</p>`
          : matching === 0
            ? html`<p class="none">${t`None is in view.`}</p>`
            : nothing
      }
    `
  }

  /** Without a lattice no column has a site. */
  get #hasSites(): boolean {
    return this.result?.verdict === 'periodic'
  }

  #rows(): number[] {
    return this.#matching().slice(0, MOST_ROWS)
  }

  /** All that the filter lets through. */
  #matching(): number[] {
    const detections = this.result?.detections
    if (!detections) return []
    const { region } = this
    return ordered(detections, this.order, this.filter).filter(
      (index) => !region || isWithin(detections[index], region),
    )
  }

  #filters(detections: readonly DetectionRecord[]): TemplateResult | typeof nothing {
    const kinds = choices(detections.map(({ kind }) => kind))
    const sublattices = choices(detections.flatMap(({ sublattice }) => sublattice ?? []))
    if (kinds.length < 2 && sublattices.length < 2) return nothing
    const matching = this.#matching().length
    return html`
      <div class="filters" role="group" aria-label=${t`Filter the table`}>
        ${this.#choice('kind', t`Kind`, kinds)}
        ${sublattices.length > 0 ? this.#choice('sublattice', t`Sublattice`, sublattices) : nothing}
        ${matching < detections.length ? html`<span>${t`${matching} of ${detections.length}`}</span>` : nothing}
      </div>
    `
  }

  #choice(key: keyof Filter, label: string, values: readonly [string, number][]): TemplateResult {
    const chosen = this.filter[key]
    const choose = ({ target }: Event) => {
      const { value } = target as HTMLSelectElement
      this.filter = { ...this.filter, [key]: value === '' ? null : value }
      this.active = 0
    }
    return html`
      <label>
        ${label}
        <select @change=${choose}>
          <option value="" ?selected=${chosen === null}>${t`all`}</option>
          ${values.map(
            ([value, count]) =>
              html`<option value=${value} ?selected=${chosen === value}>${said(value)} (${count})</option>`,
          )}
        </select>
      </label>
    `
  }

  #header(key: SortKey, label: string): TemplateResult {
    const active = this.order.key === key
    const direction = this.order.descending ? 'descending' : 'ascending'
    const arrow = html`<span class="arrow" aria-hidden="true"
      >${active ? (this.order.descending ? '↓' : '↑') : ''}</span
    >`
    return html`
      <th scope="col" class="${key} ${LEFT.has(key) ? 'left' : ''}" aria-sort=${active ? direction : nothing}>
        <button @click=${() => (this.order = nextOrder(this.order, key))}>
          ${LEFT.has(key) ? html`${label}${arrow}` : html`${arrow}${label}`}
        </button>
      </th>
    `
  }

  #row(detection: DetectionRecord, index: number, row: number): TemplateResult {
    const { id, sublattice, strength, strengthError, pValue, score } = detection
    const opinion = this.#said.get(index)
    const kind = opinion?.kind ?? detection.kind
    return html`
      <tr
        class="${sideOf(detection)} ${opinion?.verdict ?? ''}"
        title=${opinion?.note || nothing}
        aria-current=${index === this.selected ? 'true' : nothing}
        @click=${() => tell(this, 'lacuna-select', index)}
      >
        <th scope="row">
          <button tabindex=${row === this.active ? 0 : -1} aria-label=${buttonName(id, opinion?.verdict ?? null)}>
            ${id}${opinion?.verdict ? html`<span aria-hidden="true">${SIGNS[opinion.verdict]}</span>` : nothing}
          </button>
        </th>
        <td class="kind left"><span class="glyph" aria-hidden="true">${GLYPHS[markOf(kind)]}</span> ${said(kind)}</td>
        ${this.#hasSites ? html`<td class="sublattice left">${sublattice ?? '–'}</td>` : nothing}
        <td>${signed(strength, 0)} <span class="error">± ${fixed(strengthError, 0)}</span></td>
        <td>${shift(detection)}</td>
        <td>${probability(pValue)}</td>
        ${this.seeds ? html`<td>${agreed(this.seeds, index)}</td>` : html`<td class="score">${fixed(score, score < 100 ? 1 : 0)}</td>`}
      </tr>
    `
  }

  #keydown(event: KeyboardEvent): void {
    const verdict = VERDICTS[event.key.toLowerCase()]
    if (verdict && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.stopPropagation()
      const index = this.#rows()[this.active]
      const change = { verdict: this.#said.get(index)?.verdict === verdict ? null : verdict }
      tell(this, 'lacuna-opinion', { target: { detection: index }, change })
      return
    }
    const last = this.#rows().length - 1
    const targets: Record<string, number | undefined> = {
      ArrowDown: Math.min(this.active + 1, last),
      ArrowUp: Math.max(this.active - 1, 0),
      Home: 0,
      End: last,
    }
    const target = targets[event.key]
    if (target === undefined) return
    event.preventDefault()
    this.active = target
    void this.updateComplete.then(() => {
      this.renderRoot.querySelectorAll<HTMLButtonElement>('tbody button')[target]?.focus()
    })
  }
}

/** In place of the score, which the close-up gives as well: the table is as wide as before. */
function seedsHeader(): TemplateResult {
  return html`<th scope="col" class="seeds" title=${t`How many searches, each from a seed of its own, found it`}>
    ${t`Seeds`}
  </th>`
}

function agreed({ byDetection, record }: SeedsFound, index: number): string {
  return `${byDetection[index].foundIn}/${record.seeds.length}`
}

function shift(detection: DetectionRecord): TemplateResult {
  const { displacementAngstrom, displacementErrorAngstrom, displacementErrorPx } = detection
  const size = displacementAngstrom ? Math.hypot(displacementAngstrom.x, displacementAngstrom.y) : distance(detection)
  const error = displacementErrorAngstrom ?? displacementErrorPx
  return html`${fixed(size, 2)} <span class="error">± ${fixed(error, 2)}</span>`
}

function buttonName(id: number, verdict: Opinion['verdict']): string {
  const name = t`Detection ${id}: show in the picture`
  return verdict === null ? name : `${name}, ${verdictName(verdict)}`
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-detections': LacunaDetections
  }
}
