import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import { InputError } from '../../errors'
import { LIMITS } from '../../session/request'
import { crystalFromFile, crystalLabel, crystalNames, isCif, USUAL_ZONE } from '../../session/crystals'
import { customElement } from '../shared/custom-element'
import { fieldStyles } from '../shared/field-styles'
import { megabytes } from '../shared/format'
import { refusal, refusedBecause } from '../shared/refusal'
import { tellRun } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { t } from '../language/message'
import { styles } from './styles'

/** More is no crystal; this is what the largest CIF with its reflections takes. */
const MOST_BYTES = 16e6
/**
 * A CIF, and the crystal that was made of it, null where none could be along this zone axis, which can be changed while that crystal
 * is the chosen one.
 */
interface OpenCif {
  text: string
  source: string
  zone: string
  crystal: string | null
}

/**
 * Which crystal the micrograph may show: one of Lacuna's own, one from a CIF or a JSON file, or none. A CIF is projected along a
 * zone axis, which can be typed.
 *
 * @fires lacuna-run - Another crystal was chosen; `detail` is the changed part of the run.
 */
@customElement('lacuna-crystal')
export class LacunaCrystal extends LitElement {
  static override styles = [theme, controls, fieldStyles, styles]

  /** Name of a crystal, or the JSON text of one; null for none. */
  @property() crystal: string | null = null
  /** Of the specimen, cells along the beam; null where it is not known. */
  @property({ type: Number }) thickness: number | null = null
  @state() private cif: OpenCif | null = null
  /** Why the latest file or zone axis was refused; empty where it was taken. */
  @state() private refused = ''
  @query('input[type=file]') private file!: HTMLInputElement

  protected override render(): TemplateResult {
    const known = crystalNames()
    const label = this.crystal === null ? null : crystalLabel(this.crystal)
    return html`
      <div class="fields">
        <label>
          ${t`Crystal`}
          <select @change=${this.#choose}>
            <option value="" ?selected=${label === null}>${t`not named`}</option>
            ${known.map((name) => html`<option value=${name} ?selected=${label === name}>${name}</option>`)}
            ${label !== null && !known.includes(label) ? html`<option value=${this.crystal!} selected>${label}</option>` : nothing}
          </select>
        </label>
        ${
          this.cif && (this.cif.crystal === null || this.cif.crystal === this.crystal)
            ? html`<label>
                ${t`Zone axis`}
                <input
                  type="text"
                  .value=${this.cif.zone}
                  size="7"
                  autocomplete="off"
                  spellcheck="false"
                  @change=${this.#setZone}
                />
              </label>`
            : nothing
        }
        ${
          this.crystal === null
            ? nothing
            : html`<label title=${t`Of the specimen: what would have been found is then told in atoms, too`}>
                ${t`Thickness, cells`}
                <input
                  type="number"
                  inputmode="numeric"
                  min=${LIMITS.thickness.least}
                  max=${LIMITS.thickness.most}
                  step="1"
                  .value=${this.thickness === null ? '' : String(this.thickness)}
                  @change=${this.#setThickness}
                />
              </label>`
        }
        <button @click=${() => this.file.click()}>${t`CIF or JSON…`}</button>
      </div>
      <input
        type="file"
        accept=".cif,.json,application/json"
        aria-label=${t`Crystal file`}
        hidden
        @change=${this.#picked}
      />
      <p class="refused" role="alert">${this.refused}</p>
    `
  }

  /** Takes the crystal of a file, a CIF's along the usual zone axis. Rejects with an InputError where it has none, and keeps the one before. */
  async open(file: File): Promise<void> {
    this.refused = ''
    const { name: source, size } = file
    if (size > MOST_BYTES)
      throw new InputError('crystal', source, `with ${megabytes(size)} it is no crystal: give a CIF, or JSON`)
    const text = await file.text()
    const zone = isCif(text) ? USUAL_ZONE : null
    this.cif = zone && { text, source, zone, crystal: null }
    const crystal = await crystalFromFile(text, { source, zone })
    if (this.cif) this.cif = { ...this.cif, crystal }
    tellRun(this, { crystal })
  }

  #choose({ target }: Event): void {
    this.refused = ''
    this.cif = null
    tellRun(this, { crystal: (target as HTMLSelectElement).value || null })
  }

  async #picked(): Promise<void> {
    const [file] = this.file.files ?? []
    // The same file may be picked again, after it was mended on disk.
    this.file.value = ''
    if (file) await this.#attempt(() => this.open(file))
  }

  async #setZone({ target }: Event): Promise<void> {
    const zone = (target as HTMLInputElement).value
    const { cif } = this
    if (!cif) return
    this.refused = ''
    await this.#attempt(async () => {
      const crystal = await crystalFromFile(cif.text, { source: cif.source, zone })
      this.cif = { ...cif, zone, crystal }
      tellRun(this, { crystal })
    })
  }

  #setThickness({ target }: Event): void {
    const field = target as HTMLInputElement
    const held = this.thickness === null ? '' : String(this.thickness)
    this.refused = refusal(field, t`The thickness`, held)
    if (this.refused) return
    tellRun(this, { thickness: field.value === '' ? null : field.valueAsNumber })
  }

  /** What is refused is said here, beside what was pressed. */
  async #attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      this.refused = refusedBecause(error)
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-crystal': LacunaCrystal
  }
}
