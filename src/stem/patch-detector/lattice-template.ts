import { Matrix, solve } from 'ml-matrix'
import type { Basis, Vector } from '../math/geometry'
import { dot, frame, length, minus } from '../math/geometry'
import { median, spreadAbout } from '../math/robust'
import type { ColumnGeometry, Peak } from '../patch/columns'
import { findPeaks } from '../patch/columns'
import type { PatchSet } from '../patch/patches'
import type { Predictor } from '../model/predictor'

/** A column's σ after the paper's blur, and how far beyond the patch columns still matter, in spacings. */
const SIGMA = 0.231
const MARGIN = 0.8
/** How far a column may be from its site and still be taken for it, in spacings. */
const CAPTURE = 0.35
/** How far off a column has half a say in where the lattice lies. */
const EXACT = 0.06
const ROUNDS = 5
/** Cosine from which on two steps run along each other. */
const ALONG = 0.9
/** Columns that are tried as the one that the others are counted from. */
const ORIGINS = 5

/** Sites of a patch: origin and two nearest-neighbour vectors, px. */
interface Sites extends Basis {
  origin: Vector
}

/**
 * What a perfect crystal would look like: an affine lattice fitted to the patch's own columns, one height for each of two
 * alternating sublattices and a sloping background, fitted to its pixels. Both fits are robust, so one column that is
 * wrong hardly moves them. It knows nothing of single columns: the floor of any predictor that learns.
 */
export function latticeTemplate(geometry: ColumnGeometry): Predictor {
  return ({ data, count, size }: PatchSet) => {
    const pixels = size * size
    const out = new Float32Array(data.length)
    for (let n = 0; n < count; n++) {
      const patch = data.subarray(n * pixels, (n + 1) * pixels)
      out.set(drawn(patch, size, geometry), n * pixels)
    }
    return out
  }
}

function drawn(patch: Float32Array, size: number, { spacing }: ColumnGeometry): Float32Array {
  const sites = fitSites(findPeaks(patch, size), size, spacing)
  const basis: Float64Array[] = [1, 1, 1].map(() => new Float64Array(patch.length).fill(1))
  for (let at = 0; at < patch.length; at++) {
    basis[1][at] = (at % size) / size - 0.5
    basis[2][at] = Math.floor(at / size) / size - 0.5
  }
  if (sites) basis.push(...[0, 1].map((parity) => columnsOf(sites, parity, size, spacing)))
  return robustFit(basis, patch)
}

/** Reweighted least squares of the lattice; null where the patch shows no three columns that span one. */
function fitSites(peaks: readonly Peak[], size: number, spacing: number): Sites | null {
  let sites = firstSites(peaks, size, spacing)
  if (!sites) return null
  for (let round = 0; round < ROUNDS; round++) {
    const rows: number[][] = []
    const [xs, ys]: [number[][], number[][]] = [[], []]
    for (const { peak, i, j, weight } of captured(sites, peaks, spacing)) {
      rows.push([weight, weight * i, weight * j])
      xs.push([weight * peak.x])
      ys.push([weight * peak.y])
    }
    if (rows.length < 4) return sites
    const [x, y] = [xs, ys].map((right) => solve(new Matrix(rows), new Matrix(right), true).getColumn(0))
    sites = { origin: { x: x[0], y: y[0] }, a: { x: x[1], y: y[1] }, b: { x: x[2], y: y[2] } }
  }
  return sites
}

/** Columns that lie on a site or near one, with its indices; those further off weigh less. */
function captured(sites: Sites, peaks: readonly Peak[], spacing: number) {
  const { place, coordinates } = frame(sites.origin, sites)
  return peaks.flatMap((peak) => {
    const cell = coordinates(peak.x, peak.y)
    const [i, j] = [Math.round(cell.x), Math.round(cell.y)]
    const distance = length(minus(place(i, j), peak)) / spacing
    return distance <= CAPTURE ? [{ peak, i, j, weight: 1 / (1 + (distance / EXACT) ** 2) }] : []
  })
}

/**
 * From the median differences of nearest neighbours along two directions, and from that column near the centre about which
 * the others lie best: the one nearest to it may be out of place itself.
 */
