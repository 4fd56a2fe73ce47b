import type { Example, Reproduction } from '../../stem/paper/reproduce'
import { BLACK, Canvas, WHITE } from '../picture/canvas'
import type { Raster } from '../picture/canvas'
import type { Rgb } from '../picture/colour-map'
import { diverging, heatLimit } from '../picture/colour-map'
import { GLYPH_HEIGHT, textWidth } from '../picture/pixel-font'
import { SET_LABELS } from './labels'

/** Pixels of the figure to a pixel of a patch, and to a pixel of a letter. */
const ZOOM = 3
const PEN = 2

const GAP = 8
const LABEL_HEIGHT = GLYPH_HEIGHT * PEN + 2 * GAP
const ROW_LABEL_WIDTH = textWidth('prediction') * PEN + 2 * GAP
const BAR_WIDTH = 18
const BAR_LABEL_WIDTH = textWidth('+0.00') * PEN + GAP

type Paint = (example: Example, pixel: number) => Rgb

/**
 * The paper's Figure 1: a column for each image set; input, prediction and heat map below each other; a colour bar beside
 * the heat maps. All heat maps share one scale, so equal colours mean equal differences.
 */
export function figure1({ examples, rule }: Reproduction): Raster {
  const limit = examples.reduce((largest, { heat }) => Math.max(largest, heatLimit(heat, rule.threshold)), 0)
  const rows: { label: string; paint: Paint }[] = [
    { label: 'input', paint: ({ input }, pixel) => grey(input[pixel]) },
    { label: 'prediction', paint: ({ prediction }, pixel) => grey(prediction[pixel]) },
    { label: 'heat map', paint: ({ heat }, pixel) => diverging(heat[pixel] / limit) },
  ]
  const side = examples[0].size * ZOOM
  const left = (column: number) => ROW_LABEL_WIDTH + column * (side + GAP)
  const top = (row: number) => LABEL_HEIGHT + row * (side + GAP)
  const width = left(examples.length) + GAP + BAR_WIDTH + GAP + BAR_LABEL_WIDTH
  const canvas = new Canvas(width, top(rows.length) + GAP)
  canvas.fill({ left: 0, top: 0, width: canvas.width, height: canvas.height }, WHITE)

  examples.forEach((example, column) => {
    write(canvas, SET_LABELS[example.set], left(column), GAP)
    rows.forEach(({ paint }, row) => {
      paintPatch(canvas, { left: left(column), top: top(row) }, example.size, (pixel) => paint(example, pixel))
    })
  })
  rows.forEach(({ label }, row) => write(canvas, label, GAP, top(row) + (side - GLYPH_HEIGHT * PEN) / 2))
  paintBar(canvas, { left: left(examples.length) + GAP, top: top(rows.length - 1) }, side, limit)
  return canvas
}

function grey(value: number): Rgb {
  const level = Math.round(255 * Math.min(Math.max(value, 0), 1))
  return [level, level, level]
}

/** The top left corner of something drawn. */
interface Corner {
  left: number
  top: number
}

function paintPatch(canvas: Canvas, { left, top }: Corner, size: number, paint: (pixel: number) => Rgb): void {
  for (let pixel = 0; pixel < size ** 2; pixel++) {
    const at = { left: left + (pixel % size) * ZOOM, top: top + Math.floor(pixel / size) * ZOOM }
    canvas.fill({ ...at, width: ZOOM, height: ZOOM }, paint(pixel))
  }
}

/** The heat maps' scale, excess above and deficit below. */
function paintBar(canvas: Canvas, { left, top }: Corner, height: number, limit: number): void {
  for (let y = 0; y < height; y++) {
    canvas.fill({ left, top: top + y, width: BAR_WIDTH, height: 1 }, diverging(1 - (2 * y) / (height - 1)))
  }
  const ticks: [text: string, y: number][] = [
    [`+${limit.toFixed(2)}`, 0],
    ['0', (height - GLYPH_HEIGHT * PEN) / 2],
    [`-${limit.toFixed(2)}`, height - GLYPH_HEIGHT * PEN],
  ]
  for (const [text, y] of ticks) write(canvas, text, left + BAR_WIDTH + GAP, top + y)
}

function write(canvas: Canvas, text: string, left: number, top: number): void {
  canvas.text(text, { left, top, size: PEN }, BLACK, WHITE)
}
