import { encodeRgba } from '../../io/png'
import { base64 } from './base64'
import type { Drawing, Shape, Stroke } from './drawing'
import { escapeXml } from './escape'
import { css } from './sequential'

/** A drawing as an SVG file of its own, its picture within it; `title` is what a screen reader says. */
export function svgOf(drawing: Drawing, title: string): string {
  const { width, height } = drawing
  const size = `width="${number(width)}" height="${number(height)}" viewBox="0 0 ${number(width)} ${number(height)}"`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${escapeXml(title)}" ` +
    `font-family="Helvetica, Arial, sans-serif" font-weight="600" stroke-linejoin="round" stroke-linecap="round">` +
    `<title>${escapeXml(title)}</title><rect width="100%" height="100%" fill="#fff"/>${new Writer().all(drawing.shapes)}</svg>\n`
  )
}

class Writer {
  #clips = 0

  all(shapes: readonly Shape[]): string {
    return shapes.map((shape) => this.#one(shape)).join('')
  }

  #one(shape: Shape): string {
    switch (shape.kind) {
      case 'image': {
        const { data, width, height } = shape.raster
        const address = `data:image/png;base64,${base64(encodeRgba(data, width, height))}`
        return `<image ${box(shape.box)} preserveAspectRatio="none" style="image-rendering:pixelated" href="${address}"/>`
      }
      case 'box':
        return `<rect ${box(shape.box)} fill="${css(shape.colour)}"${opacity(shape.opacity)}/>`
      case 'disc':
        return `<circle cx="${number(shape.at.x)}" cy="${number(shape.at.y)}" r="${number(shape.radius)}" fill="${css(shape.colour)}"${opacity(shape.opacity)}/>`
      case 'ring':
        return `<circle cx="${number(shape.at.x)}" cy="${number(shape.at.y)}" r="${number(shape.radius)}" fill="none" ${line(shape.stroke)}/>`
      case 'line': {
        const points = shape.points.map(({ x, y }) => `${number(x)} ${number(y)}`).join('L')
        return `<path d="M${points}${shape.closed ? 'z' : ''}" fill="none" ${line(shape.stroke)}/>`
      }
      case 'text': {
        const { text, at, anchor, size, colour, halo } = shape
        const place = `x="${number(at.x)}" y="${number(at.y)}" font-size="${size}" text-anchor="${anchor}"`
        const under = halo ? ` paint-order="stroke" stroke="${css(halo)}" stroke-opacity="0.85" stroke-width="4"` : ''
        return `<text ${place} fill="${css(colour)}"${under}${opacity(shape.opacity)}>${escapeXml(text)}</text>`
      }
      case 'clip': {
        const id = `clip${++this.#clips}`
        return `<clipPath id="${id}"><rect ${box(shape.box)}/></clipPath><g clip-path="url(#${id})">${this.all(shape.shapes)}</g>`
      }
    }
  }
}

function line({ colour, width, opacity: part, dashes }: Stroke): string {
  const dashed = dashes.length > 0 ? ` stroke-dasharray="${dashes.join(' ')}" stroke-linecap="butt"` : ''
  return `stroke="${css(colour)}" stroke-width="${number(width)}"${dashed}${opacity(part)}`
}

function opacity(part: number): string {
  return part < 1 ? ` opacity="${number(part)}"` : ''
}

function box({ left, top, width, height }: { left: number; top: number; width: number; height: number }): string {
  return `x="${number(left)}" y="${number(top)}" width="${number(width)}" height="${number(height)}"`
}

/** With as many digits as print can show. */
function number(value: number): string {
  return String(Math.round(value * 100) / 100)
}
