import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import { t } from '../language/message'
import { said } from '../language/told'
import { customElement } from '../shared/custom-element'
import { controls, theme } from '../shared/theme'
import type { AppState } from '../state/state'
import type { Share } from '../viewer/camera'
import { cellsOf, type SeveralRow, severalRows } from './rows'
import { styles } from './styles'
import { thumbnail } from './thumbnail'
import './lacuna-pane'

/**
 * Micrographs that were taken together: a table of what came of each, and two of them side by side, which pan and zoom as one.
 * It fills the window until it is closed.
 */
@customElement('lacuna-several')
export class LacunaSeveral extends LitElement {
  static override styles = [theme, controls, styles]

  @property({ attribute: false }) rows: readonly SeveralRow[] = []
  /** Those that are side by side, by their rows; −1 for none. */
  @state() private shown: readonly [number, number] = [-1, -1]
  /** Where both look, in parts of the picture; null for the whole. */
  @state() private share: Share | null = null
  @query('dialog') private dialog!: HTMLDialogElement

  override connectedCallback(): void {
    super.connectedCallback()
    const [left = -1, right = -1] = this.rows.flatMap(({ micrograph }, n) => (micrograph ? [n] : []))
    this.shown = [left, right]
  }

  protected override firstUpdated(): void {
    this.dialog.showModal()
  }

  protected override render(): TemplateResult {
    return html`
      <dialog aria-labelledby="title" @close=${() => this.remove()}>
        <header>
          <h2 id="title">${t`Micrographs compared`}</h2>
          <button @click=${() => (this.share = null)} ?disabled=${this.share === null}>${t`Fit`}</button>
          <button @click=${() => this.dialog.close()}>${t`Close`}</button>
        </header>
        <div class="panes" @lacuna-look=${(event: CustomEvent<Share | null>) => (this.share = event.detail)}>
          ${this.#pane(0)} ${this.#pane(1)}
        </div>
        <div class="table" tabindex="0" role="region" aria-label=${t`What came of each`}>${this.#table()}</div>
      </dialog>
    `
  }

  #pane(side: 0 | 1): TemplateResult {
    const row = this.rows[this.shown[side]]
    const heading = side === 0 ? t`Left` : t`Right`
    return html`<section aria-label=${heading}>
      <h3>${heading}: ${row ? said(row.name) : t`none`}</h3>
      ${
        row?.micrograph
          ? html`<lacuna-pane .row=${row} .share=${this.share}></lacuna-pane>`
          : html`<p class="empty">${t`Open or search a second micrograph of the list, then choose it below.`}</p>`
      }
    </section>`
  }

  #table(): TemplateResult {
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${t`Left`}</th>
          <th scope="col">${t`Right`}</th>
          <th scope="col" class="name" colspan="2">${t`Micrograph`}</th>
          <th scope="col">${t`Verdict`}</th>
          <th scope="col" class="number">${t`Columns`}</th>
          <th scope="col" class="number">${t`Detections`}</th>
          <th scope="col">${t`By kind`}</th>
          <th scope="col" class="number">${t`FDR`}</th>
          <th scope="col">${t`Model`}</th>
        </tr>
      </thead>
      <tbody>
        ${this.rows.map((row, n) => this.#row(row, n))}
      </tbody>
    </table>`
  }

  #row(row: SeveralRow, n: number): TemplateResult {
    const { verdict, columns, detections, kinds, rate, model } = cellsOf(row)
    return html`<tr>
      ${this.#choice(0, row, n)} ${this.#choice(1, row, n)}
      <td class="picture">${row.micrograph ? thumbnail(row.micrograph) : nothing}</td>
      <th scope="row" class="name">${said(row.name)}</th>
      <td>${verdict}</td>
      <td class="number">${columns}</td>
      <td class="number">${detections}</td>
      <td>${kinds}</td>
      <td class="number">${rate}</td>
      <td>${model}</td>
    </tr>`
  }

  #choice(side: 0 | 1, { name, micrograph }: SeveralRow, n: number): TemplateResult {
    const label = side === 0 ? t`${said(name)} to the left` : t`${said(name)} to the right`
    return html`<td>
      <input
        type="radio"
        name=${side === 0 ? 'left' : 'right'}
        aria-label=${label}
        title=${micrograph ? nothing : t`Not in memory: open it from the list first`}
        ?disabled=${!micrograph}
        .checked=${this.shown[side] === n}
        @change=${() => (this.shown = side === 0 ? [n, this.shown[1]] : [this.shown[0], n])}
      />
    </td>`
  }
}

/** Fills the window with the files of the list, until it is closed. */
export function showSeveral(root: ParentNode & Node, state: AppState): void {
  const several = document.createElement('lacuna-several')
  several.rows = severalRows(state)
  root.append(several)
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-several': LacunaSeveral
  }
}
