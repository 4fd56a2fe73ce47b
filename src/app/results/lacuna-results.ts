import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import type { DetectionResult, PeriodicResult, UnperiodicResult } from '../../session/detector'
import { RATE, type Rectangle } from '../../session/request'
import { customElement } from '../shared/custom-element'
import { fieldStyles } from '../shared/field-styles'
import { count, probability } from '../shared/format'
import { refusal } from '../shared/refusal'
import { tell, tellRun } from '../shared/tell'
import { NO_REVIEW, type Review } from '../state/review'
import type { SeedsFound } from '../state/seeds'
import { controls, theme } from '../shared/theme'
import type { LacunaDetections } from '../detections/lacuna-detections'
import { t } from '../language/message'
import { detectableFacts } from './detectable-facts'
import { regionFacts } from './region-facts'
import { styles } from './styles'
import '../histogram/lacuna-histogram'
import '../detections/lacuna-detections'
import '../review/lacuna-review'

const FORMATS = [
  ['json', () => 'JSON', () => t`everything, every column included`],
  ['csv', () => 'CSV', () => t`one line per detection`],
  ['png', () => 'PNG', () => t`the marked micrograph`],
  ['tiff', () => 'TIFF', () => t`the heat map, 32-bit floats`],
  ['html', () => t`Report`, () => t`pictures, maps, calibration, methods, in one page`],
] as const

export type ResultFormat = (typeof FORMATS)[number][0]

/**
 * The result: the threshold, the found regions, the review, the table of detections, and the files to save.
 *
 * @fires lacuna-rate - The threshold is being dragged; `detail` is the false discovery rate that it stands for.
 * @fires lacuna-run - Another false discovery rate was asked for; `detail` is the changed part of the run.
 * @fires lacuna-save-session - Save model, result, review and view as one file; `detail` is whether with the picture.
 * @fires lacuna-save-result - Save the result; `detail` is the format.
 * @fires lacuna-select - A row was chosen; `detail` is the index of its detection in `result.detections`.
 * Events of the review pass through.
 */
@customElement('lacuna-results')
export class LacunaResults extends LitElement {
  static override styles = [theme, controls, fieldStyles, styles]

  /** What a detector found; nothing is shown without it. */
  @property({ attribute: false }) result: DetectionResult | null = null
  /** The false discovery rate that was asked for last, which the result may not show yet; null for the result's own. */
  @property({ type: Number }) rate: number | null = null
  /** Index into `result.detections`. */
  @property({ type: Number }) selected: number | null = null
  /** What a person said of it. */
  @property({ attribute: false }) review: Review = NO_REVIEW
  /** Whether the next column that is chosen in the picture is added. */
  @property({ type: Boolean }) adding = false
  /** The part of the micrograph that is in view, px; null for the whole. */
  @property({ attribute: false }) view: Rectangle | null = null
  /** Å per pixel as the file says, or null. */
  @property({ attribute: false }) pixelSize: { x: number; y: number } | null = null
  /** What searches from several seeds agree on; null where there was one. */
  @property({ attribute: false }) seeds: SeedsFound | null = null
  /** While all files of a list are searched: the rate cannot be changed, nor a session saved. */
  @property({ type: Boolean }) locked = false
  /** Whether histogram and table show what is in view alone. */
  @state() private inView = false
  /** Whether a session that is saved holds the micrograph's file. */
  @state() private withPicture = true
  /** Why the latest rate was refused; empty where it was taken, and while another is typed. */
  @state() private refused = ''
  @query('lacuna-detections') private table!: LacunaDetections | null

  protected override render(): TemplateResult | typeof nothing {
    const { result, selected } = this
    if (!result) return nothing
    if (result.verdict === 'not periodic') return this.#withoutLattice(result)
    const region = this.inView ? this.view : null
    return html`
      ${this.#rate(result, result.result.scored)}
      <lacuna-histogram
        ?inert=${this.locked}
        .result=${result}
        .rate=${this.rate}
        .region=${region}
        .marked=${selected === null ? null : (result.detections[selected]?.pValue ?? null)}
      ></lacuna-histogram>
      ${this.#saves(FORMATS, count(result.detections.length, 'detection'))}
      <p class="facts" id="detectable">${detectableFacts(result, this.pixelSize)}</p>
      ${this.#regions(result)}
      <lacuna-review .result=${result} .review=${this.review} .adding=${this.adding}></lacuna-review>
      <label class="choice">
        <input
          type="checkbox"
          .checked=${this.inView}
          @change=${({ target }: Event) => (this.inView = (target as HTMLInputElement).checked)}
        />
        ${t`Histogram and table of what is in view alone`}
      </label>
      <lacuna-detections
        .result=${result}
        .selected=${selected}
        .region=${region}
        .review=${this.review.now}
        .seeds=${this.seeds}
      ></lacuna-detections>
    `
  }

