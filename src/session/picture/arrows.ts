import { quantile } from 'd3-array'
import { allSublattices } from '../../stem/lattice/lattice'
import type { JudgedMicrograph } from '../../stem/micrograph/judge-micrograph'
import type { Rgb } from './colour-map'
import { remembering } from './remember'
import { lengthLabel } from './scale-bar'

type Judged = Pick<JudgedMicrograph, 'lattice' | 'result'>

/** What of a column an arrow can show. */
export const ARROWS = {
  polarisation: 'Polarisation',
  displacement: 'Displacement',
} as const

export type ArrowsName = keyof typeof ARROWS

/** Arrows at the columns of a micrograph, px. */
export interface Arrows {
  /** Columns that have one. */
  which: readonly number[]
  /** What each column's stands for; NaN where it has none. */
  x: Float32Array
  y: Float32Array
  /** By which they are drawn longer than they are. */
  enlarged: number
  /** As long as the longest few. */
  long: number
}

/** Arrows of this part of the columns are shorter than half the distance between columns, which all others reach. */
const LONG = 0.95

const remembered = remembering<Arrows | null>()

/**
 * Polarisation: of the second and further sublattices' columns from the centre of the nearest columns of the first, which has none.
 * Displacement: of every column from the smoothly distorted lattice. Null where no column has any.
 */
export function columnArrows(judged: Judged, name: ArrowsName): Arrows | null {
  return remembered(judged.result, name, () => makeArrows(judged, name))
}

function makeArrows(judged: Judged, name: ArrowsName): Arrows | null {
  const { lattice } = judged
  const { x, y } = name === 'polarisation' ? polarisation(judged) : fromLattice(judged)
  const lengths = x.map((value, n) => Math.hypot(value, y[n]))
  const which = Array.from(lengths.keys()).filter((n) => !Number.isNaN(lengths[n]))
  const long = quantile(lengths, LONG)
  if (which.length === 0 || !long) return null
  return { which, x, y, long, enlarged: (0.5 * Math.min(...lattice.lengths)) / Math.SQRT2 / long }
}

function polarisation({ result: { columns, displacement } }: Judged) {
  const isOff = (n: number) => columns.sublattice[n] > 0
  const of = (values: Float32Array) => values.map((value, n) => (isOff(n) ? value : NaN))
  return { x: of(displacement.x), y: of(displacement.y) }
}

function fromLattice({ lattice, result: { columns, judged } }: Judged) {
  const [x, y] = [new Float32Array(columns.count).fill(NaN), new Float32Array(columns.count).fill(NaN)]
  allSublattices(lattice).forEach(({ sites }, s) => {
    for (let k = 0; k < sites.count; k++) {
      const n = columns.start[s] + k
      if (judged[n]) [x[n], y[n]] = [sites.dx[k], sites.dy[k]]
    }
  })
  return { x, y }
}

/** A length in round numbers, at most as long as the longest arrows: px, and as text. `scale` is Å per pixel. */
export function arrowKey({ long }: Arrows, scale: number | null): { px: number; label: string } {
  const longest = long * (scale ?? 1)
  const decade = 10 ** Math.floor(Math.log10(longest))
  const length = ([5, 2, 1].find((step) => step * decade <= longest) ?? 1) * decade
  return { px: length / (scale ?? 1), label: scale ? lengthLabel(length) : `${Number(length.toPrecision(3))} px` }
}

/** Of OKLab: all directions look as light, and as colourful. */
const LIGHTNESS = 0.8
const CHROMA = 0.12

/** Colour of a direction, rad from +x towards +y: even steps of hue around the circle. */
export function directionColour(angle: number): Rgb {
  const [a, b] = [CHROMA * Math.cos(angle), CHROMA * Math.sin(angle)]
  const l = (LIGHTNESS + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (LIGHTNESS - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (LIGHTNESS - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    level(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    level(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    level(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

/** Of sRGB, from a part of linear light. */
function level(value: number): number {
  const light = Math.min(Math.max(value, 0), 1)
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055))
}
