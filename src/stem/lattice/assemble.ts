import { displacementAt, isFirstDomain } from './displacement-field'
import { correctedAtFrame } from './edges'
import type { Tracked } from './fit-sublattice'
import type { Basis } from '../math/vector'
import type { Frame, Vector } from '../math/vector'
import { median } from '../math/robust'
import { frame } from '../math/affine'
import { ZERO, minus, norm } from '../math/vector'
import { gridOf } from './grid'
import type { Distortion, LatticeQuality, Sites, Sublattice } from './lattice'
import { cellKey } from './lattice'
import type { RigidLattice } from './rigid'
import { fitRigid } from './rigid'

interface Assembled {
  origin: Vector
  basis: Basis
  sublattices: Sublattice[]
  distortion: Distortion
  quality: Pick<LatticeQuality, 'rigidResidual' | 'residual' | 'lengthError' | 'angleError'>
}

/**
 * One lattice of all sublattices: the rigid one through the brightest of the first domain, its indices counted from a column near the middle,
 * every position and the distortion given in relation to it. Null where its columns lie on one line.
 */
export function assemble(
  found: readonly Sublattice[],
  tracked: Tracked,
  picture: { width: number; height: number },
): Assembled | null {
  const [brightest] = found
  const shift = middleIndex(brightest.sites)
  for (const { sites } of found) renumber(sites, shift)
  const inFirst = (sites: Sites) => (n: number) => isFirstDomain(tracked.displacement, sites.x[n], sites.y[n])
  const rigid = fitRigid(brightest.sites, inFirst(brightest.sites))
  if (!rigid) return null
  const cells = frame(rigid.origin, rigid.basis)
  const rough = found.map((sublattice, n) => {
    const position = n === 0 ? { u: 0, v: 0 } : usualPosition(sublattice, brightest, cells, inFirst(sublattice.sites))
    return { ...sublattice, name: String.fromCharCode(65 + n), ...wrapped(position, sublattice.sites) }
  })
  const followed = distortionOf(tracked, rigid, brightest, shift)
  for (const sublattice of rough) ownDisplacements(sublattice, rigid, followed)
  const distortion = centred(correctedAtFrame(followed, rough, picture), rough[0], rigid)
  const sublattices = rough.map((sublattice, n) => (n === 0 ? sublattice : onItsColumns(sublattice, rigid, distortion)))
  const offsets = sublattices.map((sublattice) => ownDisplacements(sublattice, rigid, distortion))
  const { a, b } = rigid.basis
  return {
    origin: rigid.origin,
    basis: rigid.basis,
    sublattices,
    distortion,
    quality: {
      rigidResidual: rigid.residual,
      residual: offsets[0],
      lengthError: rigid.error,
      angleError: ((Math.SQRT2 * rigid.error) / Math.sqrt(norm(a.x, a.y) * norm(b.x, b.y))) * (180 / Math.PI),
    },
  }
}

/** The cell of the column nearest to the mean of all. */
function middleIndex(sites: Sites): { i: number; j: number } {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(sites.x), mean(sites.y)]
  let [best, least] = [0, Infinity]
  for (let n = 0; n < sites.count; n++) {
    const distance = norm(sites.x[n] - x, sites.y[n] - y)
    if (distance < least) [best, least] = [n, distance]
  }
  return { i: sites.i[best], j: sites.j[best] }
}

function renumber(sites: Sites, { i, j }: { i: number; j: number }): void {
  for (let n = 0; n < sites.count; n++) {
    sites.i[n] -= i
    sites.j[n] -= j
  }
}

/**
 * Place in the cell of the columns that were found and count: from the column of the first sublattice in the same cell, so that it
 * is right on both sides of a jump; the median.
 */
function usualPosition(
  { sites, position }: Sublattice,
  brightest: Sublattice,
  { coordinates }: Frame,
  counts: (n: number) => boolean,
): { u: number; v: number } {
  const first = brightest.sites
  const at = new Map(Array.from(first.i, (i, n) => [cellKey(i, first.j[n]), n]))
  const ways: Vector[] = []
  for (let n = 0; n < sites.count; n++) {
    const partner = at.get(cellKey(sites.i[n], sites.j[n]))
    if (partner === undefined || !sites.settled[n] || !first.settled[partner] || !counts(n)) continue
    const [own, other] = [coordinates(sites.x[n], sites.y[n]), coordinates(first.x[partner], first.y[partner])]
    ways.push(minus(own, other))
  }
  if (ways.length === 0) return { u: position.u - brightest.position.u, v: position.v - brightest.position.v }
  return { u: median(ways.map(({ x }) => x)), v: median(ways.map(({ y }) => y)) }
}

