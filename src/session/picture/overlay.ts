import type { Micrograph } from '../../io/micrograph'
import { writeTiff } from '../../io/tiff/write'
import type { Raster } from './canvas'
import { BLACK, Canvas, WHITE } from './canvas'
import { DEFICIT_COLOUR, EXCESS_COLOUR, HEAT_STEPS, heatTable, SIDE_COLOURS, sideOf } from './colour-map'
import { GLYPH_HEIGHT } from './pixel-font'
import { chooseScaleBar, lengthLabel, paintScaleBar } from './scale-bar'
import type { CrystalMatch } from '../../stem/lattice/match-crystal'
import { quantile } from '../../stem/math/quantile'
import { spreadAbout } from '../../stem/math/robust'
import type { JudgedMicrograph, SearchedMicrograph } from '../../stem/micrograph/judge-micrograph'

/** Small micrographs are enlarged and large ones made smaller, by whole numbers, until a side is about so long. */
const LEGIBLE_SIDE = 1024
const LARGEST_SIDE = 2048
/** Pixels of the heat map below so many of its robust standard deviations are not drawn. */
const QUIET = 4
/** More detections than this are drawn without numbers. */
const NUMBERED = 200
/** Grey levels: these parts of the pixels are black and white. */
const BLACK_PART = 0.005
const WHITE_PART = 0.998
/** Arrows of this quantile of all are as long as half the distance between columns. */
const LONG = 0.95

/** The micrograph in grey, what the model does not predict over it, a numbered ring at every detection, a box at every region. */
export function micrographOverlay(
  micrograph: Micrograph,
  { lattice, match, result, pictures }: SearchedMicrograph,
): Raster {
  const { picture, zoom, pen } = greyPicture(micrograph, 1)
  const { quiet, limit } = heatRange({ lattice, pictures })
  paintHeat(picture, { heat: pictures.heat, width: micrograph.width, zoom }, quiet, limit)
  for (const { box } of result.regions) {
    const [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom].map((value) => (value + 0.5) * zoom)
    const [across, down] = [
      { left, width: right - left, height: pen },
      { top, width: pen, height: bottom - top },
    ]
    for (const edge of [top, bottom - pen]) picture.fill({ ...across, top: edge }, WHITE)
    for (const edge of [left, right - pen]) picture.fill({ ...down, left: edge }, WHITE)
  }
  const radius = 0.4 * Math.min(...lattice.lengths) * zoom
  result.findings.forEach((finding, index) => {
    const { x, y } = finding
    const at = { x: (x + 0.5) * zoom, y: (y + 0.5) * zoom }
    const colour = SIDE_COLOURS[sideOf(finding)]
    picture.ring(at, radius, 2 * pen, BLACK)
    picture.ring(at, radius, pen, colour)
    if (index >= NUMBERED) return
    const beside = { left: at.x + 0.75 * radius, top: at.y - 0.75 * radius - GLYPH_HEIGHT * pen, size: pen }
    picture.text(String(index + 1), beside, colour)
  })
  paintScaleBar(picture, scaleOf(micrograph, match, zoom), pen)
  return picture
}

/** An arrow at every column, from where the lattice has it: enlarged, with a bar of known length below. */
export function displacementMap(micrograph: Micrograph, { lattice, match, result }: JudgedMicrograph): Raster {
  const { picture, zoom, pen } = greyPicture(micrograph, 0.45)
  const { columns, displacement } = result
  const lengths = displacement.x.map((x, n) => Math.hypot(x, displacement.y[n])).filter((value) => !Number.isNaN(value))
  const long = quantile(lengths.sort(), LONG) || 1
  const enlarged = (0.5 * Math.min(...lattice.lengths)) / Math.SQRT2 / long
  for (let n = 0; n < columns.count; n++) {
    const [dx, dy] = [displacement.x[n], displacement.y[n]]
    if (Number.isNaN(dx)) continue
    const [x, y] = [(columns.x[n] + 0.5) * zoom, (columns.y[n] + 0.5) * zoom]
    const end = { x: x + dx * enlarged * zoom, y: y + dy * enlarged * zoom }
    picture.arrow({ x, y }, end, pen, dy < 0 ? DEFICIT_COLOUR : EXCESS_COLOUR)
  }
  const scale = scaleOf(micrograph, match, zoom)
  paintScaleBar(picture, scale, pen)
  const arrow = chooseScaleBar(scale && scale / enlarged, picture.width / 8)
  if (arrow) {
    const y = picture.height - 52 * pen
    const [left, size] = [12 * pen, 2 * pen]
    picture.arrow({ x: left, y }, { x: left + arrow.pixels, y }, size, WHITE)
    picture.text(lengthLabel(arrow.angstrom), { left, top: y - (GLYPH_HEIGHT + 4) * size, size }, WHITE)
  }
  return picture
}