  /** Scrolls the chosen row into view. */
  async revealSelected(): Promise<void> {
    await this.updateComplete
    await this.table?.updateComplete
    this.table?.reveal()
  }

  /** Nothing but the verdict where nothing was searched. */
  #withoutLattice(result: UnperiodicResult): TemplateResult {
    const { surroundings, detections } = result
    if (!surroundings) return this.#saves(FORMATS.filter(([format]) => format === 'json' || format === 'html'))
    return html`
      ${this.#rate(result, surroundings.scored)} ${this.#saves(FORMATS, count(detections.length, 'detection'))}
      <lacuna-review .result=${result} .review=${this.review} .adding=${this.adding}></lacuna-review>
      <lacuna-detections
        .result=${result}
        .selected=${this.selected}
        .review=${this.review.now}
        .seeds=${this.seeds}
      ></lacuna-detections>
    `
  }

  #rate({ circumstances: { request } }: DetectionResult, scored: { threshold: number }): TemplateResult {
    return html`
      <div class="row">
        <label class="rate">
          ${t`False discovery rate, %`}
          <input
            type="number"
            inputmode="decimal"
            min=${inPercent(RATE.least)}
            max=${inPercent(RATE.most)}
            step="any"
            required
            ?disabled=${this.locked}
            .value=${this.#percentage(request.rate)}
            @input=${() => (this.refused = '')}
            @change=${({ target }: Event) => this.#setRate(target as HTMLInputElement, request.rate)}
          />
        </label>
        <span class="rate">${t`p below ${probability(scored.threshold)}`}</span>
      </div>
      <p class="refused" role="alert">${this.refused}</p>
    `
  }

  #saves(formats: readonly (typeof FORMATS)[number][], found?: string): TemplateResult {
    return html`
      <div class="row" role="group" id="saves" aria-label=${t`Save results`}>
        ${found === undefined ? nothing : html`<span id="found">${found}</span>`}
        <span class="muted">${t`Save as`}</span>
        ${formats.map(
          ([format, name, what]) => html`
            <button
              aria-label=${t`Save results as ${name()}`}
              title=${what()}
              @click=${() => tell(this, 'lacuna-save-result', format)}
            >
              ${name()}
            </button>
          `,
        )}
        <button
          aria-label=${t`Save session`}
          ?disabled=${this.locked}
          title=${t`Picture, model, result, review and view in one file, to go on with or to share`}
          @click=${() => tell(this, 'lacuna-save-session', this.withPicture)}
        >
          ${t`Session`}
        </button>
        <label class="choice" title=${t`Without it, the session asks for the micrograph's own file`}>
          <input
            id="with-picture"
            type="checkbox"
            ?disabled=${this.locked}
            .checked=${this.withPicture}
            @change=${({ target }: Event) => (this.withPicture = (target as HTMLInputElement).checked)}
          />
          ${t`with the picture`}
        </label>
      </div>
    `
  }

  #regions({ result: { regions }, match }: PeriodicResult): TemplateResult | typeof nothing {
    if (regions.length === 0) return nothing
    const scale = match?.pixelSize ?? this.pixelSize
    return html`
      <ul aria-label=${t`Regions`} id="regions">
        ${regions.map((region) => html`<li>${regionFacts(region, scale)}</li>`)}
      </ul>
    `
  }

  /** The rate that was asked for last, in %; `judged` is the result's own. */
  #percentage(judged: number): string {
    return inPercent(this.rate ?? judged)
  }

  #setRate(field: HTMLInputElement, judged: number): void {
    this.refused = refusal(field, t`The false discovery rate`, this.#percentage(judged), ' %')
    if (this.refused) return
    tellRun(this, { rate: Number((field.valueAsNumber / 100).toPrecision(6)) })
  }
}

/** Without the last digits, in which 100 · 10⁻⁶ is not 10⁻⁴. */
function inPercent(rate: number): string {
  return String(Number((100 * rate).toPrecision(6)))
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-results': LacunaResults
  }
}
