import { inverse, Matrix } from 'ml-matrix'
import type { Basis, Vector } from './geometry'

/** A place that is a whole number of lattice vectors from the origin, and how much it counts. */
export interface IndexedPlace extends Vector {
  i: number
  j: number
  weight: number
}

/**
 * The vectors that bring i · a + j · b nearest to the places, by least squares, and the variance of a component of each where
 * those of the places have a variance of 1; null where the indices lie on one line.
 */
export function fitBasis(places: readonly IndexedPlace[]): { basis: Basis; variance: [number, number] } | null {
  let [ii, ij, jj, ix, jx, iy, jy] = [0, 0, 0, 0, 0, 0, 0]
  for (const { i, j, x, y, weight } of places) {
    ii += weight * i * i
    ij += weight * i * j
    jj += weight * j * j
    ix += weight * i * x
    jx += weight * j * x
    iy += weight * i * y
    jy += weight * j * y
  }
  if (!(ii * jj - ij * ij > 1e-9 * ii * jj)) return null
  const covariance = inverse(
    new Matrix([
      [ii, ij],
      [ij, jj],
    ]),
  )
  const [a, b] = covariance
    .mmul(
      new Matrix([
        [ix, iy],
        [jx, jy],
      ]),
    )
    .to2DArray()
  return {
    basis: { a: { x: a[0], y: a[1] }, b: { x: b[0], y: b[1] } },
    variance: [covariance.get(0, 0), covariance.get(1, 1)],
  }
}
