import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import { LacunaError } from '../../errors'
import type { Micrograph } from '../../io/micrograph'
import { isDifference } from '../../session/picture/difference'
import type { DetectionResult, PeriodicResult, Reviewed, SearchedResult } from '../../session/detector'
import { fileStem } from '../../session/files/file-stem'
import { placed } from '../../session/files/review'
import { type Marker, markersOf } from '../../session/picture/marks'
import { judgement, MARK_RADIUS, markRadius } from '../../session/picture/pictured'
import { FIRST_TONE, type Tone } from '../../session/picture/tone'
import type { Rectangle } from '../../session/request'
import { customElement } from '../shared/custom-element'
import { tell, tellRun } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { parts, t } from '../language/message'
import { said } from '../language/told'
import { count } from '../shared/format'
import { barTools } from './bar-tools'
import { Camera } from './camera'
import { Cursor } from './cursor'
import type { DrawnArrows } from './frame'
import { type FigureChoice, FIRST_FIGURE, figureTools } from './figure-tools'
import { Gestures } from './gestures'
import { steer } from './keys'
import { Layers } from './layers'
import { dividerOf, FIRST_LOOK, type Look, lookDivider, lookStyles, lookTools, scaleBarTool, soundLook } from './look'
import { nearestTo } from './marks'
import { NearestColumn } from './nearest'
import { drawnArrows, isArrows, isMap, overlayKey } from './overlays'
import { paint } from './paint'
import { Pen } from './pen'
import { pictureTools } from './picture-tools'
import { describeArrow, describeColumn, describeColumnWithout, describeMap, describePixel } from './readout'
import { Ruler } from './ruler'
import { SavedSearch } from './saved'
import { type SavedView, soundView } from './saved-view'
import { styles } from './styles'
import { toneTools } from './tone'
import { type Point, seenPart, toImage, toScreen } from './view'
import '../colour-key/lacuna-colour-key'
import '../profile/lacuna-profile'
import '../spectrum/lacuna-spectrum'

/** Cells of the lattice across the view of a detection that is shown. */
const CELLS_ACROSS = 6
/** A column is under the pointer when it is this near, in parts of the cell's shorter edge. */
const NEAR = 0.5
/** By which the arrow keys move the cross while columns are added, in the same parts: from column to column, or halfway. */
const STEP = 0.5
/** By which they move it while a line is measured, CSS pixels. */
const STRIDE = 10
/** Once the view has been still for so long, others are told what is in it. */
const REST_MS = 150

/**
 * A micrograph with its heat map, numbered detections and regions: pan, zoom, read pixels and columns off, drag a divider to
 * compare the micrograph with its prediction. The table of detections says the same to those who cannot see it.
 *
 * By itself it shows what was saved of a search, without training, engine or WebGPU: set `src`, and `results` beside it.
 *
 * Keyboard, when the picture has the focus: arrows pan, `+` and `−` zoom, `0` shows the whole picture. While columns are added,
 * and while a line is measured, arrows move a cross (with Shift by a pixel); Enter adds the column that it is on, or begins and ends the line.
 *
 * @slot empty - What is shown in place of the picture while there is none.
 * @slot error - What is shown in place of the message when `src` cannot be shown.
 *
 * @fires {CustomEvent<{ name: string; simulated: boolean }>} lacuna-opened - What `src` leads to is shown; `detail` has its `name`, and whether it is `simulated`.
 * @fires {CustomEvent<DetectionResult>} lacuna-detections - With it, what was saved of a search: `detail` is the `result`.
 * @fires {CustomEvent<readonly Reviewed[]>} lacuna-review - And what a person said of that: `detail` is the `review`.
 * @fires {CustomEvent<Problem>} lacuna-error - It cannot be shown; `detail` has a stable `code` and a `message` that says what to do.
 * @fires lacuna-select - A marker was clicked; `detail` is the index of its detection in `result.detections`, or null
 *   where there was none.
 * @fires lacuna-opinion - A column was added; `detail` has the `target` and the `change` of the opinion.
 * @fires lacuna-figure - A figure of what is seen was asked for; `detail` has the `choice`, and whether it is to be copied (`copy`).
 * @fires lacuna-view - Another part is in view; `detail` is that part, px, or null for the whole.
 * @fires lacuna-run - A training region was drawn; `detail` is the changed part of the run.
 * @csspart stage - The area around and under the picture.
 * @cssproperty --lacuna-surround - Colour around the picture.
 */
