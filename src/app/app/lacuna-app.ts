import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { query, state } from 'lit/decorators.js'
import type { AdapterSummary } from '../../session/detector'
import type { Handed } from '../detection/handed'
import type { DetectorEvents } from '../detector/events'
import { keepForOffline } from '../offline/keep'
import { customElement } from '../shared/custom-element'
import { theme } from '../shared/theme'
import type { Run } from '../state/run'
import { t } from '../language/message'
import { isTourOffered, withdrawTour } from '../tour/offer'
import { type Address, formatAddress, parseAddress } from './address'
import type { LacunaHeader } from '../header/lacuna-header'
import '../header/lacuna-header'
import { styles } from './styles'
import { type TabId, TABS } from './tabs'

/**
 * The page: its tabs under a header that says what computes. What a tab does goes on while another is shown. Tab and run
 * are in the address.
 */
@customElement('lacuna-app')
export class LacunaApp extends LitElement {
  static override styles = [theme, styles]

  @state() private address = parseAddress(location.hash)
  /** Tabs whose code is here. They stay, out of sight, while another is shown. */
  @state() private opened: readonly TabId[] = []
  /** Whether the code of the tab that is shown could not be had. */
  @state() private failed = false
  /** Null where nothing can compute; undefined until it is known. */
  @state() private adapter: AdapterSummary | null | undefined
  @state() private offline = false
  /** Whether the file that the address names is still to be opened. */
  @state() private waiting = this.address.file !== null

  /** What another tab has handed over last, to be searched. */
  @state() private handed: Handed | null = null
  /** Whether the tour is under way, and whether it is offered with a word. */
  @state() private touring = false
  @state() private offering = isTourOffered()
  @query('lacuna-header') private header!: LacunaHeader

  override connectedCallback(): void {
    super.connectedCallback()
    addEventListener('hashchange', this.#readHash)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    removeEventListener('hashchange', this.#readHash)
  }

  protected override firstUpdated(): void {
    void this.#open(this.address.tab)
    void keepForOffline().then((kept) => (this.offline = kept))
  }

  protected override updated(): void {
    document.title = TABS[this.address.tab].title()
  }

  protected override render(): TemplateResult {
    return html`
      <header @lacuna-tour=${this.#startTour} @lacuna-tour-end=${this.#endTour}>
        <lacuna-header
          .address=${this.address}
          .adapter=${this.adapter}
          .asking=${this.opened.includes('detect')}
          .offline=${this.offline}
          .offering=${this.offering}
        ></lacuna-header>
      </header>
      <main @lacuna-run=${this.#setRun} @lacuna-opened=${this.#setFile}>
        ${this.opened.map((tab) => this.#tab(tab, tab !== this.address.tab))}
        ${this.failed ? this.#notLoaded() : nothing}
      </main>
      ${this.touring ? html`<lacuna-tour @lacuna-tour-end=${this.#endTour}></lacuna-tour>` : nothing}
    `
  }

  #tab(tab: TabId, hidden: boolean): TemplateResult {
    const { run, file } = this.address
    switch (tab) {
      case 'detect':
        return html`<lacuna-detection
          ?hidden=${hidden}
          .run=${run}
          .awaited=${this.waiting ? file : null}
          .handed=${this.handed}
          @lacuna-adapter=${(event: CustomEvent<AdapterSummary | null>) => (this.adapter = event.detail)}
        ></lacuna-detection>`
      case 'simulate':
        return html`<lacuna-simulation ?hidden=${hidden} @lacuna-hand-over=${this.#handOver}></lacuna-simulation>`
      case 'reproduce':
        return html`<lacuna-reproduction ?hidden=${hidden} .run=${run}></lacuna-reproduction>`
      case 'benchmark':
        return html`<lacuna-benchmark ?hidden=${hidden}></lacuna-benchmark>`
    }
  }

  #notLoaded(): TemplateResult {
    return html`<p class="failed" role="alert">
      ${t`This part of the page could not be loaded. Check the connection, then reload the page.`}
    </p>`
  }

  async #open(tab: TabId): Promise<void> {
    this.failed = false
    try {
      await TABS[tab].load()
    } catch {
      this.failed = this.address.tab === tab
      return
    }
    if (!this.opened.includes(tab)) this.opened = [...this.opened, tab]
  }

  #setRun(event: CustomEvent<Partial<Run>>): void {
    const { run } = this.address
    this.#rename({ run: { ...run, ...event.detail } })
  }

  /** The file that the address names is waited for while simulated micrographs are open. */
  #setFile({ detail: { name, simulated } }: DetectorEvents['lacuna-opened']): void {
    if (simulated && this.waiting) return
    this.waiting = false
    this.#rename({ file: simulated ? null : name })
  }

  #rename(change: Partial<Address>): void {
    this.address = { ...this.address, ...change }
    history.replaceState(null, '', formatAddress(this.address))
  }

  /** It is of the tab that detects, and its code comes when it is asked for. */
  readonly #startTour = async (): Promise<void> => {
    if (this.address.tab !== 'detect') this.#rename({ tab: 'detect' })
    try {
      await Promise.all([import('../tour/lacuna-tour'), this.#open('detect')])
    } catch {
      this.failed = true
      return
    }
    this.touring = true
  }

  readonly #endTour = async (): Promise<void> => {
    withdrawTour()
    this.offering = this.touring = false
    await this.updateComplete
    await this.header.returnFromTour()
  }

  #handOver({ detail }: CustomEvent<Handed>): void {
    this.waiting = false
    this.handed = detail
    // As a link would: the way back leads to the tab that it came from.
    location.hash = formatAddress({ ...this.address, tab: 'detect' })
  }

  readonly #readHash = (): void => {
    const { tab, file } = this.address
    this.address = parseAddress(location.hash)
    // The header's links name the file that is open.
    if (this.address.file !== file) this.waiting = this.address.file !== null
    if (this.address.tab === tab) return
    scrollTo(0, 0)
    void this.#open(this.address.tab)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-app': LacunaApp
  }
}
