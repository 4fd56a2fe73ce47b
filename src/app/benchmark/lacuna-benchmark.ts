import { html, LitElement, nothing, type TemplateResult } from 'lit'
import type { BenchOutcome } from '../../../bench/browser/run'
import { startBench } from '../../../bench/browser/start'
import { customElement } from '../shared/custom-element'
import { download } from '../shared/download'
import { controls, theme } from '../shared/theme'
import { t } from '../language/message'
import '../report/lacuna-report'
import { taskProgress } from '../task/progress'
import { styles } from '../task/styles'
import { Task } from '../task/task'

/** The engine's bench on the adapter of this browser, beside other WebGPU libraries, in a worker of its own. */
@customElement('lacuna-benchmark')
export class LacunaBenchmark extends LitElement {
  static override styles = [theme, controls, styles]

  readonly #task = new Task<BenchOutcome>(this)

  protected override render(): TemplateResult {
    const task = this.#task
    return html`
      <div class="sheet">
        <h2>${t`Lacuna beside its peers`}</h2>
        <p class="lead">
          ${t`Times a whole training step and inference of the same model in Lacuna, TensorFlow.js and jax-js, on this browser’s adapter, with the same weights, images and noise. A library whose losses differ from the others’ is left out. Let nothing else run meanwhile, in this page or beside it.`}
        </p>
        <div class="card">
          <div class="row">
            ${
              task.running
                ? html`<button @click=${() => task.cancel()}>${t`Cancel`}</button>`
                : html`
                    <button class="primary" @click=${() => this.#start(true)}>${t`Quick run`}</button>
                    <button @click=${() => this.#start(false)}>${t`Full run`}</button>
                  `
            }
            <span class="muted"
              >${t`Quick: a few minutes. Full: also how the time grows with batch and patch; an hour on a slow adapter.`}</span
            >
          </div>
          ${taskProgress(t`Benchmark progress`, task)}
        </div>
        ${task.result ? this.#outcome(task.result) : nothing}
      </div>
    `
  }

  #outcome({ report, result }: BenchOutcome): TemplateResult {
    const save = () => {
      download(new File([JSON.stringify(result, null, 1)], 'bench.json', { type: 'application/json' }))
      this.#task.say(t`Saved ${'bench.json'}.`)
    }
    return html`
      <div class="row" role="group" aria-label=${t`Save results`}>
        <span class="muted">${t`Save`}</span>
        <button @click=${save}>bench.json</button>
      </div>
      <lacuna-report .report=${report}></lacuna-report>
    `
  }

  #start(quick: boolean): void {
    void this.#task.run(t`Benchmark`, (call) => startBench({ quick }, call))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-benchmark': LacunaBenchmark
  }
}