/** `NAME.heat.tif`: blurred micrograph less prediction as 32-bit floats, calibrated. */
export function heatTiff(
  { width, height, pixelSize }: Micrograph,
  { match, pictures }: SearchedMicrograph,
): Uint8Array {
  return writeTiff(pictures.heat, width, height, match?.pixelSize ?? pixelSize)
}

function scaleOf({ pixelSize }: Micrograph, match: CrystalMatch | null, zoom: number): number | null {
  const size = match?.pixelSize ?? pixelSize
  return size && size.x / zoom
}

/** Grey up to `brightness`; `zoom` is pixels of the picture to one of the micrograph. */
function greyPicture({ data, width, height }: Micrograph, brightness: number) {
  const side = Math.max(width, height)
  const shrink = Math.ceil(side / LARGEST_SIDE)
  const zoom = shrink > 1 ? 1 / shrink : Math.max(1, Math.floor(LEGIBLE_SIDE / side))
  const picture = new Canvas(Math.floor(width * zoom), Math.floor(height * zoom))
  const levels = sampleOf(data).sort()
  const [black, white] = [quantile(levels, BLACK_PART), quantile(levels, WHITE_PART)]
  const gain = (255 * brightness) / Math.max(white - black, 1e-12)
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const value =
        shrink > 1
          ? meanOf({ data, width }, x * shrink, y * shrink, shrink)
          : data[Math.floor(y / zoom) * width + Math.floor(x / zoom)]
      const at = 4 * (y * picture.width + x)
      picture.data.fill((value - black) * gain, at, at + 3)
      picture.data[at + 3] = 255
    }
  }
  const pen = Math.max(1, Math.round(Math.max(picture.width, picture.height) / LEGIBLE_SIDE))
  return { picture, zoom, pen }
}

function meanOf({ data, width }: Pick<Micrograph, 'data' | 'width'>, left: number, top: number, size: number): number {
  let sum = 0
  for (let y = top; y < top + size; y++) for (let x = left; x < left + size; x++) sum += data[y * width + x]
  return sum / (size * size)
}

function paintHeat(
  picture: Canvas,
  { heat, width, zoom }: { heat: Float32Array; width: number; zoom: number },
  quiet: number,
  limit: number,
): void {
  const colours = heatTable()
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const value = heat[Math.floor(y / zoom) * width + Math.floor(x / zoom)]
      if (Math.abs(value) < quiet) continue
      const entry = 4 * (HEAT_STEPS + Math.round(HEAT_STEPS * Math.max(-1, Math.min(1, value / limit))))
      const alpha = colours[entry + 3] / 255
      const at = 4 * (y * picture.width + x)
      for (let k = 0; k < 3; k++) picture.data[at + k] += (colours[entry + k] - picture.data[at + k]) * alpha
    }
  }
}

/** Of a heat map, in the micrograph's units: what is too little to be drawn, and what the ends of the colour map stand for. */
export function heatRange({ lattice, pictures }: Pick<SearchedMicrograph, 'lattice' | 'pictures'>): {
  quiet: number
  limit: number
} {
  const quiet = QUIET * spreadAbout(sampleOf(pictures.heat), 0)
  return { quiet, limit: Math.max(lattice.sublattices[0].intensity, 2 * quiet) }
}

/** Some 100,000 of the values. */
function sampleOf(values: Float32Array): Float32Array {
  const stride = Math.max(1, Math.floor(values.length / 100_000))
  return Float32Array.from({ length: Math.floor(values.length / stride) }, (_, i) => values[i * stride])
}
