import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property, state } from 'lit/decorators.js'
import type { DetectorName, Standing } from '../../session/simulation/crystals'
import { atomsOf, DETECTOR_NAMES, usualDetector } from '../../session/simulation/crystals'
import type { NumberName } from '../../session/simulation/request'
import { SIMULATION_LIMITS } from '../../session/simulation/request'
import { customElement } from '../shared/custom-element'
import { fieldStyles } from '../shared/field-styles'
import { refusal } from '../shared/refusal'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { t } from '../language/message'
import { atomsInColumn, type DefectChoice, type DetectorChoice, type Form } from './form'
import { fieldGrid, formStyles } from './styles'

/** A number's limits as its field has them. */
interface Field {
  label: string
  value: number | null
  low: number
  high: number
  integer?: boolean
  /** What an empty field stands for; without it a number has to be there. */
  otherwise?: string
  set: (value: number | null) => Form
}

/**
 * Specimen, microscope, detectors and recording of a simulation. A number out of range is refused: the field says what it takes, and shows again
 * what holds.
 *
 * @slot - The crystal, before the other fields of the specimen.
 * @fires lacuna-form - A field was changed; `detail` is what all of them hold.
 */
@customElement('lacuna-simulation-fields')
export class LacunaSimulationFields extends LitElement {
  static override styles = [theme, controls, fieldStyles, fieldGrid, formStyles]

  @property({ attribute: false }) form!: Form
  @property({ attribute: false }) standing!: Standing
  @property({ type: Boolean }) disabled = false
  /** Why the latest number was refused; empty where it was taken, and while another is typed. */
  @state() private refused = ''

