import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property, query } from 'lit/decorators.js'
import { presetEpochs } from '../../session/request'
import { customElement } from '../shared/custom-element'
import { count, duration, learnedPart, significant } from '../shared/format'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { seededResult, seedsOfShown } from '../state/seeds'
import { seriesOf } from '../state/series'
import { type AppState, epochsBehind, type Model } from '../state/state'
import type { LacunaCrystal } from '../crystal/lacuna-crystal'
import type { LacunaResults } from '../results/lacuna-results'
import { t } from '../language/message'
import { said } from '../language/told'
import { HELP } from './help'
import { styles } from './styles'
import '../results/lacuna-results'
import '../files/lacuna-files'
import '../frames/lacuna-frames'
import '../images/lacuna-images'
import '../pixel-size/lacuna-pixel-size'
import '../crystal/lacuna-crystal'
import '../lattice/lacuna-lattice'
import '../seeds/lacuna-seeds'
import '../series/lacuna-series'
import '../progress/lacuna-progress'
import '../triptych/lacuna-triptych'
import '../loss-chart/lacuna-loss-chart'
import '../region/lacuna-region'
import '../samples/lacuna-samples'
import '../training/lacuna-training'

const OPENS =
  '.dm3,.dm4,.emd,.hspy,.h5,.hdf5,.nxs,.ser,.mrc,.mrcs,.tif,.tiff,.png,.jpg,.jpeg,.npy,.npz,.ndata,.gz,.safetensors,.cif,.lacuna'
/** Differences of a training patch are shown on one scale throughout, so that they can be seen to shrink. */
const TRAINING_LIMIT = 0.5

/**
 * The three steps beside the picture: open a micrograph, learn its crystal, find what does not belong.
 *
 * @fires lacuna-open - Files were picked; `detail` is an array of them.
 * @fires lacuna-sample - A simulated micrograph was asked for; `detail` is the name of its crystal, if that was chosen.
 * @fires lacuna-detect - Apply the model.
 * @fires lacuna-save-model - Save the model.
 * @fires lacuna-draw - Drawing the region is to begin or to end; `detail` says which.
 * @fires lacuna-cancel - End what is running.
 * Events of the training controls, the crystal, the threshold, the review, the table and the series pass through.
 */
@customElement('lacuna-panel')
export class LacunaPanel extends LitElement {
  static override styles = [theme, controls, styles]

  @property({ attribute: false }) state!: AppState
  @query('#micrograph') private micrographFile!: HTMLInputElement
  @query('#model') private modelFile!: HTMLInputElement
  @query('lacuna-crystal') private crystal!: LacunaCrystal
  @query('lacuna-results') private results!: LacunaResults | null

  protected override render(): TemplateResult {
    return html`${this.#openSection()}${this.#learnSection()}${this.#findSection()}`
  }

