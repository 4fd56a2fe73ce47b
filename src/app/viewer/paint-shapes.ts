import type { Shape, Stroke } from '../../session/picture/drawing'
import { css } from '../../session/picture/sequential'
import { said } from '../language/told'
import { localised } from '../language/numbers'

const LETTERS = 'system-ui, sans-serif'
/** Under letters, CSS pixels wide and this opaque. */
const HALO = { width: 4, opacity: 0.85 }

/** What a page paints of a drawing's shapes, in CSS pixels; pictures it paints itself. */
export function paintShapes(context: CanvasRenderingContext2D, shapes: readonly Shape[]): void {
  context.save()
  context.lineJoin = 'round'
  for (const shape of shapes) paintShape(context, shape)
  context.restore()
}

function paintShape(context: CanvasRenderingContext2D, shape: Shape): void {
  switch (shape.kind) {
    case 'box': {
      const { left, top, width, height } = shape.box
      context.globalAlpha = shape.opacity
      context.fillStyle = css(shape.colour)
      return context.fillRect(left, top, width, height)
    }
    case 'ring':
      context.beginPath()
      context.arc(shape.at.x, shape.at.y, shape.radius, 0, 2 * Math.PI)
      return stroke(context, shape.stroke)
    case 'line':
      context.beginPath()
      for (const { x, y } of shape.points) context.lineTo(x, y)
      if (shape.closed) context.closePath()
      return stroke(context, shape.stroke)
    case 'text': {
      const { at, anchor, size, colour, halo } = shape
      // A drawing speaks English, as figures and files do.
      const text = localised(said(shape.text))
      context.font = `600 ${size}px ${LETTERS}`
      context.textBaseline = 'alphabetic'
      context.textAlign = anchor === 'middle' ? 'center' : anchor
      if (halo) {
        context.setLineDash([])
        context.lineWidth = HALO.width
        context.globalAlpha = HALO.opacity * shape.opacity
        context.strokeStyle = css(halo)
        context.strokeText(text, at.x, at.y)
      }
      context.globalAlpha = shape.opacity
      context.fillStyle = css(colour)
      return context.fillText(text, at.x, at.y)
    }
    case 'disc':
    case 'image':
    case 'clip':
  }
}

function stroke(context: CanvasRenderingContext2D, { colour, width, opacity, dashes }: Stroke): void {
  context.globalAlpha = opacity
  context.setLineDash([...dashes])
  context.lineWidth = width
  context.strokeStyle = css(colour)
  context.stroke()
}
