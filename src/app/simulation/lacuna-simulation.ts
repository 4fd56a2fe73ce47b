import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { query, state } from 'lit/decorators.js'
import type { Standing } from '../../session/simulation/crystals'
import { crystalOf, usualStanding, workOfRequest } from '../../session/simulation/crystals'
import type { SimulatedPicture } from '../../session/simulation/simulate'
import { SIMULATION_FILES, simulationFile } from '../../session/simulation/simulate'
import { startSimulation } from '../../session/simulation/start'
import type { Handed } from '../detection/handed'
import { copyPng } from '../shared/copy-png'
import { customElement } from '../shared/custom-element'
import { download } from '../shared/download'
import { about } from '../shared/format'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { t } from '../language/message'
import { number } from '../language/numbers'
import { taskProgress } from '../task/progress'
import { styles as taskStyles } from '../task/styles'
import { Task } from '../task/task'
import '../viewer/lacuna-viewer'
import type { FigureChoice } from '../viewer/figure-tools'
import type { LacunaViewer } from '../viewer/lacuna-viewer'
import { firstForm, type Form, formFor, requestOf } from './form'
import './lacuna-simulation-crystal'
import './lacuna-simulation-fields'
import { styles } from './styles'
import { SimulationTimes } from './times'

/** What a simulation led to, with what it was of. */
interface Outcome {
  pictures: readonly SimulatedPicture[]
  crystal: string
  cells: number
}

/**
 * Micrographs by multislice: electrons that are followed through a crystal's atoms, in a worker of its own.
 *
 * @fires lacuna-hand-over - A picture is to be searched; `detail` has the `file`, and the changed part of the `run`.
 */
@customElement('lacuna-simulation')
export class LacunaSimulation extends LitElement {
  static override styles = [theme, controls, taskStyles, styles]

  @state() private standing: Standing = usualStanding()
  @state() private form: Form = firstForm(this.standing)
  /** Which detector's picture is in sight. */
  @state() private shown = 0
  @query('lacuna-viewer') private viewer!: LacunaViewer

  readonly #task = new Task<Outcome>(this)
  readonly #times = new SimulationTimes()

  protected override render(): TemplateResult {
    const task = this.#task
    return html`
      <div class="sheet">
        <h2>${t`A micrograph by multislice`}</h2>
        <p class="lead">
          ${t`Electrons are followed through the atoms of a crystal, slice by slice, on this browser’s adapter: through one perfect cell, which the picture repeats, and through the surroundings of each defect. Dose, jitter and drift are laid over it.`}
        </p>
        <div class="card">
          <lacuna-simulation-fields
            .form=${this.form}
            .standing=${this.standing}
            ?disabled=${task.running}
            @lacuna-form=${({ detail }: CustomEvent<Form>) => (this.form = detail)}
          >
            <lacuna-simulation-crystal
              .standing=${this.standing}
              ?disabled=${task.running}
              @lacuna-standing=${this.#take}
            ></lacuna-simulation-crystal>
          </lacuna-simulation-fields>
          <div class="row">
            ${
              task.running
                ? html`<button @click=${() => task.cancel()}>${t`Cancel`}</button>`
                : html`<button class="primary" ?disabled=${!this.#sees} @click=${this.#start}>${t`Simulate`}</button>`
            }
            <span class="facts">${this.#forecast()}</span>
          </div>
          ${taskProgress(t`Simulation progress`, task)}
        </div>
        ${task.result ? this.#outcome(task.result) : nothing}
      </div>
    `
  }

  /** Whether any detector is chosen. */
  get #sees(): boolean {
    return Object.values(this.form.detectors).some(({ on }) => on)
  }

  /** What will be computed; how long that takes is known once something was. */
  #forecast(): string {
    if (!this.#sees) return t`Choose a detector.`
    const { waves, slices, width, height, amount } = workOfRequest(requestOf(this.form, this.standing))
    const work = t`${grouped(waves)} waves through ${grouped(slices)} slices of ${width} × ${height} px.`
    const seconds = this.#times.of(amount)
    const time =
      seconds === null
        ? t`How long that takes is known after the first run.`
        : t`As earlier runs went here: ${about(seconds)}.`
    return `${work} ${time}`
  }

  #outcome(outcome: Outcome): TemplateResult {
    const { pictures } = outcome
    const picture = pictures[this.shown]
    const name = nameOf(picture, pictures)
    const fileOf = (ending: (typeof SIMULATION_FILES)[number]) =>
      new File([simulationFile(picture, ending) as BlobPart], `${name}.${ending}`)
    return html`
      ${pictures.length > 1 ? this.#choice(pictures) : nothing}
      <div class="picture">
        <lacuna-viewer simulated .micrograph=${picture.micrograph} @lacuna-figure=${this.#figure}></lacuna-viewer>
      </div>
      <div class="row">
        <button class="primary" @click=${() => this.#handOver(fileOf('tif'), outcome)}>
          ${t`Search this micrograph`}
        </button>
        <span class="row" role="group" aria-label=${t`Save results`}>
          <span class="muted">${t`Save`}</span>
          ${SIMULATION_FILES.map(
            (ending) => html`<button @click=${() => this.#save(fileOf(ending))}>${name}.${ending}</button>`,
          )}
        </span>
      </div>
    `
  }

  #choice(pictures: readonly SimulatedPicture[]): TemplateResult {
    return html`<div class="pictures" role="group" aria-label=${t`Detector`}>
      ${pictures.map(
        ({ detector }, n) =>
          html`<button aria-pressed=${n === this.shown} @click=${() => (this.shown = n)}>
            ${detector.toUpperCase()}
          </button>`,
      )}
    </div>`
  }

  #take({ detail }: CustomEvent<Standing>): void {
    this.form = formFor(detail, this.form)
    this.standing = detail
  }

  #start(): void {
    const { standing } = this
    const request = requestOf(this.form, standing)
    const { amount } = workOfRequest(request)
    void this.#task.run(t`Simulation`, async (call) => {
      const started = performance.now()
      const pictures = await startSimulation(request, call)
      this.#times.measured(amount, (performance.now() - started) / 1000)
      this.shown = 0
      return { pictures, crystal: crystalOf(standing), cells: request.cells }
    })
  }

  #handOver(file: File, { crystal, cells }: Outcome): void {
    tell(this, 'lacuna-hand-over', { file, run: { crystal, thickness: cells } } satisfies Handed)
  }

  #figure({ detail }: CustomEvent<{ choice: FigureChoice; copy: boolean }>): void {
    const { choice, copy } = detail
    void this.#task.attempt(async () => {
      if (!copy) return this.#save(await this.viewer.figure(choice))
      await copyPng(this.viewer.figure({ ...choice, format: 'png' }))
      this.#task.say(t`The figure is on the clipboard.`)
    })
  }

  #save(file: File): void {
    download(file)
    this.#task.say(t`Saved ${file.name}.`)
  }
}

/** As the command calls it. */
function nameOf({ truth, detector }: SimulatedPicture, pictures: readonly SimulatedPicture[]): string {
  const name = `simulated-${truth.options.seed}`
  return pictures.length > 1 ? `${name}-${detector}` : name
}

function grouped(count: number): string {
  return number(count, { useGrouping: true })
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-simulation': LacunaSimulation
  }
}
