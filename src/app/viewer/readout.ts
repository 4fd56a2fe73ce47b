import type { Micrograph } from '../../io/micrograph'
import { allSublattices } from '../../session/files/sublattices'
import type { PeriodicResult, SurroundingsResult } from '../../session/detector'
import { ARROWS, type ArrowsName, columnArrows } from '../../session/picture/arrows'
import { columnMap, type ColumnMapName, MAPS, mapText, round } from '../../session/picture/maps'
import { fixed, pair, probability, significant } from '../shared/format'
import { language } from '../language/language'
import { t } from '../language/message'
import { said } from '../language/told'
import { localised } from '../language/numbers'
import type { Point } from './view'

/**
 * The pixel under the pointer in words: `x 120  y 45 px · 19.60, 7.36 Å · intensity 0.5320`. Empty outside the picture.
 * `pixelSize` is Å per pixel.
 */
export function describePixel(
  { width, height }: Micrograph,
  values: Float32Array,
  pixelSize: Micrograph['pixelSize'],
  at: Point,
): string {
  const x = Math.floor(at.x)
  const y = Math.floor(at.y)
  if (x < 0 || y < 0 || x >= width || y >= height) return ''
  const parts = [`x ${x}  y ${y} px`]
  if (pixelSize) parts.push(`${pair(fixed(x * pixelSize.x, 2), fixed(y * pixelSize.y, 2))} Å`)
  const value = values[y * width + x]
  parts.push(Number.isNaN(value) ? t`not predicted` : t`intensity ${significant(value, 4)}`)
  return parts.join(' · ')
}

/** What a map shows of a column: `finds −22 %, +20 %, 0.15 Å`, `strain εxx −0.32 %`; empty where that is not known. */
export function describeMap(
  found: Pick<PeriodicResult, 'lattice' | 'result'>,
  name: ColumnMapName,
  pixelSize: Micrograph['pixelSize'],
  n: number,
): string {
  const text = (map: ColumnMapName) => localised(mapText(columnMap(found, map)?.values[n] ?? NaN, map, pixelSize))
  if (Number.isNaN(columnMap(found, name)?.values[n] ?? NaN)) return ''
  const { label, group } = MAPS[name]
  if (group === 'Detectability') return t`finds −${text('deficit')}, +${text('excess')}, ${text('shift')}`
  return `${withinText(said(label))} ${text(name)}`
}

/** What an arrow shows: `polarisation 0.12 Å, 35°`, from +x towards +y; empty where there is none. */
export function describeArrow(
  found: Pick<PeriodicResult, 'lattice' | 'result'>,
  name: ArrowsName,
  pixelSize: Micrograph['pixelSize'],
  n: number,
): string {
  const arrows = columnArrows(found, name)
  if (!arrows || Number.isNaN(arrows.x[n])) return ''
  const { x, y } = pixelSize ?? { x: 1, y: 1 }
  const [dx, dy] = [arrows.x[n] * x, arrows.y[n] * y]
  const degrees = fixed((180 * Math.atan2(dy, dx)) / Math.PI, 0)
  return `${withinText(said(ARROWS[name]))} ${localised(round(Math.hypot(dx, dy)))} ${pixelSize ? 'Å' : 'px'}, ${degrees}°`
}

/** English words lose their capital within a text; German nouns keep it. */
function withinText(label: string): string {
  return language() === 'en' ? `${label[0].toLowerCase()}${label.slice(1)}` : label
}

/** A column without a lattice in words: `98 % · p 0.31`; its intensity is in % of an ordinary column's. */
export function describeColumnWithout(
  { columns: { height }, scored: { pValue }, findings }: SurroundingsResult['surroundings'],
  n: number,
): string {
  const found = findings.find(({ column }) => column === n)
  const parts = [`${fixed(100 * height[n], 0)} %`, `p ${probability(pValue[n])}`]
  return [...parts, ...(found ? [said(found.kind)] : [])].join(' · ')
}

/** A column in words: `sr 3, −2 · 98 % · 0.05 Å off · p 0.31`; its intensity is in % of its sublattice's median. */
export function describeColumn(
  { lattice, result }: Pick<PeriodicResult, 'lattice' | 'result'>,
  pixelSize: Micrograph['pixelSize'],
  n: number,
): string {
  const { columns, judged, scored, findings } = result
  const { name, intensity, sites } = allSublattices(lattice)[columns.sublattice[n]]
  const at = n - columns.start[columns.sublattice[n]]
  const { x, y } = pixelSize ?? { x: 1, y: 1 }
  const off = Math.hypot(sites.dx[at] * x, sites.dy[at] * y)
  const parts = [
    `${name} ${pair(fixed(columns.i[n], 0), fixed(columns.j[n], 0))}`,
    `${fixed((100 * sites.intensity[at]) / intensity, 0)} %`,
    ...(Number.isNaN(off) ? [] : [t`${fixed(off, 2)} ${pixelSize ? 'Å' : 'px'} off`]),
    judged[n] ? `p ${probability(scored.pValue[n])}` : t`not judged`,
  ]
  const found = findings.find(({ column }) => column === n)
  if (found) parts.push(said(found.kind))
  return parts.join(' · ')
}
