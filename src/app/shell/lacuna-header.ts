import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { AdapterSummary } from '../../session/detector'
import { theme } from '../shared/theme'
import { type Address, formatAddress } from './address'
import { TAB_IDS, TABS } from './tabs'

/** Name, tabs, what computes, and the promise that nothing is sent anywhere. */
@customElement('lacuna-header')
export class LacunaHeader extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1.25rem;
        align-items: center;
        padding: 0 1rem;
        border-bottom: 1px solid var(--_line);
        background: var(--_panel);
      }

      h1 {
        display: flex;
        gap: 0.55rem;
        align-items: center;
        margin: 0;
        font-size: 1.0625rem;
        font-weight: 650;
        letter-spacing: -0.01em;
      }

      svg {
        width: 1.4rem;
        height: 1.4rem;
        color: var(--_accent);
      }

      nav {
        display: flex;
        gap: 0.25rem;
        align-self: stretch;
        margin-right: auto;
      }

      a {
        display: flex;
        align-items: center;
        min-height: 2.75rem;
        padding: 0 0.7rem;
        border-bottom: 2px solid transparent;
        color: var(--_muted);
        font-weight: 550;
        text-decoration: none;
      }

      a:hover {
        color: var(--_ink);
      }

      a[aria-current] {
        border-color: var(--_accent);
        color: var(--_ink);
      }

      a:focus-visible {
        outline-offset: -2px;
      }

      .fact {
        display: inline-flex;
        gap: 0.4rem;
        align-items: center;
        color: var(--_muted);
        font-size: 0.75rem;
      }

      .light {
        width: 0.5rem;
        height: 0.5rem;
        border: 1.5px solid var(--_muted);
        border-radius: 50%;
      }

      .light.ready {
        border-color: var(--_accent);
        background: var(--_accent);
      }

      .light.none {
        border-color: var(--_warn);
      }

      @media (max-width: 40rem) {
        :host {
          padding-top: 0.5rem;
        }

        h1 {
          margin-right: auto;
        }

        [data-adapter],
        .late {
          order: 1;
        }

        [data-adapter] {
          margin-right: auto;
        }

        nav {
          order: 2;
          width: 100%;
          margin: 0 -0.7rem;
        }
      }
    `,
  ]

  @property({ attribute: false }) address!: Address
  /** Whether what computes is being asked for: nothing is said of it before. */
  @property({ type: Boolean }) asking = false
  /** Whether the page opens without a network. */
  @property({ type: Boolean }) offline = false
  /** Null where nothing can compute; undefined until it is known. */
  @property({ attribute: false }) adapter: AdapterSummary | null | undefined

  protected override render(): TemplateResult {
    const { adapter, address, offline } = this
    return html`
      <h1>${mark()} Lacuna</h1>
      <nav aria-label="Parts of this page">
        ${TAB_IDS.map(
          (tab) => html`
            <a href=${formatAddress({ ...address, tab })} aria-current=${tab === address.tab ? 'page' : nothing}
              >${TABS[tab].label}</a
            >
          `,
        )}
      </nav>
      ${adapter !== undefined || this.asking ? this.#adapterFact() : nothing}
      <span class="fact">Nothing leaves this machine</span>
      ${offline ? html`<span class="fact late">Works offline</span>` : nothing}
    `
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

  #words(): string {
    const { adapter } = this
    if (adapter === undefined) return 'Looking for a WebGPU adapter…'
    return adapter ? `${adapterName(adapter)} · ${adapter.kind} adapter` : 'No WebGPU adapter'
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
