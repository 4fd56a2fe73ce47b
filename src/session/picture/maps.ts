import { quantile } from 'd3-array'
import type { JudgedMicrograph } from '../../stem/micrograph/judge-micrograph'
import { diverging, type Rgb } from './colour-map'
import { remembering } from './remember'
import { colourAt, type MapName } from './sequential'

type Judged = Pick<JudgedMicrograph, 'lattice' | 'result'>
type PixelSize = { x: number; y: number } | null

/** What of a column a colour can show, by the names that results have for it. */
export const MAPS = {
  deficit: { label: 'Smallest deficit', group: 'Detectability' },
  excess: { label: 'Smallest excess', group: 'Detectability' },
  shift: { label: 'Smallest shift', group: 'Detectability' },
  exx: { label: 'Strain εxx', group: 'Strain' },
  eyy: { label: 'Strain εyy', group: 'Strain' },
  exy: { label: 'Strain εxy', group: 'Strain' },
  rotation: { label: 'Rotation', group: 'Strain' },
} as const

export type ColumnMapName = keyof typeof MAPS

/** Maps of one sign are sequential; those of both have the same colours to either side of zero. */
export const SEQUENTIAL: MapName = 'viridis'
const ONE_SIGN: ReadonlySet<ColumnMapName> = new Set<ColumnMapName>(['deficit', 'excess', 'shift'])
/** The ends of the colours, beyond which few columns lie. */
const ENDS = [0.02, 0.98] as const
/** Radius of a disc in parts of the cell's shorter edge: discs of neighbours do not touch. */
export const DISC_RADIUS = 0.3

/** A value of every column, NaN where it is not known, and its colours. */
export interface ColumnMap {
  values: Float32Array
  /** What the first and the last colour stand for. */
  low: number
  high: number
  isDiverging: boolean
  colour: (value: number) => Rgb
}

const remembered = remembering<ColumnMap | null>()

/** Null where it is known of no column. */
export function columnMap({ result }: Judged, name: ColumnMapName): ColumnMap | null {
  return remembered(result, name, () => makeMap(result, name))
}

function makeMap(result: Judged['result'], name: ColumnMapName): ColumnMap | null {
  const values = valuesOf(result, name)
  const isDiverging = !ONE_SIGN.has(name)
  const [low, high] = isDiverging ? symmetric(values) : ENDS.map((part) => quantile(values, part))
  if (low === undefined || high === undefined) return null
  const range = high - low || 1
  const place = (value: number) => (value - low) / range
  return {
    values,
    low,
    high,
    isDiverging,
    colour: (value) => (isDiverging ? diverging(2 * place(value) - 1) : colourAt(SEQUENTIAL, place(value))),
  }
}

/** `12 %`, `0.15 Å`, `−0.32 %`, `0.4°`; what would have been found is never told as less than it is. */
export function mapText(value: number, name: ColumnMapName, pixelSize: PixelSize): string {
  switch (name) {
    case 'deficit':
    case 'excess':
      // Without the last digits, in which 100 · 0.3 is more than 30.
      return `${Math.ceil(Number((100 * value).toPrecision(5)))} %`
    case 'shift':
      return pixelSize ? `${round(value * Math.sqrt(pixelSize.x * pixelSize.y))} Å` : `${round(value)} px`
    case 'rotation':
      return `${round((180 * value) / Math.PI)}°`
    default:
      return `${round(100 * value)} %`
  }
}

/** The colours of a map at even steps, from its first to its last. */
export function mapColours({ low, high, colour }: ColumnMap, steps = 11): Rgb[] {
  return Array.from({ length: steps }, (_, k) => colour(low + ((high - low) * k) / (steps - 1)))
}

function valuesOf({ detectable, strain }: Judged['result'], name: ColumnMapName): Float32Array {
  switch (name) {
    case 'deficit':
    case 'excess':
    case 'shift':
      return detectable[name]
    default:
      return strain[name]
  }
}

/** From −end to end. */
function symmetric(values: Float32Array): (number | undefined)[] {
  const end = quantile(values.map(Math.abs), ENDS[1])
  return end === undefined ? [] : [-end, end]
}

/** Two digits, a true minus sign. */
export function round(value: number): string {
  const size = Number(Math.abs(value).toPrecision(2))
  if (size < 1e-4) return '0'
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(size)))
  return `${value < 0 ? '−' : ''}${size.toFixed(decimals)}`
}
