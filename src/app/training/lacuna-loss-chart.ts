import { css, html, LitElement, type PropertyValues, type TemplateResult, unsafeCSS } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import uPlot from 'uplot'
import chartStyles from 'uplot/dist/uPlot.min.css?inline'
import { significant } from '../shared/format'
import { theme } from '../shared/theme'
import { logTicks, ticks } from '../../session/ticks'

const HEIGHT = 132
/** uPlot's `distr` for a logarithmic axis, and for a linear one. */
const LOGARITHMIC = 3
const LINEAR = 1

/** The mean loss per patch over the epochs of a training, growing as it goes. */
@customElement('lacuna-loss-chart')
export class LacunaLossChart extends LitElement {
  static override styles = [
    unsafeCSS(chartStyles),
    theme,
    css`
      :host {
        display: block;
        min-height: ${HEIGHT}px;
      }

      .chart {
        /* uPlot paints on a canvas and needs resolved colours: it reads them from here. */
        color: var(--_muted);
        outline-color: var(--_accent);
        border-color: var(--_line);
        width: 100%;
        overflow: hidden;
      }

      .u-legend {
        display: none;
      }
    `,
  ]

  /** One value an epoch, from the first. */
  @property({ attribute: false }) losses: readonly number[] = []
  /** Epochs of the whole training, so that the axis shows how far there is to go. */
  @property({ type: Number }) epochs = 0

  @query('.chart') private chart!: HTMLElement
  #plot: uPlot | null = null
  /** The distribution that the plot was built with. */
  #shown: 1 | 3 = LINEAR
  readonly #resize = new ResizeObserver(([entry]) => {
    this.#plot?.setSize({ width: entry.contentRect.width, height: HEIGHT })
  })
  readonly #scheme = matchMedia('(prefers-color-scheme: dark)')

  override connectedCallback(): void {
    super.connectedCallback()
    this.#scheme.addEventListener('change', this.#repaint)
    if (this.hasUpdated) this.#build()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#scheme.removeEventListener('change', this.#repaint)
    this.#resize.disconnect()
    this.#plot?.destroy()
    this.#plot = null
  }

  protected override render(): TemplateResult {
    return html`<div class="chart" role="img" aria-label=${this.#description()}></div>`
  }

  protected override updated(changed: PropertyValues<this>): void {
    const flipped = this.#shown !== this.#distribution()
    if (!this.#plot || flipped || changed.has('epochs')) this.#build()
    else this.#plot.setData(this.#data())
  }

  #description(): string {
    const last = this.losses.at(-1)
    if (last === undefined) return 'Loss curve, empty'
    return `Loss curve: ${significant(this.losses[0])} after the first epoch, ${significant(last)} after ${this.losses.length}`
  }

  /** A loss falls by orders of magnitude, but a likelihood's can be negative, where there is no logarithm. */
  #distribution(): 1 | 3 {
    return this.losses.every((loss) => loss > 0) ? LOGARITHMIC : LINEAR
  }

  #range(low: number, high: number): [number, number] {
    if (this.#shown === LOGARITHMIC) return [low / 1.1, high * 1.1]
    const air = 0.06 * (high - low) || 1
    return [low - air, high + air]
  }

  #data(): uPlot.AlignedData {
    return [this.losses.map((_, index) => index + 1), [...this.losses]]
  }

  readonly #repaint = (): void => {
    this.#plot?.redraw(false, true)
  }

  #build(): void {
    this.#plot?.destroy()
    this.#shown = this.#distribution()
    const colour = (property: 'color' | 'outlineColor' | 'borderColor') => () => getComputedStyle(this.chart)[property]
    const grid = { stroke: colour('borderColor'), width: 1 }
    const axis = { stroke: colour('color'), font: '11px system-ui, sans-serif', grid, ticks: { show: false } }
    this.#plot = new uPlot(
      {
        width: this.chart.clientWidth || 320,
        height: HEIGHT,
        padding: [8, 12, 0, 0],
        cursor: { show: false },
        scales: {
          x: { time: false, range: [1, Math.max(2, this.epochs, this.losses.length)] },
          y: { distr: this.#shown, range: (_, low, high) => this.#range(low, high) },
        },
        axes: [
          { ...axis, size: 24, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
          {
            ...axis,
            size: 52,
            splits: (_plot, _axis, low, high) =>
              this.#shown === LOGARITHMIC ? logTicks(low, high) : ticks(low, high, 4),
            filter: (_, splits) => splits,
            values: (_, splits) => splits.map((value) => significant(value, 2)),
          },
        ],
        series: [{}, { stroke: colour('outlineColor'), width: 2, points: { show: () => this.losses.length < 2 } }],
      },
      this.#data(),
      this.chart,
    )
    this.#resize.observe(this.chart)
  }
}
