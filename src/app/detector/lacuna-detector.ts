import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { property, query } from 'lit/decorators.js'
import { LacunaError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'
import type { DetectionResult, Detector, PresetName, Reviewed, SeriesResult } from '../../session/detector'
import { customElement } from '../shared/custom-element'
import { LanguageOfElement } from '../language/of-element'
import { DropTarget } from '../shared/drop-target'
import { dropVeil } from '../shared/drop-veil'
import { tell } from '../shared/tell'
import { theme } from '../shared/theme'
import { readOpening, writeFrames, writePixelSize } from '../../session/opening'
import { isUsualSample } from '../../session/crystals'
import { readReview } from '../../session/files/review'
import { formatRectangle, readRegion } from '../../session/request'
import { DEFAULT_RUN, type Run } from '../state/run'
import type { SeedsRecord } from '../../session/files/seeds'
import type { Session } from '../state/session'
import { NO_REVIEW } from '../state/review'
import { seedsOfShown } from '../state/seeds'
import { seriesOf } from '../state/series'
import type { Model } from '../state/state'
import { t } from '../language/message'
import { CifCrystals } from './cif-crystals'
import { obey, take, trainAndDetect } from './commands'
import { resultFile } from './downloads'
import { reviewKey } from './keys'
import type { LacunaPanel } from '../panel/lacuna-panel'
import { gpuNotice, problemNotice } from './notices'
import { pixelsFile } from '../../session/pixels-file'
import type { Pixels, PixelsAbout } from '../../session/pixels-file'
import { openSessionFile, sessionFile } from './session-file'
import { SessionHost } from './session-host'
import { styles } from './styles'
import type { LacunaViewer } from '../viewer/lacuna-viewer'
import { unawaited } from './unawaited'
import '../comparison/lacuna-comparison'
import '../viewer/lacuna-viewer'
import '../panel/lacuna-panel'

/**
 * Finds what does not belong in a micrograph: opens it, finds its lattice, learns its crystal, and judges every column by what
 * its neighbours and the crystal predict.
 * Everything is computed in a worker of the page; nothing is sent anywhere.
 * It speaks the language of the nearest `lang` around it: English, or German (`de`).
 *
 * @summary The whole of Lacuna as one element.
 *
 * @slot empty - What is shown in place of the picture while no micrograph is open.
 * @slot error - What is shown in place of the message when an action fails.
 *
 * @fires {CustomEvent<AdapterSummary | null>} lacuna-adapter - The adapter is known; null where nothing can compute.
 * @fires {CustomEvent<{ name: string; simulated: boolean }>} lacuna-opened - A micrograph has been opened: the name of its file, or of what was simulated.
 * @fires {CustomEvent<Progress>} lacuna-progress - A long action is under way: `stage`, `done`, `total`, `elapsed`, `message`.
 * @fires {CustomEvent<LatticeDescription>} lacuna-lattice - The lattice of the open micrograph is known, or that it has none (`verdict`).
 * @fires {CustomEvent<Model>} lacuna-trained - A training has ended, or was cancelled (see `origin`) after the first epoch.
 * @fires {CustomEvent<DetectionResult>} lacuna-detections - A detection has ended, or the result was judged again at another rate: `verdict`, `detections` (null where it is not periodic) and all that led to them.
 * @fires {CustomEvent<readonly Reviewed[]>} lacuna-review - The user accepted, rejected, renamed, noted or added a column, or undid that: the new `review`.
 * @fires {CustomEvent<Problem>} lacuna-error - An action failed: a stable `code`, a `message` that says what to do, the `error`.
 * @fires {CustomEvent<number | null>} lacuna-select - A detection was chosen: its index, or null for none.
 * @fires {CustomEvent<Partial<Run>>} lacuna-run - The user changed a parameter of the run; the property has changed with it.
 *
 * @csspart notices - Around the messages.
 * @csspart viewer - The micrograph.
 * @csspart comparison - The chosen detection close up.
 * @csspart panel - The controls and the table.
 * @csspart status - The line that says what happened last.
 *
 * @cssproperty [--lacuna-height=40rem] - Height where the element is wider than 52rem; below, it is as high as it needs.
 * @cssproperty --lacuna-ink - Text.
 * @cssproperty --lacuna-muted - Secondary text.
 * @cssproperty --lacuna-ground - Behind everything.
 * @cssproperty --lacuna-panel - Behind the controls.
 * @cssproperty --lacuna-raised - Buttons and fields.
 * @cssproperty --lacuna-line - Lines.
 * @cssproperty --lacuna-accent - What to press next, and the focus.
 * @cssproperty --lacuna-on-accent - Text on the accent.
 * @cssproperty --lacuna-tint - Behind what is chosen.
 * @cssproperty --lacuna-warn - Failures.
 * @cssproperty --lacuna-warn-tint - Behind failures.
 * @cssproperty --lacuna-surround - Around the picture.
 */
@customElement('lacuna-detector')
export class LacunaDetector extends LitElement {
  static override styles = [theme, dropVeil, styles]

  /** Address of a micrograph to open. */
  @property() src: string | null = null
  /** Address of a model to load, a safetensors file that Lacuna saved. */
  @property() model: string | null = null
  /**
   * Recipe of the training: `fast` for minutes on any machine, `paper` for the authors' own, which needs a GPU.
   * @default 'fast'
   */
  @property() preset: PresetName = DEFAULT_RUN.preset
  /**
   * Starting point of everything random: the same seed gives the same result on the same adapter.
   * @default 1
   */
  @property({ type: Number }) seed: number = DEFAULT_RUN.seed
  /**
   * Epochs to train for; null for the preset's own number.
   * @default null
   */
  @property({ type: Number }) epochs: number | null = DEFAULT_RUN.epochs
  /**
   * Training region, which holds bulk and nothing else: `x,y,width,height` in whole px from the top left corner, as in the
   * address of the page. Detection searches the whole micrograph all the same; null learns from all of it, too.
   * @default null
   */
  @property() region: string | null = null
  /**
   * Share of the detections that may be false, from 1e-6 to 0.5. Changing it judges the latest result again.
   * @default 0.01
   */
  @property({ type: Number, attribute: 'false-discovery-rate' }) falseDiscoveryRate: number = DEFAULT_RUN.rate
  /**
   * Crystal that the micrograph shows: a name such as `SrTiO3 [001]`, the JSON text of one, or the text of a CIF. It names the
   * sublattices and recalibrates the pixel size; the search is the same without it.
   * @default null
   */
  @property() crystal: string | null = DEFAULT_RUN.crystal
  /**
   * Direction along the beam in the crystal of a CIF, such as `1,1,0`; null for `0,0,1`.
   * @default null
   */
  @property() zone: string | null = null
  /**
   * Of the specimen, in cells of the crystal along the beam, where it is known: the least defects that would have been found are then told in atoms,
   * too. It needs `crystal`.
   * @default null
   */
  @property({ type: Number }) thickness: number | null = DEFAULT_RUN.thickness
  /**
   * `bright` where columns are brighter than what is between them, as in dark field, `dark` where they are darker, as in bright
   * field; `auto` looks which.
   * @default auto
   */
  @property() contrast: Run['contrast'] = DEFAULT_RUN.contrast
  /**
   * Which image of a file to open: its number as `lacuna info` lists them, or its title or a part of that. Null for the dark-field
   * detector's, or else the first. The user's choice changes it, and the next file that the user opens resets it.
   * @default null
   */
  @property() image: string | null = null
  /**
   * Which frames of a series to open: `all`, `3` or `2-5`; several are summed after rigid alignment. Null for all of one scan, and
   * for the first of any other series. Changes as `image` does.
   * @default null
   */
  @property() frames: string | null = null
  /**
   * Å per pixel in place of what the file says: `0.2`, or `0.2,0.25` for x and y. Changes as `image` does.
   * @default null
   */
  @property({ attribute: 'pixel-size' }) pixelSize: string | null = null
  /**
   * Address of a model of Lacuna's simulated micrographs: when one is opened and there is no other model, it is searched with
   * this one at once.
   */
  @property({ attribute: 'sample-model' }) sampleModel: string | null = null
  /** Trains, unless there is a model, and detects as soon as a micrograph is open. */
  @property({ type: Boolean }) autorun = false
  /** Takes files that are dropped anywhere on the page, not only on the element. Set it from the start. */
  @property({ type: Boolean, attribute: 'page-drop' }) pageDrop = false
  /** `light` or `dark`; null for the `color-scheme` of the page around it. */
  @property({ reflect: true }) theme: 'light' | 'dark' | null = null
  /** What does the work. Without one, the element starts a worker of its own when it is connected. */
  @property({ attribute: false }) detector: Detector | null = null

  @query('lacuna-panel') private panel!: LacunaPanel
  @query('lacuna-viewer') private viewer!: LacunaViewer
  @query('.look') private look!: HTMLElement
  @query('.bench') private bench!: HTMLElement

  readonly #crystals = new CifCrystals((crystal) => this.#host.session?.setRun(() => ({ crystal: crystal() })))
  readonly #host: SessionHost = new SessionHost(this, {
    detector: () => this.detector,
    run: () => this.#run(),
    assign: (change) => this.#assign(change),
    begun: () => ['model', 'src'].forEach((name) => this.requestUpdate(name, null)),
  })
  readonly #drop: DropTarget = new DropTarget(
    this,
    () => (this.pageDrop ? window : this),
    (files) => unawaited(take(this, this.#session, files)),
  )

  constructor() {
    super()
    new LanguageOfElement(this)
  }

  /**
   * Opens a micrograph, a file or the address of one, and looks for its lattice. Rejects with an `InputError` and keeps what was
   * open. With `anew` it resets `image`, `frames`, `pixelSize` and `crystal` first, as when the user opens a file.
   */
  async open(source: File | string, { anew = false }: { anew?: boolean } = {}): Promise<Micrograph> {
    return this.#opened(await this.#session.openFile(source, { anew }))
  }

  /**
   * Opens a micrograph that the page holds already: intensities row by row, `height × width`, in an array or a typed array of any kind.
   * `pixelSize` is the length of a pixel in `unit`, along x and y or both. Rejects with an `InputError` and keeps what was open.
   */
  async openPixels(pixels: Pixels, width: number, height: number, about: PixelsAbout = {}): Promise<Micrograph> {
    const { file, pixelSize } = pixelsFile(pixels, { width, height }, about)
    this.image = this.frames = null
    this.pixelSize = pixelSize && writePixelSize(pixelSize)
    await this.updateComplete
    return this.open(file)
  }

  /** Whether nothing is open, or being opened. */
  get isEmpty(): boolean {
    const { micrograph, activity } = this.#session.store.state
    return micrograph === null && activity === 'idle'
  }

  /**
   * What a person said of detections and columns, each with its place in px, by which it stays with its column when the micrograph
   * is searched again. Setting it is a step that can be undone; opening another micrograph empties it.
   */
  get review(): readonly Reviewed[] {
    return this.#session.store.state.review.now
  }

  set review(review: readonly Reviewed[]) {
    this.#session.reviewing.set(readReview(review))
  }

  /**
   * Opens a simulated micrograph with known defects, made from the seed: of this crystal, which is named by it, of the one that is
   * named already, or of SrTiO3.
   */
  async openSample({ crystal: chosen }: { crystal?: string } = {}): Promise<Micrograph> {
    const session = this.#session
    const micrograph = await session.openSample(chosen)
    const { model } = session.store.state
    const { crystal } = session.store.state.run
    if (!this.sampleModel || !isUsualSample(crystal) || (model && model.origin !== 'sample'))
      return this.#opened(micrograph)
    unawaited(session.searchSample(this.sampleModel))
    return micrograph
  }

  /** Loads a model: a file, or the address of one. */
  loadModel(source: File | string): Promise<Model> {
    return this.#session.loadModel(source)
  }

  /** Names the crystal by a file, a CIF or JSON: of a CIF along `0,0,1`, until another zone axis is typed. */
  async openCrystal(source: File): Promise<void> {
    await this.#session.attempt(async () => {
      await this.updateComplete
      await this.panel.openCrystal(source)
    })
  }

  /**
   * Learns the open micrograph. When aborted it rejects with the signal's reason, and keeps what the model has learned so far. With `further`
   * it goes on with that, to the epochs that are asked for: the result is that of training without a break.
   */
  train({ signal, further = false }: { signal?: AbortSignal; further?: boolean } = {}): Promise<Model> {
    return this.#session.train(signal, { further })
  }

  /** Stops the training between two steps until `resume()`. */
  pause(): Promise<void> {
    return this.#session.pause()
  }

  /** Goes on with a training that is paused. */
  resume(): Promise<void> {
    return this.#session.resume()
  }

  /** One step of a training that is paused. */
  step(): Promise<void> {
    return this.#session.step()
  }

  /** Ends the running training or detection, and resolves when it has ended. */
  cancel(): Promise<void> {
    return this.#session.cancel()
  }

  /** Applies the model to the open micrograph. One that is not periodic has that verdict, and no detections. */
  detect({ signal }: { signal?: AbortSignal } = {}): Promise<DetectionResult> {
    return this.#session.detect(signal)
  }

  /**
   * Judges every frame of the open series at the columns of its sum, which was searched before: what is found in each, and what appears,
   * vanishes or moves from frame to frame.
   */
  detectSeries({ signal }: { signal?: AbortSignal } = {}): Promise<SeriesResult> {
    return this.#session.series.detect(signal)
  }

  /**
   * Searches the open micrograph again from the seeds that follow, `seeds` (2 to 9) in all, and tells which columns how many of them find. The
   * result stays, and is the first of them.
   */
  detectSeeds({ seeds = 3, signal }: { seeds?: number; signal?: AbortSignal } = {}): Promise<SeedsRecord> {
    return this.#session.seeds.detect(seeds, signal)
  }

  /** The model as the bytes of a safetensors file. */
  saveModel(): Promise<Uint8Array> {
    return this.#session.saveModel()
  }

  /**
   * The latest result as a file, the same as the command line's: a table (`csv`), all there is to know (`json`), the marked
   * micrograph (`png`), the heat map as 32-bit floats (`tiff`), or a report that can be read by itself (`html`).
   */
  async exportResults(format: 'json' | 'csv' | 'png' | 'tiff' | 'html'): Promise<File> {
    const { result, micrograph } = this.#session.store.state
    if (!result || !micrograph) throw new LacunaError('no-result', 'detect first: there is no result to export')
    return resultFile(micrograph, result, this.review, format)
  }

  /**
   * All of this sitting as one `.lacuna` file: picture, model, result, review and view. Without `picture` it names the micrograph, with
   * its hash; one that came from an address is never in it.
   */
  async saveSession({ picture = true }: { picture?: boolean } = {}): Promise<File> {
    return this.#session.attempt(() => sessionFile(this.#session, this.viewer.view, picture))
  }

  /**
   * Opens a session, a file or the address of one; `picture` is its micrograph, where that is not in it. What was found is shown as it was
   * saved, without a search. Rejects with an `InputError`.
   */
  async openSession(source: File | string, picture: File | null = null): Promise<void> {
    await this.#session.attempt(() =>
      openSessionFile(this.#session, source, picture, {
        setRun: (run) => {
          this.#assign(run)
          tell(this, 'lacuna-run', run)
          return this.updateComplete
        },
        setView: (view) => (this.viewer.view = view),
      }),
    )
  }

  /** Opens and searches all files that were taken together, one after the other, by the model that there is or that is learned first. */
  detectAll(): Promise<void> {
    return this.#session.detectAll()
  }

  /**
   * What the picture shows as a file for a paper: `svg`, `pdf`, or `png` of 640 × `scale` pixels (1 to 4) across; with `inView` the part that
   * is in view alone. With its overlay, marks, a key and a scale bar.
   */
  async exportFigure(choice: { format?: 'svg' | 'pdf' | 'png'; scale?: number; inView?: boolean } = {}): Promise<File> {
    await this.updateComplete
    return this.viewer.figure(choice)
  }

  /** Without a session there is nothing to show: the element is on its way out. */
  protected override shouldUpdate(): boolean {
    return this.#host.session !== null
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const session = this.#session
    const search = [
      'preset',
      'seed',
      'epochs',
      'region',
      'falseDiscoveryRate',
      'crystal',
      'zone',
      'contrast',
      'thickness',
    ] as const
    const run = [...search, 'image', 'frames', 'pixelSize'] as const
    if (run.some((name) => changed.has(name))) session.setRun(() => this.#run())
    if (changed.has('model') && this.model) unawaited(session.loadModel(this.model))
    if (changed.has('src') && this.src) unawaited(this.open(this.src))
  }

  protected override firstUpdated(): void {
    obey(this.bench, this, () => this.#session)
  }

  protected override render(): TemplateResult {
    const session = this.#session
    const { state } = session.store
    const frame = seriesOf(state)?.shown ?? null
    return html`
      <div class="frame">
        <div part="notices">${gpuNotice(state)} ${problemNotice(state, () => session.dismiss())}</div>
        <div
          class="bench"
          @lacuna-select=${this.#select}
          @keydown=${this.#keydown}
          @lacuna-add=${this.#addColumns}
          @lacuna-draw=${this.#draw}
          @lacuna-show-frame=${this.#showFrame}
          @lacuna-run=${(event: CustomEvent<Partial<Run>>) => this.#assign(event.detail)}
        >
          <div class="look">
            <lacuna-viewer
              part="viewer"
              .micrograph=${frame?.micrograph ?? state.micrograph}
              .result=${frame?.found ?? state.result}
              .selected=${frame ? frame.selected : state.selected}
              .at=${frame?.at ?? null}
              .review=${(frame ? NO_REVIEW : state.review).now}
              .adding=${state.adding}
              .simulated=${state.simulated}
              .region=${state.run.region}
              .drawing=${state.drawing}
            >
              <slot name="empty" slot="empty">${t`Drop a micrograph here.`}</slot>
            </lacuna-viewer>
            <lacuna-comparison
              part="comparison"
              ?hidden=${state.selected === null}
              .micrograph=${state.micrograph}
              .result=${state.result}
              .selected=${state.selected}
              .review=${state.review.now}
              .seeds=${seedsOfShown(state)}
            ></lacuna-comparison>
          </div>
          <lacuna-panel part="panel" .state=${state}></lacuna-panel>
        </div>
        <footer part="status"><p role="status">${state.announcement}</p></footer>
      </div>
      ${this.#drop.over ? html`<div class="drop"><p>${t`Drop micrographs, a model, a crystal (CIF, JSON), or a session`}</p></div>` : nothing}
    `
  }

  get #session(): Session {
    return this.#host.required()
  }

  #opened(micrograph: Micrograph): Micrograph {
    if (this.autorun) unawaited(trainAndDetect(this.#session))
    return micrograph
  }

  #run(): Run {
    const { preset, seed, epochs, falseDiscoveryRate: rate, contrast, thickness, image, frames, pixelSize } = this
    const texts = { image, frames, 'pixel-size': pixelSize }
    const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== null))
    const region = this.region === null ? null : readRegion(this.region)
    const crystal = this.#crystals.of(this.crystal, this.zone)
    return { preset, seed, epochs, region, rate, crystal, contrast, thickness, ...readOpening(given) }
  }

  /** Sets the properties that a changed run stands in. */
  #assign({ region, rate, frames, pixelSize, ...rest }: Partial<Run>): void {
    Object.assign(this, rest)
    if (region !== undefined) this.region = region && formatRectangle(region)
    if (rate !== undefined) this.falseDiscoveryRate = rate
    if (frames !== undefined) this.frames = frames && writeFrames(frames)
    if (pixelSize !== undefined) this.pixelSize = pixelSize && writePixelSize(pixelSize)
  }

  #select(event: CustomEvent<number | null>): void {
    if (seriesOf(this.#session.store.state)?.shown && event.composedPath().includes(this.viewer))
      return this.#session.series.select(event.detail)
    this.#session.select(event.detail)
    if (event.detail === null) return
    // Wherever the choice was made, both the picture and the row show it.
    if (this.panel.isBeside) void this.panel.revealSelected()
    else if (event.composedPath().includes(this.panel)) this.look.scrollIntoView({ block: 'start' })
  }

  /** Obeyed as a command; who chose a column wants to see it. */
  #showFrame({ detail: { column } }: CustomEvent<{ column: number | null }>): void {
    if (column !== null) this.#showPicture()
  }

  readonly #keydown = (event: KeyboardEvent): void => reviewKey(event, this.#session)

  #draw(event: CustomEvent<boolean>): void {
    event.stopPropagation()
    this.#session.setDrawing(event.detail)
    if (event.detail) this.#showPicture()
  }

  #addColumns(event: CustomEvent<boolean>): void {
    event.stopPropagation()
    this.#session.setAdding(event.detail)
    if (event.detail) this.#showPicture()
  }

  /** On a phone the buttons are under the picture, out of its sight. */
  #showPicture(): void {
    if (!this.panel.isBeside) this.look.scrollIntoView({ block: 'start' })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-detector': LacunaDetector
  }
}
