import type { Random } from '../../nn'
import { blurOnHost } from './preprocess'
import type { ColumnGeometry } from './columns'
import { backgroundLevel, findColumns } from './columns'
import type { PatchSet } from './patches'

/** A defect as physics makes it: one column weaker by a part of itself, or off its place by some Å. */
export interface SmoothDefect {
  /** 0: the brighter one; from 1 on the dimmer one, or the only one where there is no other. */
  sublattice: number
  kind: 'deficit' | 'shift'
  /** Part of the column, or Å. */
  size: number
}

/** Where a defect was put, px, and its displacement, px. */
export interface SmoothTruth {
  x: number
  y: number
  dx: number
  dy: number
}

const BLUR = 2
/** A column's amplitude over the height of its blurred peak. */
const UNBLURRED = 1.25

/** How a defect is drawn on patches. */
export interface Drawing {
  /** Of the patches' columns. */
  geometry: ColumnGeometry
  /** σ of a column, px. */
  sigma: number
  /** Length of a pixel in the unit of the defects' size: Å, mostly. */
  pixelSize: number
  /** The patches are 8-bit images and stay such. */
  eightBit: boolean
}

/** σ of a column before the blur, in spacings. */
const SIGMA = 0.2

/** Of shifts in distances between columns, whatever these are in Å. */
export function drawingInSpacings(geometry: ColumnGeometry): Drawing {
  const { spacing } = geometry
  return { geometry, sigma: SIGMA * spacing, pixelSize: 1 / spacing, eightBit: false }
}

/**
 * The raw patches with one defect each: of the wanted sublattice the column nearest the centre of the blurred patch. A
 * Gaussian of its amplitude is taken off and put back weaker, or displaced in a random direction; then an 8-bit patch is
 * clipped and rounded.
 */
export function renderSmoothDefects(
  raw: PatchSet,
  { sublattice, kind, size: amount }: SmoothDefect,
  { geometry, sigma, pixelSize, eightBit }: Drawing,
  random: Random,
): { patches: PatchSet; truth: SmoothTruth[] } {
  const { count, size } = raw
  const pixels = size * size
  const blurred = blurOnHost(raw, BLUR).data
  const data = raw.data.slice()
  const truth = Array.from({ length: count }, (_, n): SmoothTruth => {
    const image = blurred.subarray(n * pixels, (n + 1) * pixels)
    const { x, y, amplitude } = central(image, size, sublattice, geometry)
    const angle = random.uniform(0, 2 * Math.PI)
    const shift = kind === 'shift' ? amount / pixelSize : 0
    const [dx, dy] = [shift * Math.cos(angle), shift * Math.sin(angle)]
    const left = kind === 'deficit' ? 1 - amount : 1
    for (let at = 0; at < pixels; at++) {
      const [px, py] = [at % size, Math.floor(at / size)]
      const old = gaussian(px - x, py - y, sigma)
      const change = left * (shift === 0 ? old : gaussian(px - x - dx, py - y - dy, sigma)) - old
      const value = data[n * pixels + at] + UNBLURRED * amplitude * change
      data[n * pixels + at] = eightBit ? Math.min(Math.max(Math.round(value), 0), 255) : Math.max(value, 0)
    }
    return { x, y, dx, dy }
  })
  return { patches: { data, count, size }, truth }
}

function gaussian(x: number, y: number, sigma: number): number {
  return Math.exp((-0.5 * (x * x + y * y)) / sigma ** 2)
}

/** The column of a sublattice that lies nearest the centre. */
function central(image: Float32Array, size: number, sublattice: number, geometry: ColumnGeometry) {
  const wanted = Math.min(sublattice, geometry.sublattices - 1)
  const centre = (size - 1) / 2
  const distance = ({ x, y }: { x: number; y: number }) => Math.hypot(x - centre, y - centre)
  const columns = findColumns(image, size, geometry).filter((column) => column.sublattice === wanted)
  const none = { x: centre, y: centre, amplitude: Math.max(...image) - backgroundLevel(image) }
  return columns.reduce((best, column) => (distance(column) < distance(best) ? column : best), columns[0] ?? none)
}
