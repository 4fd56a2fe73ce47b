import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, query, state } from 'lit/decorators.js'
import type { AdapterSummary } from '../../session/detector'
import type { LacunaDetector } from '../detector/lacuna-detector'
import { theme } from '../shared/theme'
import { formatRun, parseRun, type Run } from '../state/run'
import '../detector/lacuna-detector'
import './lacuna-header'
import { styles } from './styles'

/**
 * The page: a detector that fills the window, under a header that says what computes. Opens with a simulated micrograph,
 * so that there is something to try before any file is at hand. The run is in the address.
 */
@customElement('lacuna-app')
export class LacunaApp extends LitElement {
  static override styles = [theme, styles]

  @state() private run = parseRun(location.hash)
  /** Null where nothing can compute; undefined until it is known. */
  @state() private adapter: AdapterSummary | null | undefined
  @query('lacuna-detector') private detector!: LacunaDetector

  override connectedCallback(): void {
    super.connectedCallback()
    addEventListener('hashchange', this.#readHash)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    removeEventListener('hashchange', this.#readHash)
  }

  protected override firstUpdated(): void {
    // The detector itself says what fails.
    this.detector.openSample().catch(() => {})
  }

  protected override render(): TemplateResult {
    return html`
      <header><lacuna-header .adapter=${this.adapter}></lacuna-header></header>
      <main>
        <lacuna-detector
          page-drop
          .preset=${this.run.preset}
          .seed=${this.run.seed}
          .epochs=${this.run.epochs}
          @lacuna-run=${this.#setRun}
          @lacuna-adapter=${(event: CustomEvent<AdapterSummary | null>) => (this.adapter = event.detail)}
        ></lacuna-detector>
      </main>
    `
  }

  #setRun(event: CustomEvent<Partial<Run>>): void {
    this.run = { ...this.run, ...event.detail }
    history.replaceState(null, '', formatRun(this.run))
  }

  readonly #readHash = (): void => {
    this.run = parseRun(location.hash)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-app': LacunaApp
  }
}
