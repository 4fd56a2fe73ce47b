import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import { InputError } from '../../errors'
import { startWorker } from '../../session/start'
import { parts } from '../language/message'
import '../detector/lacuna-detector'
import type { DetectorEvents } from '../detector/events'
import type { LacunaDetector } from '../detector/lacuna-detector'
import { Keeper } from '../kept/keeper'
import { KeepingDetector } from '../kept/keeping-detector'
import '../kept/lacuna-kept'
import { KeptReviews, reviewedAs } from '../kept/reviews'
import { indexedDbShelf } from '../kept/shelf'
import { SAMPLE_MODEL } from '../sample/model'
import { customElement } from '../shared/custom-element'
import { tell, tellRun } from '../shared/tell'
import { theme } from '../shared/theme'
import { writeFrames, writePixelSize } from '../../session/opening'
import { formatRectangle } from '../../session/request'
import { DEFAULT_RUN, type Run } from '../state/run'
import type { Problem } from '../state/state'
import type { Handed } from './handed'
import { styles } from './styles'

/** Failures of what the address chooses of a file, with which nothing is wrong. */
const OF_THE_ADDRESS = new Set(['no-such-image', 'frames'])

/**
 * The tab that detects: a detector that goes on where the last visit ended. The first visit begins with a simulated
 * micrograph and what a model that comes with the page finds in it, before any file is at hand.
 *
 * @fires {CustomEvent<Problem>} lacuna-error - Something could not be kept for the next visit.
 */
@customElement('lacuna-detection')
export class LacunaDetection extends LitElement {
  static override styles = [theme, styles]

  @property({ attribute: false }) run: Run = DEFAULT_RUN
  /** Name of the file that the run is of, and that is still to be opened; null where there is none. */
  @property() awaited: string | null = null
  /** What another tab has handed over; it is opened as a file that the visitor opens. */
  @property({ attribute: false }) handed: Handed | null = null
  /** Null while a model of the visitor's own is expected. */
  @state() private sampleModel: string | null = SAMPLE_MODEL
  @query('lacuna-detector') private detector!: LacunaDetector

  readonly #shelf = indexedDbShelf(location.pathname)
  readonly #keeper = new Keeper(this.#shelf, () => this.#changed())
  readonly #reviews = new KeptReviews(this.#shelf, () => this.requestUpdate())
  /** By which what is said now is kept; null until something is found. */
  #reviewed: string | null = null
  /** The problem that was told last. */
  #told: Problem | null = null
  readonly #keeping = new KeepingDetector(startWorker(), this.#keeper, SAMPLE_MODEL)

  protected override firstUpdated(): void {
    void this.#restore()
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('handed') && this.handed) void this.#take(this.handed)
  }

  protected override render(): TemplateResult {
    const { run } = this
    const { kept, problem } = this.#keeper
    const { count: reviews } = this.#reviews
    return html`
      ${
        kept.micrograph || kept.model || reviews > 0 || problem
          ? html`<lacuna-kept
              .kept=${kept}
              .reviews=${reviews}
              .problem=${problem}
              @lacuna-forget=${this.#forget}
              @lacuna-dismiss=${() => this.#keeper.dismiss()}
            ></lacuna-kept>`
          : nothing
      }
      ${
        this.awaited === null
          ? nothing
          : html`<p class="awaited">
              ${parts`This address is of ${html`<strong>${this.awaited}</strong>`}: open that file here to repeat the run.`}
            </p>`
      }
      <lacuna-detector
        page-drop
        .detector=${this.#keeping}
        .preset=${run.preset}
        .seed=${run.seed}
        .epochs=${run.epochs}
        .region=${run.region && formatRectangle(run.region)}
        .falseDiscoveryRate=${run.rate}
        .crystal=${run.crystal}
        .image=${run.image}
        .frames=${run.frames && writeFrames(run.frames)}
        .pixelSize=${run.pixelSize && writePixelSize(run.pixelSize)}
        .contrast=${run.contrast}
        .thickness=${run.thickness}
        .sampleModel=${this.sampleModel}
        @lacuna-opened=${() => (this.#reviewed = null)}
        @lacuna-detections=${this.#recallReview}
        @lacuna-review=${this.#keepReview}
      ></lacuna-detector>
    `
  }

  /** The detector itself says what fails. */
  async #take({ file, run }: Handed): Promise<void> {
    try {
      await this.detector.open(file, { anew: true })
      tellRun(this, run)
    } catch {
      // In sight.
    }
  }

  #changed(): void {
    const { problem } = this.#keeper
    if (problem && problem !== this.#told) {
      tell(this, 'lacuna-error', problem)
    }
    this.#told = problem
    this.requestUpdate()
  }

  async #forget(): Promise<void> {
    await this.#keeper.forget()
    this.#reviews.gone()
  }

  /** What was said of this micrograph before is said again, unless there is a review already. */
  async #recallReview({ detail }: DetectorEvents['lacuna-detections']): Promise<void> {
    const reviewed = reviewedAs(detail)
    if (reviewed === null || reviewed === this.#reviewed) return
    this.#reviewed = reviewed
    const before = await this.#reviews.of(reviewed)
    if (before.length > 0 && this.#reviewed === reviewed && this.detector.review.length === 0)
      this.detector.review = before
  }

  #keepReview({ detail }: DetectorEvents['lacuna-review']): void {
    if (this.#reviewed !== null) void this.#reviews.keep(this.#reviewed, detail)
  }

  /** The detector itself says what fails; what it cannot read any more is not tried a second time. */
  async #restore(): Promise<void> {
    const { micrograph: kept, model, searched } = await this.#keeper.recall()
    const { detector, awaited } = this
    // An address that was shared is of a file of its own; whoever reloads the page wants to go on with what there is.
    const micrograph = awaited === null || kept?.name === awaited || isReloaded() ? kept : null
    // The visitor was faster: what they opened stays.
    if (!detector.isEmpty || this.handed) return
    this.#keeping.keeping = false
    if (model) this.sampleModel = null
    await this.updateComplete
    try {
      if (micrograph) await this.#kept('micrograph', detector.open(micrograph))
      // Who follows an address to a file is about to open that file, and no other picture is what they came for.
      else if (awaited === null) await detector.openSample()
      if (model) await this.#kept('model', detector.loadModel(model))
      this.#keeping.keeping = true
      if (searched && micrograph === kept && (micrograph || model)) await detector.detect()
    } catch {
      // In sight.
    } finally {
      this.#keeping.keeping = true
      this.sampleModel = SAMPLE_MODEL
    }
  }

  async #kept(what: 'micrograph' | 'model', opened: Promise<unknown>): Promise<void> {
    try {
      await opened
    } catch (error) {
      if (error instanceof InputError && !OF_THE_ADDRESS.has(error.code)) await this.#keeper.drop(what)
      throw error
    }
  }
}

function isReloaded(): boolean {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  return visit.type === 'reload'
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-detection': LacunaDetection
  }
}
