import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import type { Micrograph } from '../../io/micrograph'
import type { DetectionResult, PeriodicResult } from '../../session/detector'
import type { Rectangle } from '../../session/request'
import { customElement } from '../shared/custom-element'
import { tell, tellRun } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { Camera } from './camera'
import { detectableKey } from './detectability'
import { Gestures } from './gestures'
import { steer, ZOOM_STEP } from './keys'
import { Layers } from './layers'
import { dividerOf, FIRST_LOOK, type Look, lookDivider, lookStyles, lookTools } from './look'
import { place } from './marks'
import { NearestColumn } from './nearest'
import { paint } from './paint'
import { Pen } from './pen'
import { describeColumn, describeDetectable, describePixel } from './readout'
import { styles } from './styles'
import { FIRST_TONE, type Tone, toneTools } from './tone'
import { type Point, toImage } from './view'
import '../colour-key/lacuna-colour-key'

/** Cells of the lattice across the view of a detection that is shown. */
const CELLS_ACROSS = 6
/** Radius of a marker in parts of the cell's shorter edge: it goes around the column and hides no other. */
const RADIUS = 0.4
/** A column is under the pointer when it is this near, in the same parts. */
const NEAR = 0.5

/**
 * A micrograph with its heat map, numbered detections and regions: pan, zoom, read pixels and columns off, drag a divider to
 * compare the micrograph with its prediction. The table of detections says the same to those who cannot see it.
 *
 * Keyboard, when the picture has the focus: arrows pan, `+` and `−` zoom, `0` shows the whole picture.
 *
 * @fires lacuna-select - A marker was clicked; `detail` is the index of its detection in `result.detections`, or null
 *   where there was none.
 * @fires lacuna-run - A training region was drawn; `detail` is the changed part of the run.
 * @csspart stage - The area around and under the picture.
 * @cssproperty --lacuna-surround - Colour around the picture.
 */
@customElement('lacuna-viewer')
export class LacunaViewer extends LitElement {
  static override styles = [theme, controls, styles, lookStyles]

