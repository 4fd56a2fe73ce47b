import { Matrix } from 'ml-matrix'
import { leadingEigenvector } from '../math/eigen'
import { vertex } from '../math/interpolate'
import { nthSmallest } from '../math/nth-smallest'
import { median } from '../math/robust'

/** One atomic column of a predicted patch. */
export interface Column {
  /** Centre in pixels from the centre of the patch's top left pixel. */
  x: number
  y: number
  /** Height of the predicted peak above the background, in the units of the prediction. */
  amplitude: number
  /** 0 for the brighter sublattice, 1 for the dimmer one; of one sublattice only, all are 0. */
  sublattice: number
}

/** What is known of a crystal's columns before a patch is looked at. */
export interface ColumnGeometry {
  /** Median distance from a column to its nearest neighbour, px. */
  spacing: number
  /** Sublattices that differ in brightness. */
  sublattices: 1 | 2
}

/** Pixels to either side that a peak must be the largest of. */
const REACH = 4
/** Of the pixels: what is darker is background. */
const BACKGROUND = 0.05
/** Distances, in units of the spacing, up to which columns are nearest and second nearest neighbours. */
const NEAREST = 1.23
const SECOND = 1.7

export interface Peak {
  x: number
  y: number
  height: number
}

/** The columns of one patch [size, size] of a prediction; `geometry` is that of the crystal. */
export function findColumns(prediction: ArrayLike<number>, size: number, geometry: ColumnGeometry): Column[] {
  const peaks = findPeaks(prediction, size)
  const floor = backgroundLevel(prediction)
  const labels = labelPeaks(peaks, geometry)
  return peaks.map(({ x, y, height }, i) => ({ x, y, amplitude: height - floor, sublattice: labels[i] }))
}

/** The sublattice of each peak. */
export function labelPeaks(peaks: readonly Peak[], { spacing, sublattices }: ColumnGeometry): number[] {
  return sublattices === 2 ? colour(peaks, spacing) : peaks.map(() => 0)
}

/** Local maxima to a fraction of a pixel (a parabola through three pixels along each axis), those on the rim left out. */
export function findPeaks(image: ArrayLike<number>, size: number): Peak[] {
  const peaks: Peak[] = []
  for (let y = 1; y < size - 1; y++) {
    for (let x = 1; x < size - 1; x++) {
      if (!isPeak(image, size, x, y)) continue
      const at = y * size + x
      peaks.push({
        x: x + vertex(image[at - 1], image[at], image[at + 1]),
        y: y + vertex(image[at - size], image[at], image[at + size]),
        height: image[at],
      })
    }
  }
  return peaks
}

/** Of equal pixels the first counts. */
function isPeak(image: ArrayLike<number>, size: number, x: number, y: number): boolean {
  const value = image[y * size + x]
  for (let row = Math.max(0, y - REACH); row <= Math.min(size - 1, y + REACH); row++) {
    for (let column = Math.max(0, x - REACH); column <= Math.min(size - 1, x + REACH); column++) {
      const other = image[row * size + column]
      if (other > value || (other === value && (row < y || (row === y && column < x)))) return false
    }
  }
  return true
}

/** The level that a twentieth of the pixels stay below. */
export function backgroundLevel(image: ArrayLike<number>): number {
  return nthSmallest(Float64Array.from(image), Math.floor(BACKGROUND * image.length))
}

/**
 * Two sublattices that alternate, as those of a perovskite seen along [001]: nearest neighbours differ, second nearest
 * agree. The signs of the leading eigenvector of that table of likes and dislikes are the split that violates least of
 * it, so one column that is out of place or of the wrong height leaves the others where they belong. The brighter half is 0.
 */
function colour(peaks: readonly Peak[], spacing: number): number[] {
  const n = peaks.length
  if (n < 2) return peaks.map(() => 0)
  const table = Matrix.zeros(n, n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const distance = Math.hypot(peaks[i].x - peaks[j].x, peaks[i].y - peaks[j].y) / spacing
      const affinity = distance < NEAREST ? -1 : distance < SECOND ? 1 : 0
      table.set(i, j, affinity)
      table.set(j, i, affinity)
    }
  }
  const leading = leadingEigenvector(table)
  const mean = (positive: boolean) => {
    const heights = peaks.filter((_, i) => leading[i] >= 0 === positive).map(({ height }) => height)
    return heights.length ? heights.reduce((a, b) => a + b) / heights.length : -Infinity
  }
  const bright = mean(true) >= mean(false)
  return leading.map((value) => (value >= 0 === bright ? 0 : 1))
}

/** Predicted patches that are looked at to learn the geometry, and how far apart two sublattices' heights must be (std). */
const LOOKED_AT = 200
const CONTRAST = 2

/** The geometry of the crystal that predictions [count, size, size] show. */
export function learnGeometry(predictions: Float32Array, count: number, size: number): ColumnGeometry {
  const pixels = size * size
  const patches = Array.from({ length: Math.min(count, LOOKED_AT) }, (_, i) =>
    findPeaks(predictions.subarray(i * pixels, (i + 1) * pixels), size),
  )
  const distances = patches.flatMap((peaks) =>
    peaks.flatMap((peak) => {
      const others = peaks.filter((other) => other !== peak).map(({ x, y }) => Math.hypot(x - peak.x, y - peak.y))
      return others.length ? [Math.min(...others)] : []
    }),
  )
  if (distances.length === 0) return { spacing: size, sublattices: 1 }
  const spacing = median(distances)
  const heights: [number[], number[]] = [[], []]
  for (const peaks of patches) colour(peaks, spacing).forEach((label, i) => heights[label].push(peaks[i].height))
  return { spacing, sublattices: separation(heights) >= CONTRAST ? 2 : 1 }
}

/** Distance of the means of two samples in units of their own scatter. */
function separation([a, b]: [number[], number[]]): number {
  if (a.length < 2 || b.length < 2) return 0
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = (values: number[]) => {
    const centre = mean(values)
    return mean(values.map((value) => (value - centre) ** 2))
  }
  return (mean(a) - mean(b)) / Math.sqrt((variance(a) + variance(b)) / 2 + 1e-12)
}
