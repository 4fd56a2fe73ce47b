import type { PeriodicResult } from '../../session/detector'
import { count, fixed, pair } from '../shared/format'
import { regionLabel } from '../../session/picture/marks'
import { t } from '../language/message'
import { said } from '../language/told'

type Region = PeriodicResult['result']['regions'][number]

/** `vacuum · 12.3 nm²`, `phase 1 · 253 columns, ti off by 0.02, −0.22 Å`. `scale` is Å per pixel, or null. */
export function regionFacts(region: Region, scale: { x: number; y: number } | null): string {
  const { x, y } = scale ?? { x: 1, y: 1 }
  const unit = scale ? 'Å' : 'px'
  const area = scale ? `${fixed((region.area * x * y) / 100, 1)} nm²` : `${Math.round(region.area)} px²`
  const parts = [said(regionLabel(region)), area]
  if (region.columns > 0) parts.push(count(region.columns, 'column'))
  for (const { sublattice, x: dx, y: dy } of region.displacement) {
    parts.push(t`${sublattice} off centre by ${way(dx * x, dy * y)} ${unit}`)
  }
  const { translation, burgers } = region
  if (translation)
    parts.push(t`the crystal beyond is translated by ${way(translation.x * x, translation.y * y)} ${unit}`)
  if (burgers) parts.push(t`Burgers vector ${way(burgers.x * x, burgers.y * y)} ${unit}`)
  return parts.join(' · ')
}

function way(dx: number, dy: number): string {
  return pair(fixed(dx, 2), fixed(dy, 2))
}