  /** What is shown. */
  @property({ attribute: false }) micrograph: Micrograph | null = null
  /** Of this micrograph, or null before detection. */
  @property({ attribute: false }) result: DetectionResult | null = null
  /** Index into `result.detections`; changing it brings the detection into view. */
  @property({ type: Number }) selected: number | null = null
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
    drag: (by, from, to) => (this.drawing ? this.#pen.stroke(from, to) : this.#camera.pan(by)),
    drop: (wasNone) => this.#pen.lift(wasNone),
    pan: (distance) => this.#camera.pan(distance),
    zoom: (anchor, factor) => this.#camera.zoom(anchor, factor),
    hover: (at) => (this.hovered = at),
    tap: (at) => this.#tap(at),
  })
  readonly #resize = new ResizeObserver(([entry]) => this.#resized(entry.contentRect))
  #frame = 0
  #nearest: NearestColumn | null = null

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#resize.disconnect()
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
  }

  override connectedCallback(): void {
    super.connectedCallback()
    if (!this.hasUpdated) return
    this.#resize.observe(this.stage)
    // What was coloured went when it left the page.
    this.requestUpdate()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const found = this.#found
    if (!found?.pictures.prediction && this.look.picture === 'prediction') this.#change({ picture: 'micrograph' })
    if (changed.has('result')) this.#nearest = null
    if (changed.has('drawing')) this.#pen.lift(true)
    if (changed.has('micrograph')) {
      const { micrograph } = this
      const aspect = micrograph?.pixelSize ? micrograph.pixelSize.y / micrograph.pixelSize.x : 1
      this.#camera.show(micrograph && { width: micrograph.width, height: micrograph.height, aspect })
    }
    this.#layers.show(this.micrograph, found, { ...this.look, tone: this.tone })
  }

  protected override firstUpdated(): void {
    this.#gestures.attach(this.canvas)
    this.#resize.observe(this.stage)
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('selected') && this.selected !== null) this.#bringIntoView(this.selected)
    this.#schedule()
  }

  protected override render(): TemplateResult {
    const found = this.#found
    return html`
      <div class="tools">
        ${this.simulated ? html`<span class="badge">Simulated <span class="wide">micrograph</span></span>` : nothing}
        ${found ? lookTools(this.look, found.pictures.prediction !== null, this.#change) : nothing} ${this.#zoomTools()}
      </div>
      ${this.toning ? toneTools(this.tone, (change) => (this.tone = { ...this.tone, ...change })) : nothing}
      <div class="stage" part="stage">
        <canvas
          tabindex="0"
          role="application"
          aria-roledescription="micrograph viewer"
          aria-label=${this.#description()}
          class=${this.#camera.atFit ? '' : 'zoomed'}
          @keydown=${(event: KeyboardEvent) => steer(this.#camera, event)}
        ></canvas>
        ${found ? lookDivider(this.look, this.#change) : nothing} ${found ? this.#key(found) : nothing}
        <div class="readout">${this.#readout()}</div>
        ${this.micrograph ? nothing : html`<p class="empty"><slot name="empty">No micrograph is open.</slot></p>`}
      </div>
    `
  }

  #key(found: PeriodicResult): TemplateResult {
    const { overlay } = this.look
    if (overlay !== 'heat') return detectableKey(found, overlay, this.#pixelSize)
    return html`<lacuna-colour-key class="legend" .result=${found}></lacuna-colour-key>`
  }

  #zoomTools(): TemplateResult {
    const disabled = !this.micrograph
    return html`
      <span class="zoom" role="group" aria-label="View">
        <button ?disabled=${disabled} aria-label="Zoom out" @click=${() => this.#camera.zoomCentre(1 / ZOOM_STEP)}>
          −
        </button>
        <button ?disabled=${disabled} aria-label="Zoom in" @click=${() => this.#camera.zoomCentre(ZOOM_STEP)}>+</button>
        <button ?disabled=${disabled} @click=${() => this.#camera.fit()}>Fit</button>
        <button ?disabled=${disabled} aria-expanded=${this.toning} @click=${() => (this.toning = !this.toning)}>
          Display
        </button>
      </span>
    `
  }

  #description(): string {
    const { micrograph } = this
    if (!micrograph) return 'No micrograph'
    const found = this.#found ? `, ${this.#found.detections.length} detections, listed in the table` : ''
    return `${this.simulated ? 'Simulated micrograph' : 'Micrograph'} ${micrograph.name}${found}. Arrow keys pan, plus and minus zoom, zero fits.`
  }

  #readout(): string {
    const transform = this.#camera.transform
    if (!this.hovered || !transform || !this.micrograph) return ''
    const at = toImage(transform, this.hovered)
    const pixel = describePixel(this.micrograph, this.#values(this.hovered.x), this.#pixelSize, at)
    const found = this.#found
    if (!pixel || !found) return pixel
    // Made when it is first needed: a threshold that is dragged brings many results that nobody points at.
    this.#nearest ??= new NearestColumn(found.result.columns, NEAR * Math.min(...found.lattice.lengths))
    const column = this.#nearest.at(at.x - 0.5, at.y - 0.5)
    if (column === null) return pixel
    const { overlay } = this.look
    const told = describeColumn(found, this.#pixelSize, column)
    return [pixel, told, overlay !== 'heat' && describeDetectable(found, this.#pixelSize, column)]
      .filter(Boolean)
      .join(' · ')
  }

  /** The numbers of the picture that is shown so far from the left, CSS pixels. */
  #values(x: number): Float32Array {
    const { look } = this
    const line = dividerOf(look, this.#camera.viewport.width)
    const predicted = look.picture === 'prediction' && !(line && x < line.at)
    return (predicted ? this.#found?.pictures.prediction : null) ?? this.micrograph!.data
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

  #tap(at: Point): void {
    const transform = this.#camera.transform
    if (!transform || !this.#found || !this.look.markers) return
    const reach = Math.max(16, this.#ringRadius() * this.#camera.scale)
    let nearest: number | null = null
    let distance = reach
    this.#found.detections.forEach((detection, index) => {
      const centre = place({ transform }, detection)
      const away = Math.hypot(centre.x - at.x, centre.y - at.y)
      if (away <= distance) [nearest, distance] = [index, away]
    })
    tell(this, 'lacuna-select', nearest)
  }

  #bringIntoView(index: number): void {
    const found = this.#found
    const detection = found?.detections[index]
    if (!found || !detection) return
    const span = CELLS_ACROSS * Math.max(...found.lattice.lengths)
    this.#camera.flyTo({ x: detection.x + 0.5, y: detection.y + 0.5 }, span)
  }

  #ringRadius(): number {
    return this.#found ? RADIUS * Math.min(...this.#found.lattice.lengths) : 0
  }

  #moved(): void {
    this.canvas?.classList.toggle('zoomed', !this.#camera.atFit)
    if (this.hovered) this.requestUpdate()
    this.#schedule()
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
      divider: found ? dividerOf(look, this.#camera.viewport.width) : null,
      detections: look.markers && found ? found.detections : [],
      regions: look.markers && found ? found.result.regions : [],
      trainingRegion: region && { region, dimsTheRest: this.drawing },
      selected: this.selected,
      ringRadius: this.#ringRadius(),
      angstromPerPixel: this.#pixelSize?.x ?? null,
    })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-viewer': LacunaViewer
  }
}
