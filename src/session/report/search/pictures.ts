import { scaleLinear, scaleSymlog } from 'd3-scale'
import type { Micrograph } from '../../../io/micrograph'
import { encodeRgba } from '../../../io/png'
import type { PeriodicResult } from '../../files/result'
import { base64 } from '../../picture/base64'
import type { Raster } from '../../picture/canvas'
import { diverging } from '../../picture/colour-map'
import { escapeXml } from '../../picture/escape'
import { figure, type FigureOverlay, pictureShapes, PLAIN, type Scene } from '../../picture/figure'
import { MAPS } from '../../picture/maps'
import { END, histogram, surprise } from '../../picture/p-bins'
import { rasterise } from '../../picture/rasterise'
import { svgOf } from '../../picture/svg'
import { bottomAxis, fixed, figure as chart, text } from '../svg'

/** What was found, on the picture of it. */
export type Shown = Pick<Scene, 'micrograph' | 'found' | 'markers'>

/** The whole micrograph as it would stand in a paper. */
export function wholePicture(shown: Shown): string {
  return svgOf(figure({ ...PLAIN, ...shown }), shown.micrograph.name)
}

/** Width of a close-up, units, and pixels to a unit. */
const CLOSE = { width: 120, scale: 2 }

/** The surroundings of one detection: so many px to a side. */
export function closeUp(shown: Shown, index: number, side: number): string {
  const { micrograph } = shown
  const marker = shown.markers[index]
  const [across, down] = [Math.min(side, micrograph.width), Math.min(side, micrograph.height)]
  const start = (place: number, size: number, whole: number) =>
    Math.min(Math.max(Math.round(place + 0.5 - size / 2), 0), whole - size)
  const region = {
    x: start(marker.x, across, micrograph.width),
    y: start(marker.y, down, micrograph.height),
    width: across,
    height: down,
  }
  const box = { left: 0, top: 0, width: CLOSE.width, height: (CLOSE.width * down) / across }
  const shapes = pictureShapes({ ...PLAIN, ...shown, markers: [marker], region, scaleBar: false }, box)
  return image(rasterise({ ...box, shapes }, CLOSE.scale), `${marker.kind} ${marker.label}`)
}

const MAP_SCALE = 0.75

/** What is known of every column, on black. */
export function maps(micrograph: Micrograph, found: PeriodicResult): string {
  const overlays: [FigureOverlay, string][] = [
    ...(['exx', 'eyy', 'exy', 'rotation'] as const).map((name): [FigureOverlay, string] => [name, MAPS[name].label]),
    ...(found.lattice.sublattices.length > 1 ? [['polarisation', 'Polarisation'] as [FigureOverlay, string]] : []),
    ['displacement', 'Displacement'],
    ...(['deficit', 'shift'] as const).map((name): [FigureOverlay, string] => [name, MAPS[name].label]),
  ]
  return overlays
    .map(([overlay, label]) => {
      const drawing = figure({ ...PLAIN, micrograph, found, markers: [], overlay, brightness: 0 })
      return `<figure>${image(rasterise(drawing, MAP_SCALE), label)}<figcaption>${label}</figcaption></figure>`
    })
    .join('')
}

/** What the detections of a group show more than ordinary columns do. */
export function groupPicture(picture: Float32Array): string {
  const side = Math.sqrt(picture.length)
  const most = picture.reduce((size, value) => Math.max(size, Math.abs(value)), 1e-6)
  const data = new Uint8ClampedArray(4 * picture.length)
  picture.forEach((value, at) => data.set([...diverging(value / most), 255], 4 * at))
  return image({ data, width: side, height: side }, `mean of the group, ends at ±${(100 * most).toFixed(0)} %`)
}

const [WIDTH, HEIGHT] = [720, 260]
const MARGIN = { left: 70, right: 20, top: 20, bottom: 50 }

/** Columns by their p-values, what bulk alone would show, and the threshold. */
export function pHistogram({ result: { scored } }: PeriodicResult): string {
  const bins = histogram(scored.pValue)
  const base = HEIGHT - MARGIN.bottom
  const x = scaleLinear([0, END], [MARGIN.left, WIDTH - MARGIN.right])
  const most = Math.max(1, ...bins.flatMap(({ columns, expected }) => [columns, expected]))
  const y = scaleSymlog([0, 1.3 * most], [base, MARGIN.top])
  const threshold = x(Math.min(END, surprise(scored.threshold)))
  const bars = bins
    .filter(({ columns }) => columns > 0)
    .map(({ from, to, columns }) => {
      const kind = (from + to) / 2 >= surprise(scored.threshold) ? 'excess' : 'bulk'
      return `<path class="${kind}" d="M${fixed(x(from) + 0.5)} ${base}V${fixed(y(columns))}H${fixed(x(to) - 0.5)}V${base}z"/>`
    })
  const expected = bins
    .filter((bin) => bin.expected >= 0.5)
    .map(({ from, to, expected: height }) => `M${fixed(x(from))} ${fixed(y(height))}H${fixed(x(to))}`)
    .join('')
  const decades = [1, 10, 100, 1000, 10_000].filter((count) => count <= 1.3 * most)
  return chart(
    WIDTH,
    HEIGHT,
    'Columns by −log10 of their p-values',
    [
      ...bars,
      `<path class="curve" d="${expected}"/>`,
      ...decades.map((count) =>
        text(count.toLocaleString('en'), MARGIN.left - 9, y(count) + 4, 'class="tick" text-anchor="end"'),
      ),
      `<path class="edge" d="M${fixed(threshold)} ${MARGIN.top}V${base}"/>`,
      bottomAxis(x, base, '−log₁₀ p of a column'),
    ].join(''),
  )
}

function image({ data, width, height }: Raster, alt: string): string {
  return `<img alt="${escapeXml(alt)}" src="data:image/png;base64,${base64(encodeRgba(data, width, height))}">`
}
