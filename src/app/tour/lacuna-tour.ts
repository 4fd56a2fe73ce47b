import { html, LitElement, type TemplateResult } from 'lit'
import { query, state } from 'lit/decorators.js'
import { t } from '../language/message'
import { customElement } from '../shared/custom-element'
import { tell } from '../shared/tell'
import { controls, theme } from '../shared/theme'
import { place } from './place'
import { deepFind, STEPS } from './steps'
import { styles } from './styles'

/**
 * A guided tour of the first run: a card that points at one control after the other. Everything around it stays in use. Arrow keys go
 * from step to step, Escape ends it, and the focus returns to where it was.
 *
 * @fires lacuna-tour-end - It was closed, or its last step was left.
 */
@customElement('lacuna-tour')
export class LacunaTour extends LitElement {
  static override styles = [theme, controls, styles]

  @state() private step = 0
  @query('.card') private card!: HTMLElement
  @query('.ring') private ring!: HTMLElement
  @query('.next') private next!: HTMLButtonElement

  #target: HTMLElement | null = null
  #frame = 0

  override connectedCallback(): void {
    super.connectedCallback()
    // What scrolls is inside other elements: their events come by on the way down.
    addEventListener('scroll', this.#follow, { capture: true, passive: true })
    addEventListener('resize', this.#follow)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    removeEventListener('scroll', this.#follow, { capture: true })
    removeEventListener('resize', this.#follow)
    cancelAnimationFrame(this.#frame)
  }

  protected override firstUpdated(): void {
    this.ring.showPopover()
    this.card.showPopover()
    this.next.focus()
  }

  protected override updated(): void {
    const { targets } = STEPS[this.step]
    this.#target = targets.map((selector) => deepFind(document, selector)).find((found) => found !== null) ?? null
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    this.#target?.scrollIntoView({ block: 'center', behavior: calm ? 'instant' : 'smooth' })
    this.#place()
  }

  protected override render(): TemplateResult {
    const { title, text } = STEPS[this.step]
    const isLast = this.step === STEPS.length - 1
    return html`
      <div class="ring" popover="manual" aria-hidden="true"></div>
      <div
        class="card"
        popover="manual"
        role="dialog"
        aria-labelledby="title"
        aria-describedby="text"
        @keydown=${this.#keydown}
      >
        <div aria-live="polite">
          <h2 id="title">${title()}</h2>
          <p id="text">${text()}</p>
        </div>
        <div class="row">
          <span class="muted">${t`Step ${this.step + 1} of ${STEPS.length}`}</span>
          <button @click=${() => this.#end()}>${t`Close`}</button>
          <button aria-disabled=${this.step === 0} @click=${() => this.#go(-1)}>${t`Back`}</button>
          <button class="next primary" @click=${() => (isLast ? this.#end() : this.#go(1))}>
            ${isLast ? t`Done` : t`Next`}
          </button>
        </div>
      </div>
    `
  }

  #go(by: number): void {
    this.step = Math.min(STEPS.length - 1, Math.max(0, this.step + by))
  }

  #end(): void {
    tell(this, 'lacuna-tour-end')
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.#end()
    else if (event.key === 'ArrowRight') this.#go(1)
    else if (event.key === 'ArrowLeft') this.#go(-1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  readonly #follow = (): void => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.#place()
    })
  }

  /** Puts the ring around what is pointed at, and the card beside it. */
  #place(): void {
    const target = this.#target?.getBoundingClientRect()
    this.ring.hidden = !target
    const { offsetWidth: width, offsetHeight: height } = this.card
    const at = place(target ?? null, { width, height }, { width: innerWidth, height: innerHeight })
    Object.assign(this.card.style, { left: `${at.left}px`, top: `${at.top}px` })
    if (!target) return
    const ring = { left: target.left - 4, top: target.top - 4, width: target.width + 8, height: target.height + 8 }
    Object.assign(
      this.ring.style,
      Object.fromEntries(Object.entries(ring).map(([name, value]) => [name, `${value}px`])),
    )
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-tour': LacunaTour
  }
}
