import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import { crystalNames, USUAL_ZONE } from '../../session/crystals'
import type { Standing } from '../../session/simulation/crystals'
import { labelOf, standingFromCif, standingNamed } from '../../session/simulation/crystals'
import { customElement } from '../shared/custom-element'
import { fieldStyles } from '../shared/field-styles'
import { refusedBecause } from '../shared/refusal'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { t } from '../language/message'
import { fieldGrid } from './styles'

/** A CIF that was chosen, and the direction along the beam. */
interface OpenCif {
  text: string
  source: string
  zone: string
}

/**
 * The crystal of a simulation: one that comes with Lacuna, or a CIF's along a zone axis that can be typed. Both say how deep each atom lies.
 *
 * @fires lacuna-standing - Another crystal was chosen; `detail` has its atoms in depth.
 */
@customElement('lacuna-simulation-crystal')
export class LacunaSimulationCrystal extends LitElement {
  static override styles = [theme, controls, fieldStyles, fieldGrid]

  @property({ attribute: false }) standing!: Standing
  @property({ type: Boolean }) disabled = false
  @state() private cif: OpenCif | null = null
  /** Why the latest file or zone axis was refused; empty where it was taken. */
  @state() private refused = ''
  @query('input[type=file]') private file!: HTMLInputElement
  /** Counts what was asked for: what is overtaken says nothing. */
  #asked = 0

  protected override render(): TemplateResult {
    const known = crystalNames()
    const label = labelOf(this.standing)
    return html`
      <div class="fields">
        <label>
          ${t`Crystal`}
          <select ?disabled=${this.disabled} @change=${this.#choose}>
            ${known.map((name) => html`<option value=${name} ?selected=${!this.cif && label === name}>${name}</option>`)}
            ${this.cif ? html`<option value="" selected>${label} (${this.cif.source})</option>` : nothing}
          </select>
        </label>
        ${this.cif ? this.#zone(this.cif) : nothing}
        <button ?disabled=${this.disabled} @click=${() => this.file.click()}>${t`CIF…`}</button>
      </div>
      <input type="file" accept=".cif" aria-label=${t`Crystal file`} hidden @change=${this.#picked} />
      <p class="refused" role="alert">${this.refused}</p>
    `
  }

  #zone({ zone }: OpenCif): TemplateResult {
    return html`<label>
      ${t`Zone axis`}
      <input
        type="text"
        .value=${zone}
        autocomplete="off"
        spellcheck="false"
        ?disabled=${this.disabled}
        @change=${({ target }: Event) => this.#read({ ...this.cif!, zone: (target as HTMLInputElement).value })}
      />
    </label>`
  }

  #choose({ target }: Event): void {
    const { value } = target as HTMLSelectElement
    if (value !== '') void this.#take(() => standingNamed(value), null)
  }

  async #picked(): Promise<void> {
    const [file] = this.file.files ?? []
    // The same file may be picked again, after it was mended on disk.
    this.file.value = ''
    if (file) this.#read({ text: await file.text(), source: file.name, zone: USUAL_ZONE })
  }

  #read(cif: OpenCif): void {
    void this.#take(() => standingFromCif(cif.text, cif.source, cif.zone), cif)
  }

  /** What is refused is said here, beside what was pressed, and the crystal before stays. */
  async #take(make: () => Promise<Standing>, cif: OpenCif | null): Promise<void> {
    const asked = ++this.#asked
    this.refused = ''
    try {
      const standing = await make()
      if (asked !== this.#asked) return
      this.cif = cif
      tell(this, 'lacuna-standing', standing)
    } catch (error) {
      this.refused = refusedBecause(error)
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-simulation-crystal': LacunaSimulationCrystal
  }
}
