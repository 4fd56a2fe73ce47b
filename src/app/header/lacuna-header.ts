import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property, query } from 'lit/decorators.js'
import type { AdapterSummary } from '../../session/detector'
import { customElement } from '../shared/custom-element'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { type Address, formatAddress } from '../app/address'
import { TAB_IDS, TABS } from '../app/tabs'
import { t } from '../language/message'
import { type Language, LANGUAGES } from '../language/catalogue'
import { chooseLanguage } from '../language/choice'
import { language } from '../language/language'
import { styles } from './styles'

/**
 * Name, tabs, what computes, and the promise that nothing is sent anywhere.
 *
 * @fires lacuna-tour - The tour was asked for.
 * @fires lacuna-tour-end - It is not to be offered again.
 */
@customElement('lacuna-header')
export class LacunaHeader extends LitElement {
  static override styles = [theme, controls, styles]

  @property({ attribute: false }) address!: Address
  /** Whether what computes is being asked for: nothing is said of it before. */
  @property({ type: Boolean }) asking = false
  /** Whether the page opens without a network. */
  @property({ type: Boolean }) offline = false
  /** Whether the tour is offered with a word. */
  @property({ type: Boolean }) offering = false
  /** Null where nothing can compute; undefined until it is known. */
  @property({ attribute: false }) adapter: AdapterSummary | null | undefined

  @query('.tour') private tour!: HTMLButtonElement

  protected override render(): TemplateResult {
    const { adapter, address, offline } = this
    return html`
      <h1>${mark()} Lacuna</h1>
      <nav aria-label=${t`Parts of this page`}>
        ${TAB_IDS.map(
          (tab) => html`
            <a href=${formatAddress({ ...address, tab })} aria-current=${tab === address.tab ? 'page' : nothing}
              >${TABS[tab].label()}</a
            >
          `,
        )}
      </nav>
      ${adapter !== undefined || this.asking ? this.#adapterFact() : nothing}
      <span class="fact">${t`Nothing leaves this machine`}</span>
      ${offline ? html`<span class="fact late">${t`Works offline`}</span>` : nothing} ${this.#tour()}
      <select aria-label=${t`Language`} @change=${this.#chooseLanguage}>
        ${Object.entries(LANGUAGES).map(
          ([tag, { name }]) => html`<option value=${tag} lang=${tag} .selected=${tag === language()}>${name}</option>`,
        )}
      </select>
    `
  }

  /** Gives the focus back to what starts the tour. */
  async returnFromTour(): Promise<void> {
    await this.updateComplete
    this.tour.focus()
  }

  /** On a first visit with a word, which can be put away. */
  #tour(): TemplateResult {
    const button = html`<button class="tour" @click=${() => tell(this, 'lacuna-tour')}>${t`Tour`}</button>`
    if (!this.offering) return button
    return html`<span class="offer">
      <span>${t`New here?`}</span>
      ${button}
      <button class="tour" aria-label=${t`Do not offer the tour again`} @click=${() => tell(this, 'lacuna-tour-end')}>
        ✕
      </button>
    </span>`
  }

  #adapterFact(): TemplateResult {
    const { adapter } = this
    const light = adapter === undefined ? '' : adapter ? 'ready' : 'none'
    return html`
      <span class="fact" data-adapter=${adapter?.kind ?? 'none'}>
        <span class="light ${light}" aria-hidden="true"></span>${this.#words()}
      </span>
    `
  }

  async #chooseLanguage({ target }: Event): Promise<void> {
    const choice = target as HTMLSelectElement
    // Where its texts cannot be had, all stays as it is.
    await chooseLanguage(choice.value as Language).catch(() => {})
    choice.value = language()
  }

  #words(): string {
    const { adapter } = this
    if (adapter === undefined) return t`Looking for a WebGPU adapter…`
    if (!adapter) return t`No WebGPU adapter`
    const name = adapterName(adapter)
    return adapter.kind === 'software' ? t`${name} · software adapter` : t`${name} · hardware adapter`
  }
}

/** Browsers fill in some of these fields and leave others empty, to tell pages apart less easily. */
function adapterName({ vendor, architecture, description }: AdapterSummary): string {
  return description || [vendor, architecture].filter(Boolean).join(' ') || 'WebGPU'
}

/** A lattice with one column missing. */
function mark(): TemplateResult {
  return html`
    <svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
      <circle cx="4" cy="4" r="2.6" />
      <circle cx="12" cy="4" r="2.6" />
      <circle cx="20" cy="4" r="2.6" />
      <circle cx="4" cy="12" r="2.6" />
      <circle cx="12" cy="12" r="2.3" fill="none" stroke="currentColor" stroke-width="1" stroke-dasharray="1.6 1.3" />
      <circle cx="20" cy="12" r="2.6" />
      <circle cx="4" cy="20" r="2.6" />
      <circle cx="12" cy="20" r="2.6" />
      <circle cx="20" cy="20" r="2.6" />
    </svg>
  `
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-header': LacunaHeader
  }
}
