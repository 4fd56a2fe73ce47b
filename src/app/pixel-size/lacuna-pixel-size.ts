import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import type { LatticeDescription } from '../../session/detector'
import { PIXEL } from '../../session/opening'
import { customElement } from '../shared/custom-element'
import { fieldStyles } from '../shared/field-styles'
import { refusal } from '../shared/refusal'
import { tellRun } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { type Unit, UNITS } from '../../session/units'
import { t } from '../language/message'
import { inUnit, pixelSizeFacts, type Size } from './sizes'
import { styles } from './styles'

/**
 * The pixel size, where it is from, and fields to give another by hand.
 *
 * @fires lacuna-run - Another was given, or the file's is to count again; `detail` is the changed part of the run.
 */
@customElement('lacuna-pixel-size')
export class LacunaPixelSize extends LitElement {
  static override styles = [theme, controls, fieldStyles, styles]

  /** Å, as the file says; null where it does not. */
  @property({ attribute: false }) file: Size | null = null
  /** Å, as it was given by hand; null where it was not. */
  @property({ attribute: false }) hand: Size | null = null
  /** Tells what a crystal makes of it. */
  @property({ attribute: false }) lattice: LatticeDescription | null = null
  /** Whether it can be given by hand: there is a file. */
  @property({ type: Boolean }) editable = false
  /** While nothing can be changed. */
  @property({ type: Boolean }) disabled = false
  @state() private editing = false
  @state() private unit: Unit = 'Å'
  /** Why the latest number was refused; empty where it was taken, and while another is typed. */
  @state() private refused = ''
  @query('#x') private x!: HTMLInputElement
  @query('#y') private y!: HTMLInputElement
  @query('[aria-expanded]') private toggle!: HTMLButtonElement

  protected override render(): TemplateResult {
    const { editable, editing, file, hand, lattice, disabled } = this
    return html`
      <div class="row">
        <p class="muted" id="pixel-size">${pixelSizeFacts({ file, hand, lattice, simulated: !editable })}</p>
        ${
          editable
            ? html`<button aria-expanded=${editing} ?disabled=${disabled} @click=${this.#toggle}>
                ${editing ? t`Done` : t`Set pixel size`}
              </button>`
            : nothing
        }
        ${
          editable && hand
            ? html`<button ?disabled=${disabled} @click=${() => tellRun(this, { pixelSize: null })}>
                ${t`Use the file’s`}
              </button>`
            : nothing
        }
      </div>
      ${editable && editing ? this.#fields() : nothing}
    `
  }

  #fields(): TemplateResult {
    const size = this.hand ?? this.file
    return html`
      <div
        class="fields"
        role="group"
        aria-label=${t`Pixel size`}
        @keydown=${this.#keydown}
        @input=${() => (this.refused = '')}
      >
        ${this.#field('x', t`X per pixel`, size?.x ?? null)} ${this.#field('y', t`Y per pixel`, size?.y ?? null)}
        <label>
          ${t`Unit`}
          <select
            ?disabled=${this.disabled}
            @change=${({ target }: Event) => (this.unit = (target as HTMLSelectElement).value as Unit)}
          >
            ${Object.keys(UNITS).map((unit) => html`<option ?selected=${unit === this.unit}>${unit}</option>`)}
          </select>
        </label>
      </div>
      <p class="refused" role="alert">${this.refused}</p>
    `
  }

  #field(axis: keyof Size, label: string, angstroms: number | null): TemplateResult {
    const { unit } = this
    return html`
      <label>
        ${label}
        <input
          id=${axis}
          type="number"
          inputmode="decimal"
          step="any"
          min=${inUnit(PIXEL.least, unit)}
          max=${inUnit(PIXEL.most, unit)}
          .value=${angstroms === null ? '' : inUnit(angstroms, unit)}
          ?disabled=${this.disabled}
          @change=${() => this.#typed(axis)}
        />
      </label>
    `
  }

  /** Both axes go together until their sizes differ: most pixels are square. */
  #typed(axis: keyof Size): void {
    const [own, other] = axis === 'x' ? [this.x, this.y] : [this.y, this.x]
    const held = (this.hand ?? this.file)?.[axis]
    const before = held === undefined ? '' : inUnit(held, this.unit)
    this.refused = refusal(own, t`The pixel size`, before, ` ${this.unit}`)
    if (this.refused || own.value === '') return
    if (other.value === '' || (axis === 'x' && other.value === before)) other.value = own.value
    const size = (field: HTMLInputElement) => Number((field.valueAsNumber * UNITS[this.unit]).toPrecision(9))
    tellRun(this, { pixelSize: { x: size(this.x), y: size(this.y) } })
  }

  #toggle(): void {
    this.editing = !this.editing
    this.refused = ''
  }

  /** The fields go with Escape, and must not take the focus along. */
  #keydown({ key }: KeyboardEvent): void {
    if (key !== 'Escape') return
    this.editing = false
    this.toggle.focus()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-pixel-size': LacunaPixelSize
  }
}
