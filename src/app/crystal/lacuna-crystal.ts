import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { crystalLabel, crystalNames } from '../../session/crystals'
import { tellRun } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { styles } from './styles'

const FROM_FILE = 'from file'

/**
 * Which crystal the micrograph may show: one of Lacuna's own, one from a JSON file, or none.
 *
 * @fires lacuna-run - Another crystal was chosen; `detail` is the changed part of the run.
 */
@customElement('lacuna-crystal')
export class LacunaCrystal extends LitElement {
  static override styles = [theme, controls, styles]

  /** Name of a crystal, or the JSON text of one; null for none. */
  @property() crystal: string | null = null
  @query('input') private file!: HTMLInputElement

  protected override render(): TemplateResult {
    const known = crystalNames()
    const label = this.crystal === null ? null : crystalLabel(this.crystal)
    return html`
      <label>
        Crystal
        <select @change=${this.#choose}>
          <option value="" ?selected=${label === null}>not named</option>
          ${known.map((name) => html`<option value=${name} ?selected=${label === name}>${name}</option>`)}
          ${label !== null && !known.includes(label) ? html`<option value=${this.crystal!} selected>${label}</option>` : nothing}
          <option value=${FROM_FILE}>from a JSON file…</option>
        </select>
      </label>
      <input type="file" accept=".json,application/json" aria-label="Crystal file" hidden @change=${this.#picked} />
    `
  }

  #choose({ target }: Event): void {
    const select = target as HTMLSelectElement
    if (select.value !== FROM_FILE) {
      this.#setCrystal(select.value || null)
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
    if (text !== undefined) this.#setCrystal(text)
  }

  #setCrystal(crystal: string | null): void {
    tellRun(this, { crystal })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-crystal': LacunaCrystal
  }
}