/** Places in the cell are from 0 to 1 (a little less than 0 counts as 0); the indices follow. */
function wrapped({ u, v }: { u: number; v: number }, sites: Sites): { position: { u: number; v: number } } {
  const [i, j] = [Math.floor(u + 0.02), Math.floor(v + 0.02)]
  renumber(sites, { i: -i, j: -j })
  return { position: { u: u - i, v: v - j } }
}

/** The tracked displacement, as departure from the rigid lattice. */
function distortionOf(
  { basis, displacement }: Tracked,
  rigid: RigidLattice,
  brightest: Sublattice,
  shift: { i: number; j: number },
): Distortion {
  const { grid, x, y, quality, domain } = displacement
  const reference = frame(ZERO, basis)
  const { place } = frame(rigid.origin, rigid.basis)
  const [dx, dy] = [new Float32Array(x.length), new Float32Array(x.length)]
  for (let at = 0; at < x.length; at++) {
    const px = grid.origin.x + (at % grid.columns) * grid.step.x
    const py = grid.origin.y + Math.floor(at / grid.columns) * grid.step.y
    const cell = reference.coordinates(px - x[at], py - y[at])
    const ideal = place(cell.x - shift.i - brightest.position.u, cell.y - shift.j - brightest.position.v)
    dx[at] = px - ideal.x
    dy[at] = py - ideal.y
  }
  return { columns: grid.columns, rows: grid.rows, origin: grid.origin, step: grid.step, dx, dy, quality, domain }
}

/** Shifted as a whole, so that the first sublattice's columns are on their places on average. */
function centred(distortion: Distortion, first: Sublattice, rigid: RigidLattice): Distortion {
  ownDisplacements(first, rigid, distortion)
  const { x, y } = meanDisplacement(first.sites)
  return { ...distortion, dx: distortion.dx.map((value) => value + x), dy: distortion.dy.map((value) => value + y) }
}

/** The sublattice, placed so that its columns are on their places on average. */
function onItsColumns(sublattice: Sublattice, rigid: RigidLattice, distortion: Distortion): Sublattice {
  ownDisplacements(sublattice, rigid, distortion)
  const { x, y } = meanDisplacement(sublattice.sites)
  const { x: u, y: v } = frame(ZERO, rigid.basis).coordinates(x, y)
  return { ...sublattice, position: { u: sublattice.position.u + u, v: sublattice.position.v + v } }
}

/** Of the columns that were found, px. */
function meanDisplacement({ dx, dy, settled }: Sites): Vector {
  const count = settled.reduce((sum, one) => sum + one, 0)
  const mean = (values: Float32Array) =>
    values.reduce((sum, value, n) => sum + settled[n] * value, 0) / Math.max(count, 1)
  return { x: mean(dx), y: mean(dy) }
}

/** By which the crystal departs from the rigid lattice at a place of the micrograph, px. */
export function distortionAt(distortion: Distortion, px: number, py: number): Vector {
  return displacementAt(displacements(distortion), px, py)
}

function displacements(distortion: Distortion) {
  return { grid: gridOf(distortion), x: distortion.dx, y: distortion.dy }
}

/** Fills in each column's displacement from the smoothly distorted lattice; returns its rms over the settled ones. */
function ownDisplacements({ position, sites }: Sublattice, rigid: RigidLattice, distortion: Distortion): number {
  const { place } = frame(rigid.origin, rigid.basis)
  const field = displacements(distortion)
  let sum = 0
  let count = 0
  for (let n = 0; n < sites.count; n++) {
    const x = sites.x[n]
    const y = sites.y[n]
    const ideal = place(sites.i[n] + position.u, sites.j[n] + position.v)
    const bent = displacementAt(field, x, y)
    const ownX = x - ideal.x - bent.x
    const ownY = y - ideal.y - bent.y
    sites.dx[n] = ownX
    sites.dy[n] = ownY
    if (sites.settled[n] === 0) continue
    sum += ownX * ownX + ownY * ownY
    count++
  }
  return Math.sqrt(sum / Math.max(count, 1))
}