@customElement('lacuna-viewer')
export class LacunaViewer extends LitElement {
  static override styles = [theme, controls, styles, lookStyles]

  /** Address of a micrograph, or of a `.lacuna` session, to show; null for what the properties hold. */
  @property() src: string | null = null
  /** Address of the `NAME.detections.json` of the micrograph. A session has its own. */
  @property() results: string | null = null
  /** Address of the `NAME.heat.tif` beside it; without one, there is no heat map. */
  @property() heat: string | null = null
  /** Address of the `NAME.phase.tif` beside it, where there is one; without it, there is no map against the main phase. */
  @property() phase: string | null = null
  /** What is shown. */
  @property({ attribute: false }) micrograph: Micrograph | null = null
  /** Of this micrograph, or null before detection. */
  @property({ attribute: false }) result: DetectionResult | null = null
  /** Index into `result.detections`; changing it brings the detection into view. */
  @property({ type: Number }) selected: number | null = null
  /** A place to bring into view, px of the micrograph, where no detection is `selected`; null for none. */
  @property({ attribute: false }) at: Point | null = null
  /** What a person said of the result. */
  @property({ attribute: false }) review: readonly Reviewed[] = []
  /** While true, clicking a column adds it to what was found. */
  @property({ type: Boolean, reflect: true }) adding = false
  /** Says on the picture that it is a simulation. */
  @property({ type: Boolean }) simulated = false

  /** The training region, px; null for the whole micrograph. */
  @property({ attribute: false }) region: Rectangle | null = null
  /** While true, dragging draws the region instead of moving the picture. */
  @property({ type: Boolean, reflect: true }) drawing = false

  @state() private look: Look = FIRST_LOOK
  @state() private tone: Tone = FIRST_TONE
  /** Whether the controls of the tone are in sight. */
  @state() private toning = false
  /** Whether the controls of a figure are in sight. */
  @state() private figuring = false
  @state() private figureChoice: FigureChoice = FIRST_FIGURE
  /** Whether a line is measured, and whether the spectrum is in sight. */
  @state() private measuring = false
  @state() private spectrum = false
  /** The part in view, px; null for the whole. */
  @state() private seen: Rectangle | null = null
  @state() private hovered: Point | null = null
  @query('canvas') private canvas!: HTMLCanvasElement
  @query('.stage') private stage!: HTMLElement

