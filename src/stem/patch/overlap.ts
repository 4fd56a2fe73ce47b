import type { Peak } from './columns'
import { backgroundLevel, findPeaks, labelPeaks, type ColumnGeometry } from './columns'
import type { PatchSet } from './patches'
import { countBelow } from '../math/rank'

/** What identifies a column's surroundings whichever way a crop is turned, mirrored or shifted. */
export interface Fingerprints {
  /** [count, LENGTH] */
  values: Float64Array
  /** Patch that each belongs to. */
  owner: number[]
}

const LENGTH = 11
/** Distance up to which columns are nearest neighbours, in spacings. */
const NEAREST = 1.23
/** Two fingerprints this near each other, each number in its standard deviations, show the same columns. */
const SAME = 0.5
/** The sublattices' mark: never within `SAME` of the other one's. */
const APART = 10
const ROUNDS = 300

/**
 * Fingerprints of all columns with four nearest neighbours in preprocessed patches: sums and differences of opposite
 * neighbours' heights, how far their middles lie from the column, the diagonals and the sides, each pair in ascending
 * order. No two places of a real crystal agree in all of them; two crops of one place do.
 */
export function fingerprints({ data, count, size }: PatchSet, geometry: ColumnGeometry): Fingerprints {
  const pixels = size * size
  const values: number[] = []
  const owner: number[] = []
  for (let n = 0; n < count; n++) {
    const image = data.subarray(n * pixels, (n + 1) * pixels)
    const peaks = findPeaks(image, size)
    const floor = backgroundLevel(image)
    const labels = labelPeaks(peaks, geometry)
    peaks.forEach((peak, i) => {
      const neighbours = nearest(peaks, peak, geometry.spacing)
      if (!neighbours) return
      values.push(...fingerprint(peak, neighbours, floor, geometry.spacing), APART * labels[i])
      owner.push(n)
    })
  }
  return { values: Float64Array.from(values), owner }
}

/** The four nearest neighbours in the order of their directions, or null if they are not four. */
function nearest(peaks: readonly Peak[], { x, y }: Peak, spacing: number): Peak[] | null {
  const found = peaks.filter((other) => {
    const distance = Math.hypot(other.x - x, other.y - y)
    return distance > 0 && distance < NEAREST * spacing
  })
  const angle = (peak: Peak) => Math.atan2(peak.y - y, peak.x - x)
  return found.length === 4 ? found.sort((a, b) => angle(a) - angle(b)) : null
}

function fingerprint(centre: Peak, four: readonly Peak[], floor: number, spacing: number): number[] {
  const height = four.map((peak) => (peak.height - floor) / Math.max(centre.height - floor, 1e-6))
  const length = (a: Peak, b: Peak) => Math.hypot(a.x - b.x, a.y - b.y) / spacing
  const middle = (a: Peak, b: Peak) => Math.hypot(a.x + b.x - 2 * centre.x, a.y + b.y - 2 * centre.y) / spacing
  const [a, b, c, d] = four
  return [
    [height[0] + height[2], height[1] + height[3]],
    [Math.abs(height[0] - height[2]), Math.abs(height[1] - height[3])],
    [middle(a, c), middle(b, d)],
    [length(a, c), length(b, d)],
    [length(a, b) + length(c, d), length(b, c) + length(d, a)],
  ].flatMap((pair) => pair.sort((p, q) => p - q))
}

/** Standard deviation of each number over a set; the sublattice's mark is left as it is. */
function scales({ values, owner }: Fingerprints): Float64Array {
  const sum = new Float64Array(LENGTH)
  const squares = new Float64Array(LENGTH)
  values.forEach((value, at) => {
    sum[at % LENGTH] += value / owner.length
    squares[at % LENGTH] += value ** 2 / owner.length
  })
  return squares.map((square, k) => (k === LENGTH - 1 ? 1 : Math.sqrt(Math.max(square - sum[k] ** 2, 1e-12))))
}

/** Calls back for each pair of fingerprints, one of either set, that show the same columns. */
function matches(a: Fingerprints, b: Fingerprints, scale: Float64Array, each: (i: number, j: number) => void): void {
  const scaled = ({ values }: Fingerprints) => values.map((value, at) => value / scale[at % LENGTH])
  const [u, v] = [scaled(a), scaled(b)]
  // Sorted by one number, so that only those near in it are compared.
  const key = 4
  const order = Array.from(b.owner.keys()).sort((p, q) => v[p * LENGTH + key] - v[q * LENGTH + key])
  const keys = Float64Array.from(order, (j) => v[j * LENGTH + key])
  for (let i = 0; i < a.owner.length; i++) {
    const own = u[i * LENGTH + key]
    for (let k = countBelow(keys, own - SAME); k < order.length && keys[k] <= own + SAME; k++) {
      const j = order[k]
      let squared = 0
      for (let c = 0; c < LENGTH && squared <= SAME ** 2; c++) squared += (u[i * LENGTH + c] - v[j * LENGTH + c]) ** 2
      if (squared <= SAME ** 2) each(i, j)
    }
  }
}

/** Share of the surroundings in `test` that `training` shows too, and of the test patches that share any. */
export function sharedColumns(training: Fingerprints, test: Fingerprints, testCount: number) {
  const seen = new Set<number>()
  matches(test, training, scales(training), (i) => seen.add(i))
  const patches = new Set(Array.from(seen, (i) => test.owner[i]))
  return { columns: seen.size / Math.max(test.owner.length, 1), patches: patches.size / Math.max(testCount, 1) }
}

/**
 * Patches in the order in which they lie along their micrograph, as far as shared columns tell: the second eigenvector of
 * the graph of patches that show the same columns (Fiedler's). Crops of one micrograph overlap, so a random choice of
 * them would have been seen almost whole in the rest; the patches at one end of this order share the fewest columns.
 */
export function orderAlongMicrograph(prints: Fingerprints, count: number): number[] {
  const links = new Map<number, number>()
  matches(prints, prints, scales(prints), (i, j) => {
    const [a, b] = [prints.owner[i], prints.owner[j]]
    if (a !== b) links.set(a * count + b, (links.get(a * count + b) ?? 0) + 1)
  })
  const degree = new Float64Array(count).fill(1e-3)
  for (const [at, weight] of links) degree[Math.floor(at / count)] += weight
  const root = degree.map(Math.sqrt)
  const norm = Math.sqrt(degree.reduce((sum, value) => sum + value, 0))
  const first = root.map((value) => value / norm)
  let vector = first.map((_, i) => Math.sin(1 + i * 2.399963))
  for (let round = 0; round < ROUNDS; round++) {
    // Half the identity added, so that the eigenvalues are positive and the second largest is wanted.
    const next = vector.map((value) => 0.5 * value)
    for (const [at, weight] of links) {
      const [a, b] = [Math.floor(at / count), at % count]
      next[a] += (0.5 * weight * vector[b]) / (root[a] * root[b])
    }
    const along = next.reduce((sum, value, i) => sum + value * first[i], 0)
    const rest = next.map((value, i) => value - along * first[i])
    const length = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0)) || 1
    vector = rest.map((value) => value / length)
  }
  const coordinate = vector.map((value, i) => value / root[i])
  return Array.from(coordinate.keys()).sort((a, b) => coordinate[a] - coordinate[b] || a - b)
}
