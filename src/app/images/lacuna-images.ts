import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property, query, queryAll } from 'lit/decorators.js'
import type { FileContents, ImageEntry } from '../../session/detector'
import { listStyles } from '../shared/list-styles'
import { customElement } from '../shared/custom-element'
import { drawGrey } from '../shared/patch-canvas'
import { tellRun } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { t } from '../language/message'
import { imageFacts } from './image-facts'
import { styles } from './styles'

/**
 * The images of a file, by name, size and a small picture; choosing one opens it.
 *
 * @fires lacuna-run - One was chosen; `detail` is the changed part of the run.
 */
@customElement('lacuna-images')
export class LacunaImages extends LitElement {
  static override styles = [theme, controls, listStyles, styles]

  /** Nothing is shown of a file of one image. */
  @property({ attribute: false }) contents: FileContents | null = null
  /** While nothing can be chosen. */
  @property({ type: Boolean }) disabled = false
  @queryAll('canvas') private canvases!: NodeListOf<HTMLCanvasElement>
  @query('[aria-current]') private current!: HTMLElement | null

  protected override render(): TemplateResult | typeof nothing {
    const { contents } = this
    if (!contents || contents.images.length < 2) return nothing
    return html`
      <p class="muted" id="holds">${t`The file holds ${contents.images.length} images. Choose one:`}</p>
      <ol aria-labelledby="holds">
        ${contents.images.map((image, index) => this.#row(image, index === contents.taken.image))}
      </ol>
    `
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (!changed.has('contents')) return
    const small = this.contents?.images.flatMap(({ thumbnail }) => thumbnail ?? []) ?? []
    this.canvases.forEach((canvas, n) => {
      const { data, width, height } = small[n]
      drawGrey(canvas, { data: Float32Array.from(data), width, height }, 0, 255)
    })
    this.current?.scrollIntoView({ block: 'nearest' })
  }

  #row(image: ImageEntry, isTaken: boolean): TemplateResult {
    return html`
      <li>
        <button
          aria-current=${isTaken ? 'true' : nothing}
          ?disabled=${this.disabled}
          @click=${() => isTaken || this.#choose(image)}
        >
          ${image.thumbnail ? html`<canvas aria-hidden="true"></canvas>` : html`<span class="none"></span>`}
          <span class="title">${image.title}</span>
          <span class="muted">${imageFacts(image)}</span>
        </button>
      </li>
    `
  }

  /** A number alone would mean one frame of a series. */
  #choose({ number, frames, oneScan }: ImageEntry): void {
    const first = { first: 1, last: 1 } as const
    tellRun(this, { image: String(number), frames: frames === 1 ? null : oneScan ? 'all' : first })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-images': LacunaImages
  }
}
