import { kmeans } from 'ml-kmeans'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { bilinear } from '../math/interpolate'
import { nearestDistances } from '../lattice/sites'
import type { Plane } from '../lattice/spectrum'
import type { Columns } from './columns'
import type { Detection } from './detections'

/** Detections that look alike. */
export interface Alike {
  /** Entries in the list of detections. */
  members: number[]
  /** What they show more than ordinary columns of their kind, on average: `SIDE × SIDE`, in heights of such a column. */
  picture: Float32Array
  /** Between its places, px. */
  step: number
}

/** Places to a side of a detection's picture, and how far it reaches to either side, in distances to the nearest column. */
const SIDE = 13
const REACH = 1.2
/** Fewer detections are read one by one; more groups are no help. */
const FEWEST = 10
const MOST_GROUPS = 8
/** Ordinary columns of a sublattice that say what is ordinary. */
const ORDINARY = 200
/** A direction counts if detections spread so many times as much along it as ordinary columns do, in variance. */
const TELLING = 2
/** The mean silhouette from which on groups are there (Kaufman and Rousseeuw 1990: above 0.5 a reasonable structure). */
const REASONABLE = 0.5
/** Points of which the silhouette is taken, at most. */
const ENOUGH = 500

/**
 * Groups of detections that look alike, the largest first: what each shows more than ordinary columns of its kind, on its principal
 * axes, parted by k-means; as many groups as have the best mean silhouette, one where none is reasonable. None of few detections.
 * Interstitials, which stand where no column does, belong to none.
 */
export function groupsAlike(
  picture: Plane,
  columns: Columns,
  { level, seen, findings }: { level: Float32Array; seen: Uint8Array; findings: readonly Detection[] },
): Alike[] {
  const which = Array.from(findings.keys()).filter((n) => findings[n].kind !== 'interstitial')
  if (which.length < FEWEST) return []
  const patchOf = patches(picture, columns, level)
  const isFound = new Set(findings.map(({ column }) => column))
  const ordinary = columns.lattice.sublattices.map((_, s) => {
    const { from, to } = columns.of(s)
    // A column that stands alone has nothing around it that says what is usual.
    const isOrdinary = (n: number) => seen[n] === 1 && level[n] > 0 && !isFound.has(n)
    const all = Array.from({ length: to - from }, (_, k) => from + k).filter(isOrdinary)
    const stride = Math.max(1, Math.floor(all.length / ORDINARY))
    return all.filter((_, k) => k % stride === 0).map(patchOf)
  })
  const means = ordinary.map(meanOf)
  const less = (patch: Float64Array, s: number) => patch.map((value, k) => value - means[s][k])
  const shown = which.map((n) => less(patchOf(findings[n].column), columns.table.sublattice[findings[n].column]))
  const bulk = ordinary.flatMap((some, s) => some.map((patch) => less(patch, s)))
  const labels = parted(onAxes(shown, bulk))
  const groups = [...new Set(labels)].map((label) => which.map((_, k) => k).filter((k) => labels[k] === label))
  return groups
    .sort((p, q) => q.length - p.length)
    .map((members) => ({
      members: members.map((k) => which[k]),
      picture: Float32Array.from(meanOf(members.map((k) => shown[k]))),
      step: stepOf(columns),
    }))
}

/** Between the places of a detection's picture, px. */
function stepOf({ lattice }: Columns): number {
  const positions = lattice.sublattices.map(({ position }) => position)
  return (2 * REACH * Math.min(...nearestDistances(positions, lattice))) / (SIDE - 1)
}

const within = (place: number, pixels: number) => Math.min(Math.max(place, 0), pixels - 1)

/** Gives the picture around a column, in heights of what is usual there. */
function patches(picture: Plane, columns: Columns, level: Float32Array): (n: number) => Float64Array {
  const { table } = columns
  const step = stepOf(columns)
  return (n) =>
    Float64Array.from({ length: SIDE * SIDE }, (_, k) => {
      const [u, v] = [(k % SIDE) - (SIDE - 1) / 2, Math.floor(k / SIDE) - (SIDE - 1) / 2]
      const [x, y] = [within(table.x[n] + u * step, picture.width), within(table.y[n] + v * step, picture.height)]
      return bilinear(picture.data, { columns: picture.width, rows: picture.height }, x, y) / level[n]
    })
}

function meanOf(patches: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(SIDE * SIDE)
  for (const patch of patches) patch.forEach((value, k) => (mean[k] += value / patches.length))
  return mean
}

/** The detections on those of their principal axes along which they spread more than ordinary columns do. */
function onAxes(shown: readonly Float64Array[], bulk: readonly Float64Array[]): number[][] {
  const mean = meanOf(shown)
  const centred = new Matrix(shown.map((patch) => Array.from(patch, (value, k) => value - mean[k])))
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(centred.transpose().mmul(centred), {
    assumeSymmetric: true,
  })
  const ordinary = new Matrix(bulk.map((patch) => Array.from(patch))).mmul(eigenvectorMatrix)
  const axes = realEigenvalues
    .map((value, axis) => ({
      axis,
      variance: value / shown.length,
      noise: ordinary.getColumnVector(axis).norm() ** 2 / bulk.length,
    }))
    .filter(({ variance, noise }) => variance > TELLING * noise)
    .map(({ axis }) => axis)
  const scores = centred.mmul(eigenvectorMatrix)
  return shown.map((_, n) => axes.map((axis) => scores.get(n, axis)))
}

/** The group of each point. */
function parted(points: number[][]): number[] {
  let best = { labels: points.map(() => 0), silhouette: REASONABLE }
  if (points[0].length === 0) return best.labels
  for (let k = 2; k <= Math.min(MOST_GROUPS, points.length / 2); k++) {
    const { clusters: labels } = kmeans(points, k, { seed: 1 })
    const silhouette = meanSilhouette(points, labels, k)
    if (silhouette > best.silhouette) best = { labels, silhouette }
  }
  return best.labels
}

/** How much nearer points are to their own group than to the next one, −1 … 1 (Rousseeuw 1987); by the groups' centres' distances. */
function meanSilhouette(points: readonly number[][], labels: readonly number[], k: number): number {
  const counts = Array.from({ length: k }, (_, label) => labels.filter((own) => own === label).length)
  const stride = Math.ceil(points.length / ENOUGH)
  const some = points.flatMap((point, n) => (n % stride === 0 ? [{ point, n }] : []))
  const sum = some.reduce((total, { point, n }) => {
    const distances = new Float64Array(k)
    points.forEach(
      (other, m) => (distances[labels[m]] += Math.hypot(...point.map((value, axis) => value - other[axis]))),
    )
    const own = labels[n]
    if (counts[own] < 2) return total
    const inside = distances[own] / (counts[own] - 1)
    const beside = Math.min(
      ...Array.from(distances, (distance, label) =>
        label === own || counts[label] === 0 ? Infinity : distance / counts[label],
      ),
    )
    return total + (beside - inside) / Math.max(beside, inside)
  }, 0)
  return sum / some.length
}
