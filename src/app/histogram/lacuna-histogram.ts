import { css, html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Detection, DetectionResult } from '../../session/detector'
import { significant } from '../shared/format'
import { theme } from '../shared/theme'
import { ticks } from '../../session/ticks'
import { extent, type Histogram, histogram, shareInside } from './bins'

const WIDTH = 360
const HEIGHT = 150
const MARGIN = { top: 8, right: 8, bottom: 34, left: 38 }
const BINS = 48

interface Scales {
  x: (value: number) => number
  y: (share: number) => number
}

/**
 * The near-maximum statistic of the bulk and of this micrograph, with the bulk region (mean ± 1.5 std) shaded: patches
 * outside the region are what detection reports.
 */
@customElement('lacuna-histogram')
export class LacunaHistogram extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: grid;
        gap: 0.35rem;
      }

      svg {
        display: block;
        width: 100%;
      }

      text {
        fill: var(--_muted);
        font-size: 11px;
      }

      .region {
        fill: var(--_tint);
      }

      .edge {
        stroke: var(--_accent);
        stroke-dasharray: 3 3;
      }

      .bulk {
        fill: color-mix(in srgb, var(--_muted) 35%, transparent);
      }

      .here {
        fill: none;
        stroke: var(--_accent);
        stroke-width: 1.75;
        stroke-linejoin: round;
      }

      .axis {
        stroke: var(--_line);
      }

      .rug {
        stroke-width: 1.5;
      }

      .rug.deficit {
        stroke: var(--_deficit);
      }

      .rug.excess {
        stroke: var(--_excess);
      }

      .chosen {
        stroke: var(--_ink);
        stroke-width: 1.5;
      }

      .key {
        display: flex;
        flex-wrap: wrap;
        gap: 0.1rem 0.9rem;
        font-size: 0.75rem;
        color: var(--_muted);
      }

      .key span::before {
        content: '';
        display: inline-block;
        width: 0.8rem;
        height: 0.6rem;
        margin-right: 0.35rem;
      }

      .key .key-bulk::before {
        background: color-mix(in srgb, var(--_muted) 35%, transparent);
      }

      .key .key-here::before {
        height: 0;
        border-top: 2px solid var(--_accent);
        vertical-align: 0.25rem;
      }

      .key .key-region::before {
        background: var(--_tint);
        outline: 1px dashed var(--_accent);
        outline-offset: -1px;
      }
    `,
  ]

  /** What a detector found; nothing is shown without it. */
  @property({ attribute: false }) result: DetectionResult | null = null
  /** A value to mark: that of the chosen detection. */
  @property({ type: Number }) marked: number | null = null

  protected override render(): TemplateResult | typeof nothing {
    const { result } = this
    if (!result) return nothing
    const { bulkNearMaximum, nearMaximum, region, rule, detections } = result
    const found = detections.map((detection) => detection.nearMaximum)
    const { low, high } = extent([bulkNearMaximum, nearMaximum], [region.low, region.high, ...found])
    const bulk = histogram(bulkNearMaximum, low, high, BINS)
    const here = histogram(nearMaximum, low, high, BINS)
    const top = 1.05 * Math.max(...bulk.shares, ...here.shares) || 1
    const scales: Scales = {
      x: (value) => MARGIN.left + ((value - low) / (high - low)) * (WIDTH - MARGIN.left - MARGIN.right),
      y: (share) => HEIGHT - MARGIN.bottom - (share / top) * (HEIGHT - MARGIN.top - MARGIN.bottom),
    }
    return html`
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${this.#description(result)}>
        ${regionShade(scales, region)} ${svg`<path class="bulk" d=${steps(bulk, scales, true)}></path>`}
        ${svg`<path class="here" d=${steps(here, scales, false)}></path>`} ${axes(scales, low, high, top)}
        ${rug(scales, detections)} ${this.marked === null ? nothing : vertical(scales, this.marked, 'chosen')}
      </svg>
      <div class="key" aria-hidden="true">
        <span class="key-bulk">bulk</span>
        <span class="key-here">this micrograph</span>
        <span class="key-region">bulk region: mean ± ${rule.sigmas} std</span>
      </div>
    `
  }

  #description({ region, bulkNearMaximum, nearMaximum, rule }: DetectionResult): string {
    const percent = (sample: Float32Array) => `${(100 * shareInside(sample, region.low, region.high)).toFixed(1)} %`
    return (
      `Histogram of the average near the maximum. Bulk region ${significant(region.low)} to ${significant(region.high)}, ` +
      `mean ± ${rule.sigmas} standard deviations; ${percent(bulkNearMaximum)} of the bulk patches and ` +
      `${percent(nearMaximum)} of this micrograph’s patches lie inside.`
    )
  }
}

function regionShade({ x }: Scales, { low, high }: DetectionResult['region']): SVGTemplateResult {
  const height = HEIGHT - MARGIN.top - MARGIN.bottom
  return svg`
    <rect class="region" x=${x(low)} y=${MARGIN.top} width=${x(high) - x(low)} height=${height}></rect>
    ${vertical({ x }, low, 'edge')} ${vertical({ x }, high, 'edge')}
  `
}

/** A tick for every detection: among hundreds of bulk patches a bar of one could not be seen. */
function rug({ x }: Scales, detections: readonly Detection[]): SVGTemplateResult[] {
  const base = HEIGHT - MARGIN.bottom
  return detections.map(
    ({ kind, nearMaximum }) =>
      svg`<line class="rug ${kind}" x1=${x(nearMaximum)} x2=${x(nearMaximum)} y1=${base - 9} y2=${base}></line>`,
  )
}

function vertical({ x }: Pick<Scales, 'x'>, value: number, name: string): SVGTemplateResult {
  return svg`<line class=${name} x1=${x(value)} x2=${x(value)} y1=${MARGIN.top} y2=${HEIGHT - MARGIN.bottom}></line>`
}

/** The outline of a histogram as steps; closed down to the axis where it is to be filled. */
function steps({ low, high, shares }: Histogram, { x, y }: Scales, closed: boolean): string {
  const width = (high - low) / shares.length
  const path = shares.map((share, bin) => {
    const height = y(share).toFixed(1)
    return `L${x(low + bin * width).toFixed(1)},${height}L${x(low + (bin + 1) * width).toFixed(1)},${height}`
  })
  return `M${x(low)},${y(0)}${path.join('')}L${x(high)},${y(0)}${closed ? 'Z' : ''}`
}

function axes({ x, y }: Scales, low: number, high: number, top: number): SVGTemplateResult {
  const base = HEIGHT - MARGIN.bottom
  return svg`
    <line class="axis" x1=${MARGIN.left} x2=${WIDTH - MARGIN.right} y1=${base} y2=${base}></line>
    ${ticks(low, high, 6).map(
      (value) => svg`<text x=${x(value)} y=${base + 14} text-anchor="middle">${String(value).replace('-', '−')}</text>`,
    )}
    ${ticks(0, top, 3).map(
      (share) => svg`<text x=${MARGIN.left - 6} y=${y(share) + 4} text-anchor="end">${percentLabel(share)}</text>`,
    )}
    <text x=${(MARGIN.left + WIDTH - MARGIN.right) / 2} y=${HEIGHT - 4} text-anchor="middle">
      average near the maximum
    </text>
  `
}

function percentLabel(share: number): string {
  return `${Number((100 * share).toPrecision(3))}%`
}

declare global {
  interface HTMLElementTagNameMap {
    'lacuna-histogram': LacunaHistogram
  }
}
