import type { Micrograph } from '../../io/micrograph'
import { findBars } from './bars'
import { constantAreas } from './constant-areas'
import { filled } from './filled'
import type { Box } from './labels'
import { areaOf, findLabels } from './labels'
import type { Mask, Picture } from './picture'
import { CUT } from './picture'
import { exponentOf, scaledDown } from './scale'
import { findScanJumps } from './scan-jumps'
import { findSpikes, withoutSpikes } from './spikes'

/** What is masked reaches a little into the picture beside it, px. */
const MARGIN = 1

/** A micrograph cleaned of what does not show the specimen, and remarks for the user that say so. */
export interface Cleaned {
  micrograph: Micrograph
  mask: Mask
  /** What was masked, piece by piece. */
  masked: MaskedArea[]
  remarks: string[]
}

/** A piece of the picture that shows no specimen: the box around it, whose edges belong to it, and its pixels. */
export interface MaskedArea {
  box: Box
  area: number
}

/**
 * Before anything else looks at a micrograph: spikes are replaced, what was written onto it, bars and areas without data are
 * masked, and intensities brought into the range that single precision has. Where there is none of it, the very micrograph comes back.
 */
export function clean(micrograph: Micrograph): Cleaned {
  const exponent = exponentOf(micrograph.data)
  const scaled = exponent === 0 ? micrograph : { ...micrograph, data: scaledDown(micrograph.data, exponent) }
  const spikes = findSpikes(scaled)
  const replaced = spikes.size > 0 ? { ...scaled, data: withoutSpikes(scaled, spikes) } : scaled
  const { mask, masked, said } = masks(scaled, spikes, replaced)
  const single = [...spikes].filter((at) => mask?.[at] !== 1)
  const remarks = [
    ...(exponent !== 0 ? [`intensities are divided by 2^${exponent}, so that single precision holds them`] : []),
    ...(single.length > 0
      ? [`${count(single.length, 'spike')} (hot or dead pixels, X-rays) replaced by the pixels around`]
      : []),
    ...said,
  ]
  return { micrograph: mask ? { ...replaced, data: filled(replaced, mask) } : replaced, mask, masked, remarks }
}

/** `replaced`: the picture without its spikes, which the strokes of labels count among. */
function masks(
  picture: Picture,
  spikes: ReadonlySet<number>,
  replaced: Picture,
): Pick<Cleaned, 'mask' | 'masked'> & { said: string[] } {
  const { width, height } = picture
  const mask = new Uint8Array(picture.data.length)
  const said: string[] = []
  const cover = (box: Box) => {
    for (let y = Math.max(0, box.top - MARGIN); y <= Math.min(height - 1, box.bottom + MARGIN); y++) {
      mask.fill(1, y * width + Math.max(0, box.left - MARGIN), y * width + Math.min(width - 1, box.right + MARGIN) + 1)
    }
  }
  const areas = constantAreas(picture)
  for (const area of areas) for (const at of area) cover(boxAt(at, width))
  const pixels = areas.reduce((sum, { length }) => sum + length, 0)
  if (pixels > 0) said.push(`masked: ${count(areas.length, 'area')} of one value at the edge, ${pixels} px`)
  const labels = findLabels(picture, { spikes, masked: mask })
  labels.forEach(cover)
  const bars = findBars(picture, mask)
  bars.forEach(cover)
  for (const box of bars) said.push(`masked: a bar without a specimen, ${sizeOf(box)}`)
  const apart = labels.filter((box) => !bars.some((bar) => contains(bar, box)))
  for (const box of apart) said.push(`masked: a scale bar or label, ${sizeOf(box)}`)
  for (const { row, by } of findScanJumps(replaced, mask)) {
    mask.subarray((row - 1) * width, (row + 1) * width).forEach((is, k, rows) => (rows[k] = is || CUT))
    said.push(`the scan jumps by ${by.toFixed(1)} px at row ${row}: columns that it cuts are not judged`)
  }
  const masked = [
    ...areas.map((area) => ({ box: boxOfAll(area, width), area: area.length })),
    ...[...bars, ...apart].map((box) => ({ box, area: areaOf(box) })),
  ]
  return { mask: said.length > 0 ? mask : null, masked, said }
}

function boxAt(at: number, width: number): Box {
  const [x, y] = [at % width, Math.floor(at / width)]
  return { left: x, right: x, top: y, bottom: y }
}

function boxOfAll(pixels: readonly number[], width: number): Box {
  const bounds = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity }
  for (const at of pixels) {
    const [x, y] = [at % width, Math.floor(at / width)]
    bounds.left = Math.min(bounds.left, x)
    bounds.right = Math.max(bounds.right, x)
    bounds.top = Math.min(bounds.top, y)
    bounds.bottom = Math.max(bounds.bottom, y)
  }
  return bounds
}

function contains(outer: Box, inner: Box): boolean {
  return (
    outer.left <= inner.left && outer.right >= inner.right && outer.top <= inner.top && outer.bottom >= inner.bottom
  )
}

function sizeOf({ left, right, top, bottom }: Box): string {
  return `${right - left + 1} × ${bottom - top + 1} px at ${left}, ${top}`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
