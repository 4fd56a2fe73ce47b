import type { Micrograph } from '../../io/micrograph'
import { contrastRange } from '../../session/picture/tone'
import { type Cut, drawGrey } from '../shared/patch-canvas'

/** Edge of a small picture, px. */
const EDGE = 64

/** A small grey picture of a micrograph; screen readers pass over it. */
export function thumbnail(micrograph: Micrograph): HTMLCanvasElement {
  const known = made.get(micrograph)
  if (known) return known
  const canvas = document.createElement('canvas')
  canvas.ariaHidden = 'true'
  const small = shrunk(micrograph)
  const { low, high } = contrastRange(small.data)
  drawGrey(canvas, small, low, high)
  made.set(micrograph, canvas)
  return canvas
}

const made = new WeakMap<Micrograph, HTMLCanvasElement>()

/** Means of square blocks: columns that a pixel in so many skips would alias into false patterns. */
function shrunk({ data, width, height }: Micrograph): Cut {
  const block = Math.max(1, Math.ceil(Math.max(width, height) / EDGE))
  const size = { width: Math.ceil(width / block), height: Math.ceil(height / block) }
  const [sums, counts] = [new Float32Array(size.width * size.height), new Uint32Array(size.width * size.height)]
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / block) * size.width
    for (let x = 0; x < width; x++) {
      const at = row + Math.floor(x / block)
      sums[at] += data[y * width + x]
      counts[at]++
    }
  }
  return { ...size, data: sums.map((sum, at) => sum / counts[at]) }
}
