import { DEFICIT_COLOUR, EXCESS_COLOUR, HEAT_STEPS, heatLimit, heatTable } from './colour-map'
import type { Raster } from './canvas'
import { BLACK, Canvas } from './canvas'
import { GLYPH_HEIGHT } from './pixel-font'
import { paintScaleBar } from './scale-bar'
import type { Micrograph } from '../../io/micrograph'
import type { Rule } from '../../stem/paper/rule'
import type { PaperSearch } from '../../stem/paper/micrograph'

/** Small micrographs are enlarged by a whole number of times, so that rings and numbers can be read. */
const LEGIBLE_SIDE = 1024

/** What the picture shows. */
type Drawn = PaperSearch & Pick<Micrograph, 'pixelSize'> & { rule: Rule }

/**
 * The picture of a result: the model's input in grey, the heat map over it, a numbered ring at every detection (numbers
 * as in the files) and a scale bar where the pixel size is known.
 */
export function overlayByRule(result: Drawn): Raster {
  const zoom = Math.max(1, Math.floor(LEGIBLE_SIDE / Math.max(result.width, result.height)))
  const picture = new Canvas(result.width * zoom, result.height * zoom)
  paintImage(picture, result, zoom)
  const pen = Math.max(1, Math.round(Math.max(picture.width, picture.height) / LEGIBLE_SIDE))
  result.detections.forEach((detection, index) => {
    const colour = detection.kind === 'deficit' ? DEFICIT_COLOUR : EXCESS_COLOUR
    const x = (detection.x + 0.5) * zoom
    const y = (detection.y + 0.5) * zoom
    const radius = (result.rule.halfWidth + 3) * zoom
    picture.ring({ x, y }, radius, 2 * pen, BLACK)
    picture.ring({ x, y }, radius, pen, colour)
    const beside = { left: x + 0.75 * radius, top: y - 0.75 * radius - GLYPH_HEIGHT * pen, size: pen }
    picture.text(String(index + 1), beside, colour)
  })
  paintScaleBar(picture, result.pixelSize ? result.pixelSize.x / zoom : null, pen)
  return { data: picture.data, width: picture.width, height: picture.height }
}

function paintImage(picture: Canvas, { width, input, heat, rule }: Drawn, zoom: number): void {
  const limit = heatLimit(heat, rule.threshold)
  const table = heatTable()
  for (let y = 0; y < picture.height; y++) {
    const row = Math.floor(y / zoom) * width
    for (let x = 0; x < picture.width; x++) {
      const index = row + Math.floor(x / zoom)
      const grey = 255 * input[index]
      const entry = 4 * (HEAT_STEPS + Math.round((HEAT_STEPS * heat[index]) / limit))
      const alpha = table[entry + 3] / 255
      const at = 4 * (y * picture.width + x)
      for (let channel = 0; channel < 3; channel++) {
        picture.data[at + channel] = grey + (table[entry + channel] - grey) * alpha
      }
      picture.data[at + 3] = 255
    }
  }
}
