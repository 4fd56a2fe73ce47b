import { planeThrough } from '../math/robust-plane'
import type { Columns } from './columns'
import type { Filtered } from './matched-filter'

/**
 * How the crystal is strained and turned around each column against the micrograph's rigid lattice: symmetric and antisymmetric part
 * of the displacement's gradient, H = F − 1 (small strains). NaN where too few columns stand around.
 */
export interface LocalStrain {
  /** ∂u/∂x and ∂v/∂y; a part of the length. */
  exx: Float32Array
  eyy: Float32Array
  /** (∂u/∂y + ∂v/∂x) / 2. */
  exy: Float32Array
  /** (∂v/∂x − ∂u/∂y) / 2, rad, from +x towards +y: clockwise as the picture is seen. */
  rotation: Float32Array
}

/** Columns of its own kind around one, up to the second shell of a square lattice. */
const AROUND = 8

/**
 * The affine map that takes a column's neighbours of the same kind from their places in the rigid lattice to where they are (Hÿtch's
 * geometric phase in real space, as in peak-pair analysis), robust, so that one displaced neighbour does not count. Columns that are not
 * `present` tell nothing; the column itself does not take part.
 */
export function localStrain(fit: Filtered, present: Uint8Array, columns: Columns): LocalStrain {
  const { table, lattice, count } = columns
  const room = () => new Float32Array(count).fill(NaN)
  const out: LocalStrain = { exx: room(), eyy: room(), exy: room(), rotation: room() }
  const displaced = (axis: 'x' | 'y', moment: Float32Array, n: number) => table[axis][n] + moment[n] / fit.height[n]
  lattice.sublattices.forEach((_, s) => {
    const { from, to } = columns.of(s)
    const offsets = columns.offsets(s, AROUND, (other) => other === s)
    const sides = offsets.map((offset) => columns.neighbours(s, offset))
    // Room for the places of those around, and for what each of them shows.
    const places = offsets.map(() => ({ x: 0, y: 0, value: 0 }))
    const who = new Int32Array(offsets.length)
    for (let n = from; n < to; n++) {
      if (!present[n]) continue
      let count = 0
      for (let o = 0; o < offsets.length; o++) {
        const k = sides[o][n - from]
        if (k < 0 || present[k] !== 1) continue
        places[count].x = offsets[o].way.x
        places[count].y = offsets[o].way.y
        who[count++] = k
      }
      const around = count === places.length ? places : places.slice(0, count)
      const gradient = (axis: 'x' | 'y', moment: Float32Array) => {
        for (let k = 0; k < count; k++) {
          around[k].value = displaced(axis, moment, who[k]) - around[k][axis] - table[axis][n]
        }
        return planeThrough(around)
      }
      const [u, v] = [gradient('x', fit.dx), gradient('y', fit.dy)]
      out.exx[n] = u.alongX
      out.eyy[n] = v.alongY
      out.exy[n] = (u.alongY + v.alongX) / 2
      out.rotation[n] = (v.alongX - u.alongY) / 2
    }
  })
  return out
}
