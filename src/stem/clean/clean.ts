import type { Micrograph } from '../../io/micrograph'
import { findBars } from './bars'
import { constantAreas } from './constant-areas'
import { filled } from './filled'
import type { Box } from './labels'
import { findLabels } from './labels'
import type { Mask, Picture } from './picture'
import { exponentOf, scaledDown } from './scale'
import { findSpikes, withoutSpikes } from './spikes'

/** What is masked reaches a little into the picture beside it, px. */
const MARGIN = 1

/** A micrograph without what is no picture of the specimen, and what a person is told of it. */
export interface Cleaned {
  micrograph: Micrograph
  mask: Mask
  remarks: string[]
}

/**
 * Before anything else looks at a micrograph: spikes are replaced, what was written onto it, bars and areas without data are
 * masked, and intensities brought into the range that single precision has. Where there is none of it, the very micrograph comes back.
 */
export function clean(micrograph: Micrograph): Cleaned {
  const exponent = exponentOf(micrograph.data)
  const scaled = exponent === 0 ? micrograph : { ...micrograph, data: scaledDown(micrograph.data, exponent) }
  const spikes = findSpikes(scaled)
  const { mask, masked } = masks(scaled, spikes)
  const single = [...spikes].filter((at) => !mask?.[at])
  const replaced = spikes.size > 0 ? { ...scaled, data: withoutSpikes(scaled, spikes) } : scaled
  const remarks = [
    ...(exponent !== 0 ? [`intensities are divided by 2^${exponent}, so that single precision holds them`] : []),
    ...(single.length > 0
      ? [`${count(single.length, 'spike')} (hot or dead pixels, X-rays) replaced by the pixels around`]
      : []),
    ...masked,
  ]
  return { micrograph: mask ? { ...replaced, data: filled(replaced, mask) } : replaced, mask, remarks }
}

function masks(picture: Picture, spikes: ReadonlySet<number>): { mask: Mask; masked: string[] } {
  const { width, height } = picture
  const mask = new Uint8Array(picture.data.length)
  const masked: string[] = []
  const cover = (box: Box) => {
    for (let y = Math.max(0, box.top - MARGIN); y <= Math.min(height - 1, box.bottom + MARGIN); y++) {
      mask.fill(1, y * width + Math.max(0, box.left - MARGIN), y * width + Math.min(width - 1, box.right + MARGIN) + 1)
    }
  }
  const areas = constantAreas(picture)
  for (const area of areas) for (const at of area) cover(boxAt(at, width))
  const pixels = areas.reduce((sum, { length }) => sum + length, 0)
  if (pixels > 0) masked.push(`masked: ${count(areas.length, 'area')} of one value at the edge, ${pixels} px`)
  const labels = findLabels(picture, { spikes, masked: mask })
  labels.forEach(cover)
  const bars = findBars(picture, mask)
  bars.forEach(cover)
  for (const box of bars) masked.push(`masked: a bar without a specimen, ${sizeOf(box)}`)
  for (const box of labels) {
    if (!bars.some((bar) => contains(bar, box))) masked.push(`masked: a scale bar or label, ${sizeOf(box)}`)
  }
  return { mask: masked.length > 0 ? mask : null, masked }
}

function boxAt(at: number, width: number): Box {
  const [x, y] = [at % width, Math.floor(at / width)]
  return { left: x, right: x, top: y, bottom: y }
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
