import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import { InputError } from '../../errors'
import { crystalFromFile, crystalLabel, crystalNames, isCif, USUAL_ZONE } from '../../session/crystals'
import { customElement } from '../shared/custom-element'
import { fieldStyles } from '../shared/field-styles'
import { tellRun } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { styles } from './styles'

const FROM_FILE = 'from file'

/** A CIF that was picked, and the crystal that was made of it: while that is the chosen one, its zone axis can be changed. */
interface PickedCif {
  text: string
  source: string
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
  @state() private cif: PickedCif | null = null
  @state() private zone = USUAL_ZONE
  /** Why the latest file or zone axis was refused; empty where it was taken. */
  @state() private refused = ''
  @query('input[type=file]') private file!: HTMLInputElement

  protected override render(): TemplateResult {
    const known = crystalNames()
    const label = this.crystal === null ? null : crystalLabel(this.crystal)
    return html`
      <div class="fields">
        <label>
          Crystal
          <select @change=${this.#choose}>
            <option value="" ?selected=${label === null}>not named</option>
            ${known.map((name) => html`<option value=${name} ?selected=${label === name}>${name}</option>`)}
            ${label !== null && !known.includes(label) ? html`<option value=${this.crystal!} selected>${label}</option>` : nothing}
            <option value=${FROM_FILE}>from a CIF or JSON file…</option>
          </select>
        </label>
        ${
          this.cif && (this.cif.crystal === null || this.cif.crystal === this.crystal)
            ? html`<label>
                Zone axis
                <input
                  type="text"
                  .value=${this.zone}
                  size="7"
                  autocomplete="off"
                  spellcheck="false"
                  @change=${this.#setZone}
                />
              </label>`
            : nothing
        }
      </div>
      <input
        type="file"
        accept=".cif,.json,application/json"
        aria-label="Crystal file"
        hidden
        @change=${this.#picked}
      />
      <p class="refused" role="alert">${this.refused}</p>
    `
  }

  #choose({ target }: Event): void {
    const select = target as HTMLSelectElement
    this.refused = ''
    if (select.value !== FROM_FILE) {
      this.cif = null
      tellRun(this, { crystal: select.value || null })
      return
    }
    // What is chosen stays so until a file has been read.
    this.requestUpdate()
    select.value = this.crystal === null ? '' : crystalLabel(this.crystal)
    this.file.click()
  }

  async #picked(): Promise<void> {
    const file = this.file.files?.[0]
    const text = await file?.text()
    this.file.value = ''
    if (file === undefined || text === undefined) return
    this.zone = USUAL_ZONE
    this.cif = isCif(text) ? { text, source: file.name, crystal: null } : null
    await this.#take(text, file.name)
  }

  async #setZone({ target }: Event): Promise<void> {
    this.zone = (target as HTMLInputElement).value
    if (this.cif) await this.#take(this.cif.text, this.cif.source)
  }

  /** Another crystal is the run's as soon as its file is read; one that cannot be read leaves the run as it was. */
  async #take(text: string, source: string): Promise<void> {
    try {
      const crystal = await crystalFromFile(text, { source, zone: this.cif && this.zone })
      this.refused = ''
      if (this.cif) this.cif = { ...this.cif, crystal }
      tellRun(this, { crystal })
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      this.refused = `${error.message[0].toUpperCase()}${error.message.slice(1)}.`
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-crystal': LacunaCrystal
  }
}
