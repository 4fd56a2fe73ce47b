import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import { missingSets } from '../../session/reproduction/files'
import type { ReproductionOutcome } from '../../session/reproduction/request'
import { startReproduction } from '../../session/reproduction/start'
import { customElement } from '../shared/custom-element'
import { DropTarget } from '../shared/drop-target'
import { dropVeil } from '../shared/drop-veil'
import { download } from '../shared/download'
import { controls, theme } from '../shared/theme'
import { DEFAULT_RUN, type Run } from '../state/run'
import { parts, t } from '../language/message'
import '../report/lacuna-report'
import { taskProgress } from '../task/progress'
import { styles as taskStyles } from '../task/styles'
import { Task } from '../task/task'
import { styles } from './styles'
import '../run-fields/lacuna-run-fields'

const PAPER = html`<cite lang="en"
  >Deep Learning Computer Vision for Anomaly Detection in Scanning Transmission Electron Microscopy</cite
>`

/**
 * The paper's experiment, from image sets to its Table 1 and Figures 1 and 2, in a worker of its own.
 *
 * @fires lacuna-run - A parameter was changed; `detail` is the changed part of the run.
 */
@customElement('lacuna-reproduction')
export class LacunaReproduction extends LitElement {
  static override styles = [theme, controls, taskStyles, dropVeil, styles]

  @property({ attribute: false }) run: Run = DEFAULT_RUN
  /** Files that were picked or dropped so far. */
  @state() private files: readonly File[] = []
  @state() private published = false
  @query('#sets') private picker!: HTMLInputElement

  readonly #task = new Task<ReproductionOutcome>(this)
  readonly #drop: DropTarget = new DropTarget(
    this,
    () => window,
    (files) => this.#take(files),
  )

  protected override render(): TemplateResult {
    const task = this.#task
    return html`
      <div class="sheet">
        <h2>${t`The paper, reproduced`}</h2>
        <p class="lead">
          ${parts`Prifti, Klie and Buban, ${PAPER}: a variational autoencoder learns patches of bulk, and six kinds of defects are judged by how it fails to predict them. This runs the experiment here and draws Table 1, beside PCA and a mean template under the same rule, and Figures 1 and 2.`}
        </p>
        <div class="card">
          ${this.#sets(task.running)} ${this.#controls(task.running)} ${taskProgress(t`Reproduction progress`, task)}
        </div>
        ${task.result ? this.#outcome(task.result) : nothing}
      </div>
      ${this.#drop.over ? html`<div class="drop"><p>${t`Drop the published .npy sets`}</p></div>` : nothing}
    `
  }

  #sets(disabled: boolean): TemplateResult {
    const choose = (published: boolean) => () => (this.published = published)
    return html`
      <fieldset ?disabled=${disabled}>
        <legend>${t`Image sets`}</legend>
        <label>
          <input type="radio" name="sets" .checked=${!this.published} @change=${choose(false)} />
          <span>${t`Simulated`} <small>${t`like the paper’s, made here from the seed`}</small></span>
        </label>
        <label>
          <input type="radio" name="sets" .checked=${this.published} @change=${choose(true)} />
          <span>${t`Published`} <small>${t`the authors’ eight .npy files, from Enea77/ML on GitHub`}</small></span>
        </label>
        ${this.published ? this.#published() : nothing}
        <input
          id="sets"
          type="file"
          accept=".npy,.json"
          multiple
          hidden
          aria-label=${t`Image sets`}
          @change=${this.#picked}
        />
      </fieldset>
    `
  }

  #published(): TemplateResult {
    const missing = missingSets(this.files)
    return html`
      <div class="row">
        <button @click=${() => this.picker.click()}>${t`Choose files…`}</button>
        <span class="muted">${t`or drop them anywhere on this page`}</span>
      </div>
      ${
        missing.length === 0
          ? html`<p class="facts">${t`All sets are here.`}</p>`
          : html`
              <details class="facts">
                <summary>${t`${missing.length} of 8 sets are missing`}</summary>
                <ul>
                  ${missing.map((name) => html`<li>${name}</li>`)}
                </ul>
              </details>
            `
      }
    `
  }

  #controls(running: boolean): TemplateResult {
    const ready = !this.published || missingSets(this.files).length === 0
    return html`
      <lacuna-run-fields .run=${this.run} ?disabled=${running}>
        ${
          running
            ? html`<button @click=${() => this.#task.cancel()}>${t`Cancel`}</button>`
            : html`<button class="primary" ?disabled=${!ready} @click=${this.#start}>${t`Run`}</button>`
        }
      </lacuna-run-fields>
      <p class="facts">
        ${t`Fast: minutes on any machine. Paper: the authors’ own recipe, 200 epochs of a larger model, for a GPU. The run goes on while another tab of this page is open.`}
      </p>
    `
  }

  #outcome({ report, files }: ReproductionOutcome): TemplateResult {
    return html`
      <div class="row" role="group" aria-label=${t`Save results`}>
        <span class="muted">${t`Save`}</span>
        ${Object.entries(files).map(
          ([name, content]) => html`
            <button @click=${() => this.#save(new File([content as BlobPart], name))}>${name}</button>
          `,
        )}
      </div>
      <lacuna-report .report=${report}></lacuna-report>
    `
  }

  #start(): void {
    const { run, published, files } = this
    const request = { ...run, files: published ? files : null }
    void this.#task.run(t`Reproduction`, (call) => startReproduction(request, call))
  }

  #save(file: File): void {
    download(file)
    this.#task.say(t`Saved ${file.name}.`)
  }

  #picked(event: Event): void {
    const input = event.target as HTMLInputElement
    this.#take([...(input.files ?? [])])
    // The same files may be picked again, after they were mended on disk.
    input.value = ''
  }

  /** What comes later replaces a file of the same name. */
  #take(files: readonly File[]): void {
    if (this.#task.running) return
    this.published = true
    this.files = [...this.files.filter(({ name }) => !files.some((file) => file.name === name)), ...files]
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-reproduction': LacunaReproduction
  }
}
