import type { Micrograph } from '../../io/micrograph'
import { spreadAbout } from '../../stem/math/robust'
import type { Raster } from './canvas'
import type { DifferenceName } from './difference'
import { HEAT_STEPS, heatTable } from './colour-map'
import { columnHeight, type Searched } from './pictured'
import { type Tone, toneTable } from './tone'

type Region = { x: number; y: number; width: number; height: number }

/** Larger pictures are made smaller by a whole number. */
const LARGEST_SIDE = 2048
/** Pixels of the heat map below so many of its robust standard deviations are not drawn. */
const QUIET = 4

/** A part of a micrograph in colours, a pixel a pixel or, where it is large, the mean of some; `heat` lies over it with its opacity. */
export function pictureRaster(
  { data, width }: Micrograph,
  region: Region,
  {
    tone,
    brightness = 1,
    heat,
  }: { tone: Tone; brightness?: number; heat: { found: Searched; opacity: number; name: DifferenceName } | null },
): Raster {
  const shrink = Math.ceil(Math.max(region.width, region.height) / LARGEST_SIDE)
  const [columns, rows] = [Math.floor(region.width / shrink), Math.floor(region.height / shrink)]
  const { colours, place } = toneTable(data, tone)
  const pixels = new Uint8ClampedArray(4 * columns * rows)
  const over = heat && heatLayer(heat)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const first = (region.y + y * shrink) * width + region.x + x * shrink
      const value = shrink > 1 ? meanOf(data, width, first, shrink) : data[first]
      const at = 4 * (y * columns + x)
      const from = 4 * place(value)
      for (let c = 0; c < 3; c++) pixels[at + c] = colours[from + c] * brightness
      pixels[at + 3] = 255
      over?.(pixels, at, first)
    }
  }
  return { data: pixels, width: columns, height: rows }
}

/** Lays the colour of one pixel of the heat map over a colour. */
function heatLayer({ found, opacity, name }: { found: Searched; opacity: number; name: DifferenceName }) {
  const { quiet, limit } = heatRange(found)
  const heat = found.pictures[name] ?? found.pictures.heat
  const colours = heatTable()
  return (pixels: Uint8ClampedArray, at: number, index: number) => {
    const value = heat[index]
    // What is not predicted, NaN, has no colour either.
    if (!(Math.abs(value) >= quiet)) return
    const entry = 4 * (HEAT_STEPS + Math.round(HEAT_STEPS * Math.max(-1, Math.min(1, value / limit))))
    const alpha = (opacity * colours[entry + 3]) / 255
    for (let c = 0; c < 3; c++) pixels[at + c] += (colours[entry + c] - pixels[at + c]) * alpha
  }
}

/** Of the square of pixels that begins with entry `first` of a picture so wide. */
function meanOf(data: Float32Array, width: number, first: number, size: number): number {
  let sum = 0
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) sum += data[first + y * width + x]
  return sum / (size * size)
}

/** Of a heat map, in the micrograph's units: what is too little to be drawn, and what the ends of the colour map stand for. */
export function heatRange(found: Searched): {
  quiet: number
  limit: number
} {
  const quiet = QUIET * spreadAbout(sampleOf(found.pictures.heat), 0)
  return { quiet, limit: Math.max(columnHeight(found), 2 * quiet) }
}

/** Some 100,000 of the values, without what is NaN. */
function sampleOf(values: Float32Array): Float32Array {
  const stride = Math.max(1, Math.floor(values.length / 100_000))
  const sample = Float32Array.from({ length: Math.floor(values.length / stride) }, (_, i) => values[i * stride])
  return sample.filter((value) => !Number.isNaN(value))
}