function firstSites(peaks: readonly Peak[], size: number, spacing: number): Sites | null {
  const steps = peaks.flatMap((p) =>
    peaks.flatMap((q): Vector[] => {
      const step = minus(q, p)
      const parts = length(step) / spacing
      return parts > 0.77 && parts < 1.23 ? [step] : []
    }),
  )
  const along = mostFrequent(steps)
  const across = along && mostFrequent(steps.filter((step) => Math.abs(cosine(step, along)) < 0.5))
  if (!across) return null
  const [a, b] = [medianStep(steps, along), medianStep(steps, across)]
  const centre = (size - 1) / 2
  const distance = (peak: Peak) => length(minus(peak, { x: centre, y: centre }))
  const candidates = [...peaks]
    .sort((p, q) => distance(p) - distance(q))
    .slice(0, ORIGINS)
    .map((origin): Sites => ({ origin, a, b }))
  const support = (sites: Sites) => captured(sites, peaks, spacing).reduce((sum, { weight }) => sum + weight, 0)
  return candidates.reduce((best, other) => (support(other) > support(best) ? other : best))
}

/** The step that most others run along: a column out of place makes a few that none does. */
function mostFrequent(steps: readonly Vector[]): Vector | undefined {
  const count = (step: Vector) => steps.filter((other) => Math.abs(cosine(step, other)) > ALONG).length
  return steps.reduce<Vector | undefined>((best, step) => (best && count(best) >= count(step) ? best : step), undefined)
}

function cosine(a: Vector, b: Vector): number {
  return dot(a, b) / (length(a) * length(b))
}

/** The median of the steps along `reference`, whichever way they point: one column that is out of place has no say in it. */
function medianStep(steps: readonly Vector[], reference: Vector): Vector {
  const aligned = steps.filter((step) => Math.abs(cosine(step, reference)) > ALONG)
  const ahead = (component: (step: Vector) => number) =>
    median(aligned.map((step) => Math.sign(cosine(step, reference)) * component(step)))
  return { x: ahead(({ x }) => x), y: ahead(({ y }) => y) }
}

/** Unit Gaussians on the sites of one sublattice. */
function columnsOf(sites: Sites, parity: number, size: number, spacing: number): Float64Array {
  const out = new Float64Array(size * size)
  const { place } = frame(sites.origin, sites)
  const margin = MARGIN * spacing
  const exponent = -0.5 / (SIGMA * spacing) ** 2
  const reach = Math.ceil(size / spacing) + 3
  for (let i = -reach; i <= reach; i++) {
    for (let j = -reach; j <= reach; j++) {
      const { x, y } = place(i, j)
      const outside = x < -margin || y < -margin || x > size - 1 + margin || y > size - 1 + margin
      if (outside || (((i + j) % 2) + 2) % 2 !== parity) continue
      const [left, right] = [Math.max(0, Math.ceil(x - spacing)), Math.min(size - 1, Math.floor(x + spacing))]
      const [top, bottom] = [Math.max(0, Math.ceil(y - spacing)), Math.min(size - 1, Math.floor(y + spacing))]
      for (let row = top; row <= bottom; row++) {
        for (let column = left; column <= right; column++) {
          out[row * size + column] += Math.exp(exponent * ((column - x) ** 2 + (row - y) ** 2))
        }
      }
    }
  }
  return out
}

/** The combination of `basis` that is nearest to `values`, pixels far off counting little. */
function robustFit(basis: readonly Float64Array[], values: Float32Array): Float32Array {
  const n = basis.length
  const weights = new Float64Array(values.length).fill(1)
  let fitted = new Float32Array(values.length)
  for (let round = 0; round < 3; round++) {
    const gram = Matrix.zeros(n, n)
    const right = Matrix.zeros(n, 1)
    for (let p = 0; p < n; p++) {
      for (let q = 0; q <= p; q++) {
        let sum = 0
        for (let at = 0; at < values.length; at++) sum += weights[at] * basis[p][at] * basis[q][at]
        gram.set(p, q, sum)
        gram.set(q, p, sum)
      }
      let sum = 0
      for (let at = 0; at < values.length; at++) sum += weights[at] * basis[p][at] * values[at]
      right.set(p, 0, sum)
    }
    const factors = solve(gram, right, true).getColumn(0)
    fitted = values.map((_, at) => basis.reduce((sum, column, p) => sum + factors[p] * column[at], 0))
    const left = values.map((value, at) => value - fitted[at])
    const scale = 2 * Math.max(spreadAbout(left, 0), 1e-6)
    left.forEach((value, at) => (weights[at] = 1 / (1 + (value / scale) ** 2)))
  }
  return fitted
}
