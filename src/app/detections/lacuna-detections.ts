import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { Detection, DetectionResult } from '../../session/detector'
import { signed } from '../shared/format'
import { theme } from '../shared/theme'
import { nextOrder, type Order, ordered, type SortKey } from './order'

const LEFT: ReadonlySet<SortKey> = new Set<SortKey>(['id', 'position', 'kind'])

/**
 * The table of detections, numbered as on the picture and in the files. Its headers sort; a click or Enter on a row
 * chooses it; the arrow keys, Home and End move between rows.
 *
 * @fires lacuna-select - A row was chosen; `detail` is the index of its detection in `result.detections`.
 */
@customElement('lacuna-detections')
export class LacunaDetections extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
      }

      table {
        width: 100%;
        border-collapse: collapse;
        font-size: 0.75rem;
        white-space: nowrap;
      }

      th,
      td {
        padding: 0.3rem 0.4rem;
        text-align: right;
      }

      th[scope='row'],
      .left {
        text-align: left;
      }

      thead th {
        position: sticky;
        top: 0;
        z-index: 1;
        padding: 0;
        background: var(--_panel);
        box-shadow: inset 0 -1px var(--_line);
      }

      thead button {
        width: 100%;
        padding: 0.3rem 0.4rem;
        border: 0;
        background: none;
        color: var(--_muted);
        font: inherit;
        text-align: inherit;
        cursor: pointer;
      }

      thead button:hover {
        color: var(--_ink);
      }

      thead .plain {
        padding: 0.3rem 0.4rem;
        color: var(--_muted);
        font-weight: 400;
      }

      .arrow {
        position: absolute;
      }

      tbody tr {
        cursor: pointer;
      }

      tbody tr:nth-child(even) {
        background: color-mix(in srgb, var(--_line) 28%, transparent);
      }

      tbody tr:hover {
        background: color-mix(in srgb, var(--_accent) 12%, transparent);
      }

      tbody tr[aria-current] {
        background: var(--_tint);
      }

      tbody th {
        padding: 0.1rem;
        font-weight: 400;
      }

      tbody button {
        min-width: 2.1rem;
        min-height: 1.6rem;
        padding: 0.1rem 0.4rem;
        border: 0;
        border-radius: 4px;
        background: none;
        color: inherit;
        font: inherit;
        font-weight: 600;
        text-align: left;
        font-variant-numeric: inherit;
        cursor: pointer;
      }

      .deficit .kind {
        color: var(--_deficit);
      }

      .excess .kind {
        color: var(--_excess);
      }

      .none {
        padding: 0.75rem 0;
        color: var(--_muted);
      }
    `,
  ]

  /** What a detector found; nothing is shown without it. */
  @property({ attribute: false }) result: DetectionResult | null = null
  /** Index into `result.detections`. */
  @property({ type: Number }) selected: number | null = null
  @state() private order: Order = { key: 'id', descending: false }
  /** The row that Tab reaches; the arrow keys move it. */
  @state() private active = 0

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('result')) this.active = 0
    if (changed.has('selected') && this.selected !== null) this.active = this.#rows().indexOf(this.selected)
  }

  /** Scrolls the chosen row into view, for a choice that was made elsewhere. */
  reveal(): void {
    this.renderRoot.querySelector('tr[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.result) return nothing
    const { detections, pixelSize } = this.result
    if (detections.length === 0) {
      return html`<p class="none">Nothing found that the crystal does not explain.</p>`
    }
    return html`
      <table>
        <caption class="visually-hidden">
          Detections; choose one to see it in the picture
        </caption>
        <thead>
          <tr>
            ${this.#header('id', '#')} ${this.#header('position', 'x, y (px)')}
            ${pixelSize ? html`<th scope="col" class="plain left">x, y (Å)</th>` : nothing}
            ${this.#header('kind', 'Kind')} ${this.#header('nearMaximum', 'Strength')} ${this.#header('score', 'Score')}
          </tr>
        </thead>
        <tbody @keydown=${this.#keydown}>
          ${this.#rows().map((index, row) => this.#row(detections[index], index, row))}
        </tbody>
      </table>
    `
  }

  #rows(): number[] {
    return this.result ? ordered(this.result.detections, this.order) : []
  }

  #header(key: SortKey, label: string): TemplateResult {
    const active = this.order.key === key
    const direction = this.order.descending ? 'descending' : 'ascending'
    return html`
      <th scope="col" class=${LEFT.has(key) ? 'left' : ''} aria-sort=${active ? direction : nothing}>
        <button @click=${() => (this.order = nextOrder(this.order, key))}>
          ${label}<span class="arrow" aria-hidden="true">${active ? (this.order.descending ? '↓' : '↑') : ''}</span>
        </button>
      </th>
    `
  }

  #row(detection: Detection, index: number, row: number): TemplateResult {
    const { x, y, xAngstrom, yAngstrom, kind, nearMaximum, score } = detection
    return html`
      <tr class=${kind} aria-current=${index === this.selected ? 'true' : nothing} @click=${() => this.#select(index)}>
        <th scope="row">
          <button tabindex=${row === this.active ? 0 : -1} aria-label="Detection ${index + 1}: show in the picture">
            ${index + 1}
          </button>
        </th>
        <td class="left">${x}, ${y}</td>
        ${
          xAngstrom === null || yAngstrom === null
            ? nothing
            : html`<td class="left">${xAngstrom.toFixed(1)}, ${yAngstrom.toFixed(1)}</td>`
        }
        <td class="kind left"><span aria-hidden="true">${kind === 'deficit' ? '▼' : '▲'}</span> ${kind}</td>
        <td>${signed(nearMaximum)}</td>
        <td>${score.toFixed(1)}</td>
      </tr>
    `
  }

  #keydown(event: KeyboardEvent): void {
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

  #select(index: number): void {
    this.dispatchEvent(new CustomEvent('lacuna-select', { detail: index, bubbles: true, composed: true }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-detections': LacunaDetections
  }
}
