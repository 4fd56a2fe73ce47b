import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit'
import { property, query } from 'lit/decorators.js'
import type { Micrograph } from '../../io/micrograph'
import type { DetectionResult } from '../../session/detector'
import { colourAt } from '../../session/picture/sequential'
import type { SpectrumPicture } from '../../session/picture/spectrum'
import type { Rectangle } from '../../session/request'
import { customElement } from '../shared/custom-element'
import { significant } from '../shared/format'
import { theme } from '../shared/theme'
import { t } from '../language/message'
import { styles } from './styles'

/** Canvas pixels to a side: three times as many as a spectrum of the finest sampling has. */
const SIDE = 480
/** Orders of the lattice that are shown, along its shorter edge. */
const ORDERS = 4
/** While the view moves, nothing is transformed. */
const REST_MS = 120
/** Parts of the frequencies that are black and white. */
const [BLACK, WHITE] = [0.4, 0.9995]

/**
 * The power spectrum of the part of a micrograph that is in view, logarithmic, the lattice's spots ringed. Of a large part it is that
 * of the middle.
 */
@customElement('lacuna-spectrum')
export class LacunaSpectrum extends LitElement {
  static override styles = [theme, styles]

  /** Of what. */
  @property({ attribute: false }) micrograph: Micrograph | null = null
  /** The part in view, px; null for the whole. */
  @property({ attribute: false }) region: Rectangle | null = null
  /** Whose lattice is ringed; null for none. */
  @property({ attribute: false }) result: DetectionResult | null = null
  @query('canvas') private canvas!: HTMLCanvasElement
  #timer = 0

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  protected override render(): TemplateResult {
    const { result, region } = this
    const label = result?.verdict === 'periodic' ? t`Power spectrum, the lattice’s spots ringed` : t`Power spectrum`
    const most = significant(this.#most, 2)
    return html`
      <canvas width=${SIDE} height=${SIDE} role="img" aria-label=${label}></canvas>
      <span>${region ? t`FFT of what is in view, up to ${most} / px` : t`FFT, up to ${most} / px`}</span>
    `
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!['micrograph', 'region', 'result'].some((name) => changed.has(name as keyof LacunaSpectrum))) return
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => void this.#draw(), changed.has('micrograph') ? 0 : REST_MS)
  }

  /** Cycles per pixel at the edges. */
  get #most(): number {
    const { result } = this
    return result?.verdict === 'periodic' ? Math.min(0.5, (ORDERS + 0.5) / Math.min(...result.lattice.lengths)) : 0.25
  }

  async #draw(): Promise<void> {
    const { micrograph, result } = this
    if (!micrograph) return
    const { latticeSpots, spectrumPicture } = await import('../../session/picture/spectrum')
    const region = this.region ?? { x: 0, y: 0, width: micrograph.width, height: micrograph.height }
    const context = this.canvas?.getContext('2d')
    if (!context || region.width < 16 || region.height < 16) return
    const picture = spectrumPicture(micrograph, region, this.#most)
    context.imageSmoothingEnabled = false
    context.drawImage(bitmapOf(picture), 0, 0, SIDE, SIDE)
    if (result?.verdict !== 'periodic') return
    context.strokeStyle = 'rgb(91 211 189 / 0.9)'
    context.lineWidth = 2
    for (const { x, y } of latticeSpots(result.lattice, picture.most)) {
      context.beginPath()
      const place = (frequency: number) => (SIDE * (frequency / picture.most + 1)) / 2
      context.arc(place(x), place(y), 9, 0, 2 * Math.PI)
      context.stroke()
    }
  }
}

function bitmapOf({ data, side }: SpectrumPicture): OffscreenCanvas {
  const canvas = new OffscreenCanvas(side, side)
  const sorted = data.slice().sort()
  const [low, high] = [BLACK, WHITE].map((part) => sorted[Math.floor(part * (sorted.length - 1))])
  const image = new ImageData(side, side)
  data.forEach((value, at) => image.data.set([...colourAt('magma', (value - low) / (high - low || 1)), 255], 4 * at))
  canvas.getContext('2d')?.putImageData(image, 0, 0)
  return canvas
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-spectrum': LacunaSpectrum
  }
}