  protected override render(): TemplateResult {
    const { disabled } = this
    const group = (legend: string, content: unknown) =>
      html`<fieldset ?disabled=${disabled}>
        <legend>${legend}</legend>
        ${content}
      </fieldset>`
    return html`
      ${group(
        t`Specimen`,
        html`<slot></slot>
          <div class="fields" @input=${this.#typing}>
            ${this.#number('cells', t`Thickness, cells`)} ${this.#number('phonons', t`Thermal configurations`)}
          </div>
          <p class="facts">
            ${t`The picture is the mean over so many configurations of atoms in thermal motion. 0 holds them still: that is quick, but light columns are wrong. 8 are enough.`}
          </p>`,
      )}
      ${group(t`Defects`, html`<div class="fields" @input=${this.#typing}>${this.#defect()}</div>`)}
      ${group(
        t`Microscope`,
        html`<div class="fields" @input=${this.#typing}>
          ${this.#number('kilovolts', t`Voltage, kV`)} ${this.#number('aperture', t`Convergence, mrad`)}
          ${this.#number('defocus', t`Defocus, Å`)} ${this.#number('cs', t`Cs, mm`)}
          ${this.#number('source', t`Source size, Å`)} ${this.#method()}
        </div>`,
      )}
      ${group(
        t`Detectors, half-angles from and to in mrad`,
        html`<div class="detectors" @input=${this.#typing}>${DETECTOR_NAMES.map((name) => this.#detector(name))}</div>`,
      )}
      ${group(
        t`Recording`,
        html`<div class="fields" @input=${this.#typing}>
          ${this.#number('width', t`Width, px`)} ${this.#number('height', t`Height, px`)}
          ${this.#number('pixelSize', t`Pixel size, Å`)} ${this.#number('dose', t`Dose, electrons a pixel`)}
          ${this.#number('rowJitter', t`Row jitter, px`)} ${this.#number('drift', t`Drift, px`)}
          ${this.#number('rotation', t`Rotation, °`)} ${this.#number('seed', t`Seed`)}
        </div>`,
      )}
      <p class="refused" role="alert">${this.refused}</p>
    `
  }

  readonly #typing = (): void => {
    this.refused = ''
  }

  #number(name: NumberName, label: string): TemplateResult {
    const { numbers } = this.form
    const set = (value: number | null) => ({ ...this.form, numbers: { ...numbers, [name]: value } })
    return html`<label
      >${label} ${this.#input({ label, value: numbers[name], ...SIMULATION_LIMITS[name], set })}</label
    >`
  }

  #input({ label, value, low, high, integer, otherwise, set }: Field): TemplateResult {
    const held = value === null ? '' : String(value)
    const change = ({ target }: Event) => {
      const field = target as HTMLInputElement
      this.refused = refusal(field, label, held)
      if (!this.refused) this.#tell(set(field.value === '' ? null : field.valueAsNumber))
    }
    return html`<input
      type="number"
      inputmode=${integer ? 'numeric' : 'decimal'}
      aria-label=${label}
      min=${low}
      max=${high}
      step=${integer ? '1' : 'any'}
      placeholder=${otherwise ?? nothing}
      ?required=${otherwise === undefined}
      .value=${held}
      @change=${change}
    />`
  }

  #method(): TemplateResult {
    const labels = { auto: t`the faster one`, multislice: t`multislice`, prism: t`PRISM` }
    const { method } = this.form
    return html`<label title=${t`The picture is the same`}>
      ${t`Method`}
      <select
        @change=${({ target }: Event) =>
          this.#tell({ ...this.form, method: (target as HTMLSelectElement).value as Form['method'] })}
      >
        ${Object.entries(labels).map(
          ([name, label]) => html`<option value=${name} ?selected=${name === method}>${label}</option>`,
        )}
      </select>
    </label>`
  }

  #detector(name: DetectorName): TemplateResult {
    const choice = this.form.detectors[name]
    const title = name.toUpperCase()
    const usual = usualDetector(name, this.form.numbers.aperture)
    const set = (change: Partial<DetectorChoice>): Form => ({
      ...this.form,
      detectors: { ...this.form.detectors, [name]: { ...choice, ...change } },
    })
    const angle = (edge: 'inner' | 'outer', label: string) =>
      this.#input({
        label,
        value: choice[edge],
        low: 0,
        high: 500,
        otherwise: String(Number(usual[edge].toFixed(1))),
        set: (value) => set({ [edge]: value }),
      })
    return html`<div class="detector" role="group" aria-label=${title}>
      <label
        ><input
          type="checkbox"
          .checked=${choice.on}
          @change=${({ target }: Event) => this.#tell(set({ on: (target as HTMLInputElement).checked }))}
        />${title}</label
      >
      ${angle('inner', t`${title}, inner angle, mrad`)}
      <span aria-hidden="true">–</span> ${angle('outer', t`${title}, outer angle, mrad`)}
    </div>`
  }

  #defect(): TemplateResult {
    const { form, standing } = this
    const { kind, sublattice, count, atoms, depth } = form.defect
    const change = (change: Partial<DefectChoice>): Form => ({ ...form, defect: { ...form.defect, ...change } })
    const kinds = { none: t`none`, vacancy: t`atoms missing`, antisite: t`atoms exchanged` }
    const select = (label: string, options: [string, string][], held: string, set: (value: string) => Form) =>
      html`<label>
        ${label}
        <select @change=${({ target }: Event) => this.#tell(set((target as HTMLSelectElement).value))}>
          ${options.map(([value, name]) => html`<option value=${value} ?selected=${value === held}>${name}</option>`)}
        </select>
      </label>`
    const asKind = select(t`Kind`, Object.entries(kinds), kind, (value) =>
      change({ kind: value as DefectChoice['kind'] }),
    )
    if (kind === 'none') return asKind
    const all = atomsInColumn(form, standing)
    const deep = Math.round(form.numbers.cells * standing.step)
    const numbers: Field[] = [
      {
        label: t`Columns`,
        value: count,
        low: 1,
        high: 100,
        integer: true,
        set: (value) => change({ count: value ?? 1 }),
      },
      {
        label: t`Atoms of ${all} in a column`,
        value: Math.min(atoms, all),
        low: 1,
        high: all,
        integer: true,
        set: (value) => change({ atoms: value ?? 1 }),
      },
      {
        label: t`Depth of ${deep}, Å`,
        value: depth,
        low: 0,
        high: deep,
        otherwise: t`anywhere`,
        set: (value) => change({ depth: value }),
      },
    ]
    const sublattices = atomsOf(standing, 1).map(({ name, element }): [string, string] => [
      name,
      name.toLowerCase() === element.toLowerCase() ? element : `${name} (${element})`,
    ])
    return html`${asKind}
    ${select(t`Sublattice`, sublattices, sublattice, (value) => change({ sublattice: value, atoms: 1 }))}
    ${numbers.map((field) => html`<label>${field.label} ${this.#input(field)}</label>`)}`
  }

  #tell(form: Form): void {
    tell(this, 'lacuna-form', form)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-simulation-fields': LacunaSimulationFields
  }
}
