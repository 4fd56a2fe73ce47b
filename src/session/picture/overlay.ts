import type { Micrograph } from '../../io/micrograph'
import { writeTiff } from '../../io/tiff/write'
import type { JudgedMicrograph } from '../../stem/micrograph/judge-micrograph'
import { columnArrows } from './arrows'
import type { Raster } from './canvas'
import type { Box, Drawing } from './drawing'
import { PLAIN, pictureShapes } from './figure'
import { type Marker, markersOf } from './marks'
import { pictureRaster } from './picture-raster'
import type { Searched } from './pictured'
import { rasterise } from './rasterise'
import { arrowKeyShapes, arrowShapes, scaleBarShapes } from './shapes'
import { FIRST_TONE } from './tone'

export { heatRange } from './picture-raster'

/** Small micrographs are enlarged and large ones made smaller, by whole numbers, until a side is about so long. */
const LEGIBLE_SIDE = 1024
const LARGEST_SIDE = 2048
/** Brightness of what lies under arrows. */
const DIMMED = 0.45

/** The picture of a whole micrograph: `scale` pixels to a unit, in which letters and lines are as large as on the screen. */
interface Sheet extends Drawing {
  scale: number
  box: Box
}

/** The micrograph in grey, what is not expected over it, a mark at every detection, a box at every region, as on the screen. */
export function micrographOverlay(
  micrograph: Micrograph,
  found: Searched,
  markers: readonly Marker[] = markersOf(found, []),
): Raster {
  const sheet = sheetOf(micrograph)
  const shapes = pictureShapes({ ...PLAIN, micrograph, found, markers }, sheet.box)
  return rasterise({ ...sheet, shapes }, sheet.scale)
}

/** An arrow at every column, from where the lattice has it: enlarged, with one of known length below. */
export function displacementMap(micrograph: Micrograph, found: JudgedMicrograph): Raster {
  const { box, scale, ...sheet } = sheetOf(micrograph)
  const { width, height } = micrograph
  const region = { x: 0, y: 0, width, height }
  const raster = pictureRaster(micrograph, region, { tone: FIRST_TONE, brightness: DIMMED, heat: null })
  const placing = { scale: { x: box.width / width, y: box.height / height }, offset: { x: 0, y: 0 } }
  const pixel = found.match?.pixelSize ?? micrograph.pixelSize
  // Of one sublattice the arrows show where its columns are off the lattice.
  const arrows = columnArrows(found, 'polarisation') ?? columnArrows(found, 'displacement')
  const over = arrows
    ? [
        ...arrowShapes(arrows, found.result.columns, placing, 1),
        ...arrowKeyShapes(arrows, box, placing, pixel?.x ?? null),
      ]
    : []
  const bar = scaleBarShapes(box, pixel && pixel.x / placing.scale.x)
  return rasterise({ ...sheet, shapes: [{ kind: 'image', raster, box }, ...over, ...bar] }, scale)
}

/** `NAME.heat.tif`, `NAME.phase.tif`: blurred micrograph less what is expected of its columns, as 32-bit floats, calibrated. */
export function heatTiff(
  { width, height, pixelSize }: Micrograph,
  found: Searched,
  difference = found.pictures.heat,
): Uint8Array {
  const match = found.verdict === 'periodic' ? found.match : null
  return writeTiff(difference, { width, height, pixelSize: match?.pixelSize ?? pixelSize })
}

function sheetOf({ width, height }: Micrograph): Sheet {
  const side = Math.max(width, height)
  const shrink = Math.ceil(side / LARGEST_SIDE)
  const zoom = shrink > 1 ? 1 / shrink : Math.max(1, Math.floor(LEGIBLE_SIDE / side))
  const [across, down] = [Math.floor(width * zoom), Math.floor(height * zoom)]
  const scale = Math.max(1, Math.round(Math.max(across, down) / LEGIBLE_SIDE))
  const box = { left: 0, top: 0, width: across / scale, height: down / scale }
  return { width: box.width, height: box.height, shapes: [], scale, box }
}
