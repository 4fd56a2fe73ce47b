import { html, LitElement, type PropertyValues, type TemplateResult, unsafeCSS } from 'lit'
import { property } from 'lit/decorators.js'
import { unsafeHTML } from 'lit/directives/unsafe-html.js'
import type { Report } from '../../session/report/page'
import { SECTION_STYLE } from '../../session/report/style'
import { FIGURE_STYLE, unstyled } from '../../session/report/svg'
import { customElement } from '../shared/custom-element'
import { theme } from '../shared/theme'
import { styles } from './styles'

/**
 * A report, as its own page shows it, within this one. Its markup is Lacuna's: whatever it has from outside is escaped
 * where it is made. Styles are adopted, since the page's content-security policy allows none in markup.
 */
@customElement('lacuna-report')
export class LacunaReport extends LitElement {
  static override styles = [theme, unsafeCSS(SECTION_STYLE), unsafeCSS(FIGURE_STYLE), styles]

  @property({ attribute: false }) report!: Report
  /** What only this report looks like. */
  readonly #own = new CSSStyleSheet()
  readonly #resized = new ResizeObserver(() => this.#letScroll())

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot() as ShadowRoot
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.#own]
    return root
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#resized.observe(this)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#resized.disconnect()
  }

  protected override updated(): void {
    this.#letScroll()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('report')) this.#own.replaceSync(this.report.masthead.style ?? '')
  }

  protected override render(): TemplateResult {
    const { masthead, body } = this.report
    return html`
      <div lang="en">
        <p class="muted">${masthead.kicker}</p>
        <p class="lead">${masthead.lead}</p>
        <div>${unsafeHTML(unstyled(body))}</div>
      </div>
    `
  }

  /** What is wider than the page is reached by the keyboard too. */
  #letScroll(): void {
    for (const section of this.renderRoot.querySelectorAll('section')) {
      if (section.scrollWidth > section.clientWidth) section.tabIndex = 0
      else section.removeAttribute('tabindex')
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-report': LacunaReport
  }
}
