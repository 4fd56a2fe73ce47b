import { line } from 'd3-shape'
import { escapeXml } from '../picture/escape'
import { type Scale, ticks } from '../picture/ticks'

/** What the SVG figures share: numbers, text, paths and axes. */

/** A coordinate with as many digits as a screen can show. */
export function fixed(value: number): string {
  return String(Math.round(value * 100) / 100)
}

export function text(content: string, x: number, y: number, attributes: string): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" ${attributes}>${escapeXml(content)}</text>`
}

export function path(points: Iterable<[number, number]>, attributes: string): string {
  return `<path d="${line()(points) ?? ''}" ${attributes}/>`
}

/** A horizontal axis at height `y`, its ticks labelled below and its name below these. */
export function bottomAxis(scale: Scale, y: number, name: string, count = 7): string {
  const [from, to] = scale.range()
  const marks = ticks(scale, count).map(
    ({ at, label }) =>
      `<path class="axis" d="M${fixed(at)} ${fixed(y)}v5"/>${text(label, at, y + 19, 'class="tick" text-anchor="middle"')}`,
  )
  const axis = `<path class="axis" d="M${fixed(from)} ${fixed(y)}H${fixed(to)}"/>`
  return axis + marks.join('') + text(name, (from + to) / 2, y + 38, 'class="name" text-anchor="middle"')
}

/**
 * A figure that stands alone and inside a page alike. Its colours follow the reader's light or dark setting and are
 * light in print; `title` is what a screen reader says.
 */
export function figure(width: number, height: number, title: string, content: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="figure" viewBox="0 0 ${width} ${fixed(height)}" role="img" ` +
    `aria-label="${escapeXml(title)}"><title>${escapeXml(title)}</title>${EMBEDDED_STYLE}` +
    `<rect class="paper" width="${width}" height="${fixed(height)}"/>${content}</svg>\n`
  )
}

/** The colours of both signs are those of the heat maps' colour map, two stops from its ends on light, its ends on dark. */
export const FIGURE_STYLE = `
.figure{--paper:#fff;--ink:#1b1f24;--soft:#5b6570;--line:#9aa4ae;--band:#d8ebdc;--edge:#3d8a52;--bulk:#6b7681;--deficit:#1666aa;--excess:#c06c12;
font:13px system-ui,-apple-system,"Segoe UI",sans-serif}
@media screen and (prefers-color-scheme:dark){.figure{--paper:#16181b;--ink:#e8eaed;--soft:#a3adb8;--line:#5d6771;--band:#1f3a28;--edge:#68b780;--bulk:#8f9aa5;--deficit:#76b8fa;--excess:#f49f5c}}
.figure .paper{fill:var(--paper)}
.figure text{fill:var(--ink)}
.figure .tick,.figure .note{fill:var(--soft);font-size:12px;font-variant-numeric:tabular-nums}
.figure .head{font-weight:600}
.figure .axis{stroke:var(--line);fill:none}
.figure .band{fill:var(--band)}
.figure .edge{stroke:var(--edge);fill:none;stroke-dasharray:3 3}
.figure .bulk{fill:var(--bulk)}
.figure .deficit{fill:var(--deficit)}
.figure .excess{fill:var(--excess)}
.figure .curve{stroke:var(--deficit);fill:none;stroke-width:1.5;stroke-linecap:round}
`

const EMBEDDED_STYLE = `<style>${FIGURE_STYLE}</style>`

/**
 * Markup with figures in it, without their style: for a page that brings `FIGURE_STYLE` itself, because its
 * content-security policy allows no style in the markup.
 */
export function unstyled(markup: string): string {
  return markup.replaceAll(EMBEDDED_STYLE, '')
}
