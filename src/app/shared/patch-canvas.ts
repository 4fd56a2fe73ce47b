import { diverging } from '../../session/picture/colour-map'

/** A square or rectangular cut of a picture, as numbers. */
export interface Cut {
  data: Float32Array
  width: number
  height: number
}

/** Draws intensities between `low` and `high` in grey, at one canvas pixel a value. */
export function drawGrey(canvas: HTMLCanvasElement, cut: Cut, low: number, high: number): void {
  const gain = 255 / (high - low || 1)
  draw(canvas, cut, (value) => {
    const grey = (value - low) * gain
    return [grey, grey, grey]
  })
}

/** Draws signed differences in the diverging map, ±`limit` at its ends. */
export function drawSigned(canvas: HTMLCanvasElement, cut: Cut, limit: number): void {
  draw(canvas, cut, (value) => diverging(value / limit))
}

/** What is NaN stays transparent. */
function draw(
  canvas: HTMLCanvasElement,
  { data, width, height }: Cut,
  colour: (value: number) => readonly [number, number, number],
): void {
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (!context) return
  const image = new ImageData(width, height)
  data.forEach((value, index) => {
    if (!Number.isNaN(value)) image.data.set([...colour(value), 255], 4 * index)
  })
  context.putImageData(image, 0, 0)
}

/** `a − b`, value by value. */
export function difference(a: Cut, b: Cut): Cut {
  return { ...a, data: a.data.map((value, index) => value - b.data[index]) }
}

/** The part of a picture around a pixel, shifted inwards at the edges so that it always has its full size. */
export function cutAround(picture: Cut, x: number, y: number, side: number): Cut & { left: number; top: number } {
  const width = Math.min(side, picture.width)
  const height = Math.min(side, picture.height)
  const left = Math.min(Math.max(Math.round(x - width / 2), 0), picture.width - width)
  const top = Math.min(Math.max(Math.round(y - height / 2), 0), picture.height - height)
  const data = new Float32Array(width * height)
  for (let row = 0; row < height; row++) {
    const start = (top + row) * picture.width + left
    data.set(picture.data.subarray(start, start + width), row * width)
  }
  return { data, width, height, left, top }
}
