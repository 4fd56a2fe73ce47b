import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import type { Detector } from '../../session/detector'
import { controls, theme } from '../shared/theme'
import { formatRun, parseRun, type Run } from '../state/run'
import { Session } from '../state/session'
import type { AppState } from '../state/state'
import { Following } from '../state/store'
import { type ResultFormat, saveModelFile, saveResult } from './downloads'
import { DropTarget } from './drop-target'
import { gpuAdvice } from './gpu-advice'
import type { LacunaPanel } from './lacuna-panel'
import '../detections/lacuna-comparison'
import '../viewer/lacuna-viewer'
import './lacuna-header'
import './lacuna-notice'
import './lacuna-panel'
import { styles } from './styles'

/**
 * The page: hands the session's state down to the elements and their events up to the session. Opens with a simulated
 * micrograph, so that there is something to try before any file is at hand.
 */
@customElement('lacuna-app')
export class LacunaApp extends LitElement {
  static override styles = [theme, controls, styles]

  /** Does the work; to be set once, before the element is connected. */
  @property({ attribute: false }) detector!: Detector

  @query('lacuna-panel') private panel!: LacunaPanel
  @query('.look') private look!: HTMLElement

  #session!: Session
  readonly #following = new Following<AppState>(this)
  readonly #drop = new DropTarget(this, (files) => this.#open(files))

  override connectedCallback(): void {
    super.connectedCallback()
    addEventListener('hashchange', this.#readHash)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    removeEventListener('hashchange', this.#readHash)
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('detector')) return
    this.#session = new Session(this.detector, parseRun(location.hash))
    this.#following.follow(this.#session.store)
    void this.#session.openSample()
    void this.#session.probe()
  }

  protected override render(): TemplateResult {
    const { state } = this.#session.store
    return html`
      <header><lacuna-header .gpu=${state.gpu}></lacuna-header></header>
      <main
        @lacuna-select=${this.#select}
        @lacuna-run=${(event: CustomEvent<Partial<Run>>) => this.#setRun(event.detail)}
        @lacuna-open=${(event: CustomEvent<File[]>) => this.#open(event.detail)}
        @lacuna-sample=${() => this.#session.openSample()}
        @lacuna-train=${() => this.#session.train()}
        @lacuna-pause=${() => this.#session.pause()}
        @lacuna-resume=${() => this.#session.resume()}
        @lacuna-cancel=${() => this.#session.cancel()}
        @lacuna-detect=${() => this.#session.detect()}
        @lacuna-save-model=${this.#saveModel}
        @lacuna-save-result=${(event: CustomEvent<ResultFormat>) => this.#saveResult(event.detail)}
      >
        <div class="notices">${this.#gpuNotice(state)} ${this.#problemNotice(state)}</div>
        <div class="look">
          <lacuna-viewer
            .micrograph=${state.micrograph}
            .result=${state.result}
            .selected=${state.selected}
            .simulated=${state.simulated}
          ></lacuna-viewer>
          <lacuna-comparison
            ?hidden=${state.selected === null}
            .result=${state.result}
            .selected=${state.selected}
          ></lacuna-comparison>
        </div>
        <lacuna-panel .state=${state}></lacuna-panel>
      </main>
      <footer><p role="status">${state.announcement}</p></footer>
      ${this.#drop.over ? html`<div class="drop"><p>Drop a micrograph, or a model to load</p></div>` : nothing}
    `
  }

  #gpuNotice({ gpu }: AppState): TemplateResult | typeof nothing {
    if (gpu.kind !== 'none') return nothing
    const { title, steps } = gpuAdvice(gpu.problem, isSecureContext)
    return html`
      <lacuna-notice id="no-gpu" heading="${title}, so it cannot train or detect here.">
        ${gpu.problem.message}. Opening and looking at micrographs works as usual.
        <ul>
          ${steps.map((step) => html`<li>${step}</li>`)}
        </ul>
      </lacuna-notice>
    `
  }

  #problemNotice({ problem }: AppState): TemplateResult | typeof nothing {
    if (!problem) return nothing
    return html`
      <lacuna-notice
        id="problem"
        heading="That did not work."
        dismissible
        data-code=${problem.code}
        @lacuna-dismiss=${() => this.#session.dismiss()}
      >
        ${problem.message}
      </lacuna-notice>
    `
  }

  #select(event: CustomEvent<number | null>): void {
    this.#session.select(event.detail)
    if (event.detail === null) return
    // The choice is to be seen in both its forms, the picture and the row, wherever it was made.
    if (this.panel.isBeside) void this.panel.revealSelected()
    else if (event.composedPath().includes(this.panel)) this.look.scrollIntoView({ block: 'start' })
  }

  #open([first]: File[]): void {
    // A model is dropped where a micrograph is; what it is called tells them apart.
    void (/\.safetensors$/i.test(first.name) ? this.#session.loadModel(first) : this.#session.openFile(first))
  }

  #setRun(change: Partial<Run>): void {
    this.#session.setRun(change)
    history.replaceState(null, '', formatRun(this.#session.store.state.run))
  }

  readonly #readHash = (): void => {
    this.#session.setRun(parseRun(location.hash))
  }

  async #saveModel(): Promise<void> {
    const bytes = await this.#session.saveModel()
    const { model } = this.#session.store.state
    if (bytes && model) saveModelFile(bytes, model, model.from)
  }

  #saveResult(format: ResultFormat): void {
    const { result, model } = this.#session.store.state
    if (result && model) void saveResult(result, model, format)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-app': LacunaApp
  }
}
