import type { Projection } from '../../crystal/projection'
import type { Vector } from '../../math/vector'
import { minus, parts } from '../../math/vector'
import type { Scene } from '../micrograph'
import type { Periodic } from './series'

/** What a micrograph is drawn from: a perfect cell, of its vectors, and what each defect adds around it. */
export interface Raster extends Pick<Scene, 'options' | 'specimen' | 'scanError'> {
  crystal: Projection
  cell: Periodic
  /** Each about a place of the micrograph, px; what it adds, of a way from there in the crystal's frame, Å. */
  windows: { x: number; y: number; change: (x: number, y: number) => number }[]
}

/** Beyond this from a defect nothing of it is asked, Å. */
const FARTHEST = 5

/** Intensity of every pixel, where the beam really was, of the crystal where strain and drift have taken it. */
export function raster({ options, specimen, scanError, crystal, cell, windows }: Raster): Float64Array {
  const { width, height, pixelSize } = options
  const { lattice, displaced } = specimen
  const turn = (crystal.cell.angle * Math.PI) / 180
  const { a, b } = crystal.cell
  return Float64Array.from({ length: width * height }, (_, at) => {
    const beam = { x: (at % width) + scanError[at], y: Math.floor(at / width) }
    const { u, v } = parts(minus(undisplaced(beam, displaced), lattice.origin), lattice)
    let value = cell(u, v)
    for (const { x, y, change } of windows) {
      const way = { x: beam.x - x, y: beam.y - y }
      if (Math.hypot(way.x, way.y) * pixelSize > FARTHEST) continue
      const across = parts(way, lattice)
      value += change(a * across.u + b * Math.cos(turn) * across.v, b * Math.sin(turn) * across.v)
    }
    return value
  })
}

/** Where a place came from: fields so smooth hardly differ between the two. */
function undisplaced(place: Vector, displaced: (ideal: Vector) => Vector): Vector {
  let ideal = place
  for (let n = 0; n < 2; n++) {
    const { x, y } = displaced(ideal)
    ideal = { x: ideal.x + place.x - x, y: ideal.y + place.y - y }
  }
  return ideal
}
