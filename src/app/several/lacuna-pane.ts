import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit'
import { property, query } from 'lit/decorators.js'
import type { SearchedResult } from '../../session/detector'
import { placed } from '../../session/files/review'
import { markersOf } from '../../session/picture/marks'
import { markRadius } from '../../session/picture/pictured'
import { FIRST_BAR } from '../../session/picture/scale-bar'
import { FIRST_TONE } from '../../session/picture/tone'
import { t } from '../language/message'
import { said } from '../language/told'
import { customElement } from '../shared/custom-element'
import { tell } from '../shared/tell'
import { theme } from '../shared/theme'
import { Camera, type Share } from '../viewer/camera'
import { Gestures } from '../viewer/gestures'
import { steer } from '../viewer/keys'
import { Layers } from '../viewer/layers'
import { paint } from '../viewer/paint'
import { paneStyles } from './styles'
import type { SeveralRow } from './rows'

/**
 * One micrograph with its marks and its scale bar, beside another.
 *
 * @fires lacuna-look - The reader looks elsewhere; `detail` says where, in parts of the picture.
 */
@customElement('lacuna-pane')
export class LacunaPane extends LitElement {
  static override styles = [theme, paneStyles]

  @property({ attribute: false }) row!: SeveralRow
  /** Where the reader looks, in parts of the picture; null for the whole. */
  @property({ attribute: false }) share: Share | null = null
  @query('canvas') private canvas!: HTMLCanvasElement

  readonly #camera = new Camera(this, () => this.#schedule())
  readonly #layers = new Layers(this, () => this.#schedule())
  readonly #gestures = new Gestures(this, {
    drag: (by) => this.#look(() => this.#camera.pan(by)),
    drop: () => {},
    pan: (by) => this.#look(() => this.#camera.pan(by)),
    zoom: (anchor, factor) => this.#look(() => this.#camera.zoom(anchor, factor)),
    hover: () => {},
    tap: () => {},
  })
  readonly #resize = new ResizeObserver(([entry]) => this.#resized(entry.contentRect))
  #frame = 0

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#resize.disconnect()
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
  }

  protected override firstUpdated(): void {
    this.#gestures.attach(this.canvas)
    this.#resize.observe(this.canvas)
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { micrograph } = this.row
    if (changed.has('row')) {
      const size = micrograph?.pixelSize
      const aspect = size ? size.y / size.x : 1
      this.#camera.show(micrograph && { width: micrograph.width, height: micrograph.height, aspect })
      this.#layers.show(micrograph, null, { picture: 'micrograph', overlay: 'heat', tone: FIRST_TONE })
    }
    this.#follow()
  }

  protected override render(): TemplateResult {
    const name = t`Micrograph ${said(this.row.name)}`
    return html`<canvas
      tabindex="0"
      role="application"
      aria-roledescription=${t`micrograph viewer`}
      aria-label=${`${name}. ${t`Arrow keys pan, plus and minus zoom, zero fits.`}`}
      @keydown=${(event: KeyboardEvent) => this.#look(() => steer(this.#camera, event))}
    ></canvas>`
  }

  /** Moves the camera, and tells where it looks now. */
  #look(move: () => void): void {
    move()
    const { share } = this.#camera
    if (JSON.stringify(share) !== JSON.stringify(this.share)) tell(this, 'lacuna-look', share)
  }

  #follow(): void {
    if (this.share) this.#camera.share = this.share
    else this.#camera.fit()
  }

  #resized({ width, height }: DOMRectReadOnly): void {
    this.canvas.width = Math.round(width * devicePixelRatio)
    this.canvas.height = Math.round(height * devicePixelRatio)
    this.#camera.resize({ width, height })
    this.#follow()
    this.#paint()
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.#paint()
    })
  }

  get #found(): SearchedResult | null {
    const { result } = this.row
    return result?.pictures ? result : null
  }

  #paint(): void {
    const context = this.canvas?.getContext('2d')
    const { transform, viewport } = this.#camera
    const { micrograph } = this.#layers
    if (!context || !transform || !micrograph) return
    const found = this.#found
    const periodic = found?.verdict === 'periodic' ? found : null
    paint(context, {
      viewport,
      density: devicePixelRatio,
      transform,
      micrograph,
      picture: micrograph,
      overlay: null,
      overlayOpacity: 0,
      divider: null,
      markers: found ? markersOf(found, placed(this.row.review, found)) : [],
      arrows: null,
      cursor: null,
      line: null,
      regions: periodic ? periodic.result.regions : [],
      trainingRegion: null,
      selected: null,
      ringRadius: found ? markRadius(found) : 0,
      angstromPerPixel: periodic?.match?.pixelSize.x ?? this.row.pixelSize?.x ?? null,
      scaleBar: FIRST_BAR,
    })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-pane': LacunaPane
  }
}
