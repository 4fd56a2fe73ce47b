import type { Plane } from '../lattice/spectrum'
import type { Lattice, Sites } from '../lattice/lattice'
import type { Vector } from '../math/vector'

type Size = Pick<Plane, 'width' | 'height'>

/** A lattice as a frame shows it, and what each of its columns is in the lattice that it was. */
export interface MovedLattice {
  lattice: Lattice
  /** Entry of each of its columns among those of the lattice before; −1 for one that has come into view. */
  of: Int32Array
}

/**
 * The lattice of a picture moved by the drift of a frame of the same size, px: without the columns that have left the frame, and continued
 * where the frame shows what lies outside the picture, so that the crystal does not seem to end there.
 */
export function movedLattice(lattice: Lattice, by: Vector, size: Size): MovedLattice {
  const of: number[] = []
  let first = 0
  const sublattices = lattice.sublattices.map(({ sites, ...sublattice }) => {
    const isKept = (n: number) =>
      isInside({ x: sites.x[n] - sites.dx[n] + by.x, y: sites.y[n] - sites.dy[n] + by.y }, size)
    const kept = Array.from({ length: sites.count }, (_, n) => n).filter(isKept)
    const come = comeIntoView(sites, lattice, { by, size })
    of.push(...kept.map((n) => first + n), ...come.map(() => -1))
    first += sites.count
    return { ...sublattice, sites: movedSites(sites, { kept, come, by, intensity: sublattice.intensity }) }
  })
  const { origin, distortion } = lattice
  const moved = (at: Vector) => ({ x: at.x + by.x, y: at.y + by.y })
  return {
    lattice: {
      ...lattice,
      // The frames of a series are searched for the columns of its first lattice.
      grains: [],
      origin: moved(origin),
      sublattices,
      distortion: { ...distortion, origin: moved(distortion.origin) },
    },
    of: Int32Array.from(of),
  }
}

interface Place extends Vector {
  i: number
  j: number
}

/** Places of one sublattice that the frame shows and the picture did not, one cell on from another, and so on. */
function comeIntoView(
  { i, j, x, y, dx, dy }: Sites,
  { a, b }: Lattice,
  { by, size }: { by: Vector; size: Size },
): Place[] {
  const known = new Set(Array.from(i, (column, n) => `${column},${j[n]}`))
  const open = Array.from(i, (column, n): Place => {
    return { i: column, j: j[n], x: x[n] - dx[n] + by.x, y: y[n] - dy[n] + by.y }
  })
  const come: Place[] = []
  for (let at = open.pop(); at; at = open.pop()) {
    for (const [u, v] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      const next = { i: at.i + u, j: at.j + v, x: at.x + u * a.x + v * b.x, y: at.y + u * a.y + v * b.y }
      const isNew = isInside(next, size) && !isInside({ x: next.x - by.x, y: next.y - by.y }, size)
      if (!isNew || known.has(`${next.i},${next.j}`)) continue
      known.add(`${next.i},${next.j}`)
      come.push(next)
      open.push(next)
    }
  }
  return come
}

function isInside({ x, y }: Vector, { width, height }: Size): boolean {
  return x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1
}

function movedSites(
  sites: Sites,
  { kept, come, by, intensity }: { kept: readonly number[]; come: readonly Place[]; by: Vector; intensity: number },
): Sites {
  const both = <T extends Float32Array | Float64Array | Int32Array | Uint8Array>(
    values: T,
    ofNew: (place: Place) => number,
    offset = 0,
  ) => [...kept.map((n) => values[n] + offset), ...come.map(ofNew)]
  const none = () => 0
  return {
    count: kept.length + come.length,
    i: Int32Array.from(both(sites.i, ({ i }) => i)),
    j: Int32Array.from(both(sites.j, ({ j }) => j)),
    x: Float64Array.from(both(sites.x, ({ x }) => x, by.x)),
    y: Float64Array.from(both(sites.y, ({ y }) => y, by.y)),
    dx: Float32Array.from(both(sites.dx, none)),
    dy: Float32Array.from(both(sites.dy, none)),
    intensity: Float32Array.from(both(sites.intensity, () => intensity)),
    background: Float32Array.from(both(sites.background, none)),
    settled: Uint8Array.from(both(sites.settled, none)),
  }
}