  readonly #camera = new Camera(this, () => this.#moved())
  readonly #layers = new Layers(this, () => this.#schedule())
  readonly #pen = new Pen(
    this.#camera,
    () => this.#schedule(),
    (region) => tellRun(this, { region }),
  )
  readonly #gestures = new Gestures(this, {
    drag: (by, from, to) => this.#drag(by, from, to),
    drop: (wasNone) => this.#pen.lift(wasNone),
    pan: (distance) => this.#camera.pan(distance),
    zoom: (anchor, factor) => this.#camera.zoom(anchor, factor),
    hover: (at) => (this.hovered = at),
    tap: (at) => this.#tap(at),
  })
  readonly #cursor = new Cursor(this, this.#camera, () => this.#pointed())
  readonly #resize = new ResizeObserver(([entry]) => this.#resized(entry.contentRect))
  readonly #saved = new SavedSearch(this)
  #frame = 0
  #nearest: NearestColumn | null = null
  #markers: readonly Marker[] = []
  #arrows: DrawnArrows | null = null
  readonly #ruler = new Ruler(this.#camera, () => this.requestUpdate())
  #rest = 0

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#resize.disconnect()
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    clearTimeout(this.#rest)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    if (!this.hasUpdated) return
    this.#resize.observe(this.stage)
    // What was coloured went when it left the page.
    this.requestUpdate()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const searched = this.#searched
    const found = this.#found
    if (['src', 'results', 'heat', 'phase'].some((name) => changed.has(name as keyof LacunaViewer)))
      void this.#saved.open(this)
    if (searched) this.look = soundLook(this.look, searched)
    else if (this.look.picture === 'prediction') this.#change({ picture: 'micrograph' })
    if (changed.has('result')) this.#nearest = null
    if (changed.has('result') || changed.has('review'))
      this.#markers = searched ? markersOf(searched, placed(this.review, searched)) : []
    if (!this.adding && !this.measuring) this.#cursor.hide()
    if (changed.has('adding') || changed.has('drawing')) this.measuring &&= !this.adding && !this.drawing
    if (!this.measuring && this.#ruler.line) this.#ruler.clear()
    this.#arrows = found && drawnArrows(found, this.look.overlay)
    if (changed.has('drawing')) this.#pen.lift(true)
    if (changed.has('micrograph')) {
      const { micrograph } = this
      this.#ruler.clear()
      const aspect = micrograph?.pixelSize ? micrograph.pixelSize.y / micrograph.pixelSize.x : 1
      const picture = micrograph && { width: micrograph.width, height: micrograph.height, aspect }
      // From one frame of a file to another the view stays where it is.
      const isSameView = micrograph !== null && changed.get('micrograph')?.name === micrograph.name
      if (!isSameView || !this.#camera.isOf(picture)) this.#camera.show(picture)
    }
    this.#layers.show(this.micrograph, searched, { ...this.look, tone: this.tone })
  }

  protected override firstUpdated(): void {
    this.#gestures.attach(this.canvas)
    this.#resize.observe(this.stage)
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('selected') && this.selected !== null) this.#bringIntoView(this.selected)
    else if (changed.has('at') && this.at) this.#flyTo(this.at)
    this.#schedule()
  }

  protected override render(): TemplateResult {
    const searched = this.#searched
    return html`
      <div class="tools">
        ${this.simulated ? html`<span class="badge">${parts`Simulated ${html`<span class="wide">${t`micrograph`}</span>`}`}</span>` : nothing}
        ${searched ? lookTools(this.look, searched, this.#change) : nothing} ${this.#pictureTools()}
      </div>
      ${this.toning ? toneTools(this.tone, (change) => (this.tone = { ...this.tone, ...change }), scaleBarTool(this.look, this.#change)) : nothing}
      ${this.figuring ? this.#figureTools() : nothing} ${this.#saved.notice()}
      <div class="stage" part="stage">
        <canvas
          tabindex="0"
          role="application"
          aria-roledescription=${t`micrograph viewer`}
          aria-label=${this.#description()}
          class=${this.#camera.atFit ? '' : 'zoomed'}
          @keydown=${this.#keydown}
          @blur=${() => this.#cursor.hide()}
        ></canvas>
        ${searched ? lookDivider(this.look, this.#change) : nothing} ${searched ? this.#key(searched) : nothing}
        ${
          this.spectrum && this.micrograph
            ? html`<lacuna-spectrum
                .micrograph=${this.micrograph}
                .region=${this.seen}
                .result=${this.result}
              ></lacuna-spectrum>`
            : nothing
        }
        <div class="readout" aria-live=${this.#cursor.at ? 'polite' : 'off'}>${this.#readout()}</div>
        ${this.micrograph ? nothing : html`<p class="empty"><slot name="empty">${t`No micrograph is open.`}</slot></p>`}
      </div>
      ${
        this.measuring
          ? html`<lacuna-profile
              .micrograph=${this.micrograph}
              .line=${this.#ruler.line}
              .pixelSize=${this.#pixelSize}
            ></lacuna-profile>`
          : nothing
      }
    `
  }

  /** How the picture is looked at: overlay, display and the part in view, as a session keeps it. */
  get view(): unknown {
    return { look: this.look, tone: this.tone, region: this.seen } satisfies SavedView
  }

  set view(view: unknown) {
    const { look, tone, region } = soundView(view)
    this.look = look
    this.tone = tone
    this.#camera.fit()
    if (!region) return
    const { x, y, width, height } = region
    this.#camera.flyTo({ x: x + width / 2, y: y + height / 2 }, Math.min(width, height))
  }

  #figureTools(): TemplateResult {
    const ask = (copy: boolean) => () => tell(this, 'lacuna-figure', { choice: this.figureChoice, copy })
    const change = (change: Partial<FigureChoice>) => (this.figureChoice = { ...this.figureChoice, ...change })
    const tools = figureTools(this.figureChoice, change, { save: ask(false), copy: ask(true) })
    return html`${tools}${barTools(this.look, this.#change)}`
  }

  /** What is seen as a file: the picture with its overlay and marks, a key and a scale bar. */
  async figure({ format = 'svg', scale = 2, inView = false }: Partial<FigureChoice> = {}): Promise<File> {
    const { micrograph, look, tone } = this
    if (!micrograph) throw new LacunaError('nothing-open', 'open a micrograph first')
    const { figureFile } = await import('../../session/files/figure')
    const scene = {
      micrograph,
      found: this.#searched,
      region: inView ? this.seen : null,
      tone,
      overlay: look.overlay,
      opacity: look.opacity,
      markers: look.markers ? this.#markers : [],
      scaleBar: look.scaleBar,
      bar: look.bar,
    }
    const { content, name, type } = figureFile(fileStem(micrograph.name), scene, { format, scale })
    return new File([content as Uint8Array<ArrayBuffer> | string], name, { type })
  }

  #key(found: SearchedResult): TemplateResult | typeof nothing {
    const { overlay, opacity } = this.look
    if (opacity === 0) return nothing
    if (!isDifference(overlay))
      return found.verdict === 'periodic' ? overlayKey(found, overlay, this.#pixelSize) : nothing
    return html`<lacuna-colour-key class="legend" .result=${found}></lacuna-colour-key>`
  }

  #pictureTools(): TemplateResult {
    const { measuring, spectrum, figuring, toning } = this
    return pictureTools(
      { disabled: !this.micrograph, measuring, spectrum, figuring, toning },
      {
        zoom: (factor) => this.#camera.zoomCentre(factor),
        fit: () => this.#camera.fit(),
        toggle: (name) => (this[name] = !this[name]),
      },
    )
  }

  #description(): string {
    const { micrograph } = this
    if (!micrograph) return t`No micrograph`
    const name = said(micrograph.name)
    const what = this.simulated ? t`Simulated micrograph ${name}` : t`Micrograph ${name}`
    const searched = this.#searched
    const found = searched && t`${count(searched.detections.length, 'detection')}, listed in the table`
    return `${found ? `${what}, ${found}` : what}. ${t`Arrow keys pan, plus and minus zoom, zero fits.`}`
  }

  #readout(): string {
    const transform = this.#camera.transform
    if (!this.hovered || !transform || !this.micrograph) return ''
    const at = toImage(transform, this.hovered)
    const pixel = describePixel(this.micrograph, this.#values(this.hovered.x), this.#pixelSize, at)
    const found = this.#searched
    if (!pixel || !found) return pixel
    const column = this.#columnAt(found, at)
    if (column === null) return pixel
    if (found.verdict === 'not periodic') return `${pixel} · ${describeColumnWithout(found.surroundings, column)}`
    const { overlay } = this.look
    const told = describeColumn(found, this.#pixelSize, column)
    const shown = isMap(overlay)
      ? describeMap(found, overlay, this.#pixelSize, column)
      : isArrows(overlay) && describeArrow(found, overlay, this.#pixelSize, column)
    return [pixel, told, shown].filter(Boolean).join(' · ')
  }

  /** The column under a point of the picture; null where there is none. */
  #columnAt(found: SearchedResult, { x, y }: Point): number | null {
    // Made when it is first needed: a threshold that is dragged brings many results that nobody points at.
    this.#nearest ??= new NearestColumn(judgement(found).columns, NEAR * this.#cell)
    return this.#nearest.at(x - 0.5, y - 0.5)
  }

  /** The numbers of the picture that is shown so far from the left, CSS pixels. */
  #values(x: number): Float32Array {
    const { look } = this
    const line = dividerOf(look, this.#camera.viewport.width)
    const predicted = look.picture === 'prediction' && !(line && x < line.at)
    return (predicted ? this.#searched?.pictures.prediction : null) ?? this.micrograph!.data
  }

  get #searched(): SearchedResult | null {
    return this.result?.pictures ? this.result : null
  }

  get #found(): PeriodicResult | null {
    return this.result?.verdict === 'periodic' ? this.result : null
  }

  /** Å per pixel, as the lattice of a crystal that was named says, or as the file does. */
  get #pixelSize(): Micrograph['pixelSize'] {
    return this.#found?.match?.pixelSize ?? this.micrograph?.pixelSize ?? null
  }

  readonly #change = (change: Partial<Look>): void => {
    this.look = { ...this.look, ...change }
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    const points = (this.adding || this.measuring) && !event.ctrlKey && !event.metaKey && !event.altKey
    if (!points) return steer(this.#camera, event)
    const stride = this.adding && this.#searched ? STEP * this.#cell : STRIDE / this.#camera.scale
    const step = event.shiftKey ? 1 : stride
    if (event.key === 'Escape') this.measuring = false
    else if (event.key === 'Enter' && this.#cursor.at) this.#mark(this.#cursor.at)
    else if (!this.#cursor.press(event.key, step)) return steer(this.#camera, event)
    event.preventDefault()
  }

  /** The keyboard points elsewhere, and what is there is read out. */
  #pointed(): void {
    const transform = this.#camera.transform
    const { at } = this.#cursor
    this.hovered = at && transform && toScreen(transform, at)
    if (at && this.measuring) this.#ruler.follow(at)
    this.#schedule()
  }

  #drag(by: Point, from: Point, to: Point): void {
    if (this.drawing) this.#pen.stroke(from, to)
    else if (this.measuring) this.#ruler.stroke(from, to)
    else this.#camera.pan(by)
  }

  /** What Enter, or a tap, at a point of the picture does while columns are added, or a line is measured. */
  #mark(at: Point): void {
    if (this.adding) this.#add(at)
    else this.#ruler.mark(at)
  }

  /** Adds the column at a point of the picture; one that was found already is chosen. */
  #add(at: Point): void {
    const found = this.#searched
    const column = found && this.#columnAt(found, at)
    if (!found || column === null) return
    const detection = judgement(found).findings.findIndex((one) => one.column === column && one.kind !== 'interstitial')
    if (detection >= 0) tell(this, 'lacuna-select', detection)
    else tell(this, 'lacuna-opinion', { target: { column }, change: { verdict: 'added' } })
  }

  #tap(at: Point): void {
    const transform = this.#camera.transform
    if (!transform) return
    if (this.adding || this.measuring) return this.#mark(toImage(transform, at))
    const detections = this.result?.detections
    if (!detections || !this.look.markers) return
    const reach = Math.max(16, this.#ringRadius() * this.#camera.scale)
    tell(this, 'lacuna-select', nearestTo(at, detections, transform, reach))
  }

  #bringIntoView(index: number): void {
    const detection = this.result?.detections?.[index]
    if (detection) this.#flyTo(detection)
  }

  #flyTo({ x, y }: Point): void {
    if (!this.#searched) return
    const longest = this.#found ? Math.max(...this.#found.lattice.lengths) : this.#cell
    this.#camera.flyTo({ x: x + 0.5, y: y + 0.5 }, CELLS_ACROSS * longest)
  }

  #ringRadius(): number {
    return this.#searched ? markRadius(this.#searched) : 0
  }

  /** The cell's shorter edge, px, or what stands for it where there is no lattice; 0 before anything was searched. */
  get #cell(): number {
    return this.#ringRadius() / MARK_RADIUS
  }

  #moved(): void {
    this.canvas?.classList.toggle('zoomed', !this.#camera.atFit)
    if (this.hovered) this.requestUpdate()
    this.#schedule()
    clearTimeout(this.#rest)
    this.#rest = window.setTimeout(() => this.#tellView(), REST_MS)
  }

  #tellView(): void {
    const { picture, viewport, transform } = this.#camera
    const seen = picture && transform && seenPart(transform, { picture, viewport })
    if (JSON.stringify(seen) === JSON.stringify(this.seen)) return
    this.seen = seen
    tell(this, 'lacuna-view', seen)
  }

  #resized({ width, height }: DOMRectReadOnly): void {
    this.canvas.width = Math.round(width * devicePixelRatio)
    this.canvas.height = Math.round(height * devicePixelRatio)
    this.#camera.resize({ width, height })
    // A resized canvas is blank; painting it now instead of with the next frame keeps it from flashing.
    this.#paint()
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.#paint()
    })
  }

  #paint(): void {
    const context = this.canvas?.getContext('2d')
    if (!context) return
    const found = this.#found
    const transform = this.#camera.transform
    const { micrograph, prediction, overlay } = this.#layers
    const { look } = this
    const region = this.#pen.draft ?? this.region
    if (!transform || !micrograph) {
      context.clearRect(0, 0, this.canvas.width, this.canvas.height)
      return
    }
    paint(context, {
      viewport: this.#camera.viewport,
      density: devicePixelRatio,
      transform,
      micrograph,
      picture: prediction ?? micrograph,
      overlay,
      overlayOpacity: look.opacity,
      divider: this.#searched ? dividerOf(look, this.#camera.viewport.width) : null,
      markers: look.markers ? this.#markers : [],
      arrows: this.#arrows,
      cursor: this.#cursor.at,
      line: this.measuring ? this.#ruler.line : null,
      regions: look.markers && found ? found.result.regions : [],
      trainingRegion: region && { region, dimsTheRest: this.drawing },
      selected: this.selected,
      ringRadius: this.#ringRadius(),
      angstromPerPixel: this.#pixelSize?.x ?? null,
      scaleBar: look.scaleBar ? look.bar : null,
    })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-viewer': LacunaViewer
  }
}
