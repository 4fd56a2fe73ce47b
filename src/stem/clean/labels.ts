import { connected } from '../math/connected'
import { quantile } from '../math/quantile'
import type { Picture } from './picture'

/** The edge of a label is a step of this part of the picture's contrast, so many times as steep as what lies before and after. */
const STEP = 0.5
const HARDNESS = 3
/** And straight over so many pixels. */
const STRAIGHT = 6
/** Parts of a label are no further apart, px. */
const APART = 6
/** Wider than this part of the picture it is no label. */
const LARGEST = 0.25

/** An upright rectangle of pixels; the edges belong to it. */
export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/**
 * Boxes around what was written onto the picture, such as a scale bar and its figures: edges that are hard and straight, as no
 * probe draws them, and strokes of one pixel, which were found among the spikes.
 */
export function findLabels(
  picture: Picture,
  { spikes, masked }: { spikes: ReadonlySet<number>; masked: Uint8Array },
): Box[] {
  const { data, width, height } = picture
  const contrast = contrastOf(data)
  const [acrossRows, acrossColumns] = [new Set<number>(), new Set<number>()]
  for (let y = 3; y < height - 3; y++) {
    for (let x = 3, at = y * width + 3; x < width - 3; x++, at++) {
      if (isHardEdge(data, at, 1, STEP * contrast)) acrossRows.add(at)
      if (isHardEdge(data, at, width, STEP * contrast)) acrossColumns.add(at)
    }
  }
  // What is masked ends in an edge of its own.
  for (const edges of [acrossRows, acrossColumns]) {
    for (const at of edges) if (isBeside(masked, at, width)) edges.delete(at)
  }
  const runs = [
    straightRuns(acrossRows, width),
    straightRuns(acrossColumns, 1),
    straightRuns(spikes, width),
    straightRuns(spikes, 1),
  ]
  return boxesAround([...new Set(runs.flat())], width).filter((box) => areaOf(box) < LARGEST * data.length)
}

/** Whether something masked lies within reach of the edge's test. */
function isBeside(masked: Uint8Array, at: number, width: number): boolean {
  for (let k = -3; k <= 3; k++) if (masked[at + k] || masked[at + k * width]) return true
  return false
}

/** Whether a step of at least `least` goes through a pixel, along the axis on which pixels are `step` entries apart. */
function isHardEdge(data: Float32Array, at: number, step: number, least: number): boolean {
  if (isStroke(data, at, step, least) || isStroke(data, at, -step, least)) return true
  const size = Math.abs(data[at + step] - data[at - step])
  if (size <= least) return false
  const before = Math.abs(data[at - step] - data[at - 3 * step])
  const after = Math.abs(data[at + 3 * step] - data[at + step])
  return size > HARDNESS * Math.max(before, after)
}

/** Whether a pixel is the first of a stroke of two pixels: too narrow for what lies beyond either of its edges to tell how hard that is. */
function isStroke(data: Float32Array, at: number, step: number, least: number): boolean {
  const size = Math.abs(data[at] - data[at - step])
  if (size <= least) return false
  const before = Math.abs(data[at - step] - data[at - 3 * step])
  return size > HARDNESS * Math.max(before, Math.abs(data[at] - data[at + step]))
}

function contrastOf(data: Float32Array): number {
  const stride = Math.max(1, Math.floor(data.length / 100_000))
  const sample = Float32Array.from({ length: Math.ceil(data.length / stride) }, (_, n) => data[n * stride]).sort()
  return quantile(sample, 0.99) - quantile(sample, 0.01)
}

/** The pixels that have enough of the others beside them along the axis on which pixels are `step` entries apart. */
function straightRuns(pixels: ReadonlySet<number>, step: number): number[] {
  const found: number[] = []
  for (const start of pixels) {
    if (pixels.has(start - step)) continue
    let length = 1
    while (pixels.has(start + length * step)) length++
    if (length >= STRAIGHT) for (let k = 0; k < length; k++) found.push(start + k * step)
  }
  return found
}

/** A box around each group of pixels that are near each other. */
function boxesAround(pixels: readonly number[], width: number): Box[] {
  const index = new Map(pixels.map((at, n) => [at, n]))
  const near = (n: number) => {
    const found: number[] = []
    for (let row = -APART; row <= APART; row++) {
      for (let column = -APART; column <= APART; column++) {
        const other = index.get(pixels[n] + row * width + column)
        if (other !== undefined) found.push(other)
      }
    }
    return found
  }
  return connected(pixels.length, () => true, near).map((group) => {
    const [xs, ys] = [group.map((n) => pixels[n] % width), group.map((n) => Math.floor(pixels[n] / width))]
    const least = (values: number[]) => values.reduce((p, q) => Math.min(p, q))
    const most = (values: number[]) => values.reduce((p, q) => Math.max(p, q))
    return { left: least(xs), right: most(xs), top: least(ys), bottom: most(ys) }
  })
}

/** Pixels of a box. */
export function areaOf({ left, right, top, bottom }: Box): number {
  return (right - left + 1) * (bottom - top + 1)
}
