import { InputError } from '../../errors'
import { encodeRgba } from '../../io/png'
import { figure, type Scene } from '../picture/figure'
import { pdfOf } from '../picture/pdf'
import { rasterise } from '../picture/rasterise'
import { svgOf } from '../picture/svg'

/** How a figure is written. */
export type FigureFormat = keyof typeof TYPES

/** Pixels of a PNG to a unit of the figure, at most: 2560 px wide, 300 dpi at 217 mm. */
const MOST_SCALE = 4

const TYPES = { svg: 'image/svg+xml', pdf: 'application/pdf', png: 'image/png' } as const

/** `NAME.figure.svg` and the like: the picture with what lies over it, a key of its colours and shapes, a scale bar. */
export function figureFile(
  stem: string,
  scene: Scene,
  { format, scale = 1 }: { format: FigureFormat; scale?: number },
): { name: string; type: string; content: Uint8Array | string } {
  if (!(scale >= 1 && scale <= MOST_SCALE))
    throw new InputError('bad-scale', '', `scale ${scale}: give a number from 1 to ${MOST_SCALE}`)
  const drawing = figure(scene)
  const file = { name: `${stem}.figure.${format}`, type: TYPES[format] }
  const title = scene.micrograph.name
  switch (format) {
    case 'svg':
      return { ...file, content: svgOf(drawing, title) }
    case 'pdf':
      return { ...file, content: pdfOf(drawing, title) }
    case 'png': {
      const { data, width, height } = rasterise(drawing, scale)
      return { ...file, content: encodeRgba(data, width, height) }
    }
  }
}