  #openSection(): TemplateResult {
    const { micrograph, files, file, activity, progress, lattice, run, result, contents, drift, batch, gpu } =
      this.state
    const opening = activity === 'opening'
    // Another frame may be chosen while one is searched: the search begins anew.
    const locked = batch !== null
    const busy = locked || !['idle', 'surveying', 'detecting'].includes(activity)
    return html`
      <section aria-labelledby="open">
        <header>
          <h2 id="open">${t`Micrograph`}</h2>
          ${HELP.micrograph()}
          <div class="row">
            <button ?disabled=${locked} @click=${() => this.micrographFile.click()}>${t`Open file…`}</button>
            ${
              opening
                ? html`<button @click=${() => tell(this, 'lacuna-cancel')}>${t`Cancel`}</button>`
                : html`<button ?disabled=${locked} @click=${() => tell(this, 'lacuna-sample')}>${t`Simulate`}</button>`
            }
          </div>
          <input
            id="micrograph"
            type="file"
            accept=${OPENS}
            multiple
            aria-label=${t`Micrograph file`}
            hidden
            @change=${this.#picked}
          />
        </header>
        ${
          files.length > 0
            ? html`<lacuna-files
                .files=${files}
                .open=${file}
                .result=${result}
                .batch=${batch}
                .ready=${activity === 'idle' && gpu.kind === 'ready'}
              ></lacuna-files>`
            : nothing
        }
        <p class="facts" id="facts">
          ${
            micrograph
              ? html`${said(micrograph.name)} · ${micrograph.width} × ${micrograph.height} px`
              : opening
                ? t`Opening…`
                : t`DM3, DM4, EMD, HSPY, SER, MRC, TIFF, PNG, JPEG or NPY. Drop one or several, or choose them.`
          }
        </p>
        ${
          opening && progress
            ? html`<lacuna-progress label=${t`Reading the file`} .progress=${progress}></lacuna-progress>`
            : nothing
        }
        ${
          contents && contents.images.length > 1
            ? html`<lacuna-images .contents=${contents} .disabled=${busy}></lacuna-images>`
            : nothing
        }
        ${
          contents && contents.images[contents.taken.image].frames > 1
            ? html`<lacuna-frames .contents=${contents} .drift=${drift} .disabled=${busy}></lacuna-frames>`
            : nothing
        }
        ${
          micrograph
            ? html`<lacuna-pixel-size
                .file=${contents ? contents.images[contents.taken.image].pixelSize : micrograph.pixelSize}
                .hand=${contents && run.pixelSize}
                .lattice=${lattice}
                .editable=${contents !== null}
                .disabled=${busy}
              ></lacuna-pixel-size>`
            : nothing
        }
        ${
          activity === 'surveying'
            ? html`<lacuna-progress label=${t`Finding the lattice`} .progress=${progress}></lacuna-progress>`
            : nothing
        }
        <lacuna-lattice
          .lattice=${lattice}
          .pixelSize=${micrograph?.pixelSize ?? null}
          .byHand=${contents !== null && run.pixelSize !== null}
        ></lacuna-lattice>
        <lacuna-crystal ?inert=${locked} .crystal=${run.crystal} .thickness=${run.thickness}></lacuna-crystal>
        <details ?inert=${locked} ?open=${!micrograph || micrograph.metadata.simulated}>
          <summary>${t`Samples: simulated crystals with defects`}</summary>
          <lacuna-samples .open=${micrograph?.metadata.simulated ? micrograph.metadata.crystal : null}></lacuna-samples>
        </details>
      </section>
    `
  }

  #learnSection(): TemplateResult {
    const { run, activity, progress, micrograph, lattice, gpu, model, epoch, losses, drawing, batch } = this.state
    const idle = activity === 'idle' && batch === null
    return html`
      <section aria-labelledby="learn">
        <header>
          <h2 id="learn">${t`Learn the crystal`}</h2>
          ${HELP.learn()}
          <div class="row">
            <button ?disabled=${!model || !idle} @click=${() => tell(this, 'lacuna-save-model')}>
              ${t`Save model`}
            </button>
            <button ?disabled=${gpu.kind !== 'ready' || !idle} @click=${() => this.modelFile.click()}>
              ${t`Load model…`}
            </button>
          </div>
          <input
            id="model"
            type="file"
            accept=".safetensors"
            aria-label=${t`Model file`}
            hidden
            @change=${this.#picked}
          />
        </header>
        ${
          micrograph
            ? html`<lacuna-region
                .region=${run.region}
                .size=${micrograph}
                .drawing=${drawing}
                .disabled=${batch !== null || (activity !== 'idle' && activity !== 'surveying')}
              ></lacuna-region>`
            : nothing
        }
        <lacuna-training
          .run=${run}
          .activity=${activity}
          .progress=${progress}
          .ready=${lattice?.verdict === 'periodic' && gpu.kind === 'ready' && batch === null}
          .locked=${batch !== null}
          .trained=${model !== null && model.origin !== 'sample'}
          .partial=${epochsBehind(this.state)}
          .epochSeconds=${this.state.epochSeconds[run.preset] ?? null}
        ></lacuna-training>
        ${model ? html`<p class="facts" id="model-facts">${modelFacts(model)}</p>` : nothing}
        ${
          epoch
            ? html`
                <details open>
                  <summary id="learned">${t`Loss and a prediction after ${count(epoch.epoch, 'epoch')}`}</summary>
                  <lacuna-loss-chart .losses=${losses} .epochs=${epoch.epochs}></lacuna-loss-chart>
                  <lacuna-triptych
                    .input=${{ data: epoch.input, width: epoch.size, height: epoch.size }}
                    .prediction=${{ data: epoch.prediction, width: epoch.size, height: epoch.size }}
                    .limit=${TRAINING_LIMIT}
                  ></lacuna-triptych>
                </details>
              `
            : nothing
        }
      </section>
    `
  }

  #findSection(): TemplateResult {
    const { run, activity, progress, micrograph, lattice, model, gpu, result, selected, review, adding, contents } =
      this.state
    const ready =
      activity === 'idle' &&
      !this.state.batch &&
      lattice?.verdict === 'periodic' &&
      model !== null &&
      gpu.kind === 'ready'
    return html`
      <section aria-labelledby="find">
        <header>
          <h2 id="find">${t`Find what does not belong`}</h2>
          ${HELP.find()}
          <div class="row">
            ${
              activity === 'detecting'
                ? html`<button @click=${() => tell(this, 'lacuna-cancel')}>${t`Cancel`}</button>`
                : html`
                    <button
                      class=${model && !result ? 'primary' : ''}
                      ?disabled=${!ready}
                      @click=${() => tell(this, 'lacuna-detect')}
                    >
                      ${t`Detect`}
                    </button>
                  `
            }
          </div>
        </header>
        ${
          activity === 'detecting'
            ? html`<lacuna-progress label=${t`Detection progress`} .progress=${progress}></lacuna-progress>`
            : this.#hint()
        }
        <lacuna-results
          .result=${result}
          .rate=${run.rate}
          .locked=${this.state.batch !== null}
          .selected=${selected}
          .review=${review}
          .adding=${adding}
          .view=${this.state.view}
          .pixelSize=${micrograph?.pixelSize ?? null}
          .seeds=${seedsOfShown(this.state)}
        ></lacuna-results>
        ${
          seededResult(this.state)
            ? html`<lacuna-seeds
                .record=${seedsOfShown(this.state)?.record ?? null}
                .seeding=${this.state.seeding}
                .ready=${activity === 'idle' && !this.state.batch && gpu.kind === 'ready'}
              ></lacuna-seeds>`
            : nothing
        }
        ${
          result?.verdict === 'periodic' && contents?.drift
            ? html`<lacuna-series
                .series=${seriesOf(this.state)}
                .frames=${contents.drift.length}
                .ready=${ready && !this.state.restored}
              ></lacuna-series>`
            : nothing
        }
      </section>
    `
  }

  /** What stands in the way of a result, or of trusting it. */
  #hint(): TemplateResult | typeof nothing {
    const { activity, lattice, model } = this.state
    if (lattice?.verdict === 'not periodic') {
      if (lattice.explained !== null) return nothing
      return html`<p class="facts">${t`No lattice, so there is nothing to search: see the verdict above.`}</p>`
    }
    if (!model) return activity === 'idle' ? html`<p class="facts">${t`Train or load a model first.`}</p>` : nothing
    const usual = presetEpochs(model.preset)
    if (model.epochs >= usual / 2) return nothing
    return html`<p class="facts">
      ${t`Trained for ${model.epochs} of the preset’s ${usual} epochs. Their neighbours still judge the columns, and the micrograph itself says how much the model counts.`}
    </p>`
  }

  /** Whether the panel scrolls by itself, beside the picture, or with the page, under it. */
  get isBeside(): boolean {
    return getComputedStyle(this).overflowY !== 'visible'
  }

  /** Names the crystal by a file; rejects with an InputError where it is none. */
  async openCrystal(file: File): Promise<void> {
    await this.updateComplete
    await this.crystal.open(file)
  }

  async revealSelected(): Promise<void> {
    await this.updateComplete
    await this.results?.revealSelected()
  }

  #picked(event: Event): void {
    const input = event.target as HTMLInputElement
    const files = [...(input.files ?? [])]
    // The same file may be picked again, after it was mended on disk.
    input.value = ''
    if (files.length) tell(this, 'lacuna-open', files)
  }
}

function modelFacts({ origin, from, preset, epochs, seed, region, loss, trainSeconds }: Model): string {
  const source = {
    trained: t`Trained on ${said(from)}`,
    cancelled: t`Cancelled, partly trained on ${said(from)}`,
    loaded: t`Loaded from ${from}`,
    sample: t`Comes with Lacuna, for its simulated micrographs`,
  }[origin]
  const facts = [source, preset === 'fast' ? t`fast preset` : t`paper preset`, count(epochs, 'epoch'), t`seed ${seed}`]
  if (region) facts.push(t`learned from ${learnedPart(region)}`)
  if (loss !== null) facts.push(t`loss ${significant(loss, 4)}`)
  if (trainSeconds !== null) facts.push(t`${duration(trainSeconds)} of training`)
  return facts.join(' · ')
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-panel': LacunaPanel
  }
}
