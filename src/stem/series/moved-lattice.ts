import type { Plane } from '../lattice/spectrum'
import type { Lattice, Sites } from '../lattice/lattice'
import type { Vector } from '../math/vector'

/** A lattice as a frame shows it, and what each of its columns is in the lattice that it was. */
export interface MovedLattice {
  lattice: Lattice
  /** Entry of each of its columns among those of the lattice before. */
  of: Int32Array
}

/** The lattice moved by the drift of a frame, px, without the columns that have left the frame. */
export function movedLattice(
  lattice: Lattice,
  { x: dx, y: dy }: Vector,
  { width, height }: Pick<Plane, 'width' | 'height'>,
): MovedLattice {
  const of: number[] = []
  let first = 0
  const sublattices = lattice.sublattices.map(({ sites, ...sublattice }) => {
    const isInside = (n: number) => {
      const [x, y] = [sites.x[n] - sites.dx[n] + dx, sites.y[n] - sites.dy[n] + dy]
      return x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1
    }
    const kept = Array.from({ length: sites.count }, (_, n) => n).filter(isInside)
    of.push(...kept.map((n) => first + n))
    first += sites.count
    return { ...sublattice, sites: movedSites(sites, kept, { x: dx, y: dy }) }
  })
  const { origin, distortion } = lattice
  const moved = (at: Vector) => ({ x: at.x + dx, y: at.y + dy })
  return {
    lattice: {
      ...lattice,
      origin: moved(origin),
      sublattices,
      distortion: { ...distortion, origin: moved(distortion.origin) },
    },
    of: Int32Array.from(of),
  }
}

function movedSites(sites: Sites, kept: readonly number[], by: Vector): Sites {
  const floats = (values: Float32Array) => Float32Array.from(kept, (n) => values[n])
  return {
    count: kept.length,
    i: Int32Array.from(kept, (n) => sites.i[n]),
    j: Int32Array.from(kept, (n) => sites.j[n]),
    x: Float64Array.from(kept, (n) => sites.x[n] + by.x),
    y: Float64Array.from(kept, (n) => sites.y[n] + by.y),
    dx: floats(sites.dx),
    dy: floats(sites.dy),
    intensity: floats(sites.intensity),
    background: floats(sites.background),
    settled: Uint8Array.from(kept, (n) => sites.settled[n]),
  }
}
