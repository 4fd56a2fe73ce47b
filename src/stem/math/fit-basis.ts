import type { Basis } from './vector'
import type { Vector } from './vector'

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
  let ii = 0
  let ij = 0
  let jj = 0
  let ix = 0
  let jx = 0
  let iy = 0
  let jy = 0
  for (const { i, j, x, y, weight } of places) {
    ii += weight * i * i
    ij += weight * i * j
    jj += weight * j * j
    ix += weight * i * x
    jx += weight * j * x
    iy += weight * i * y
    jy += weight * j * y
  }
  const determinant = ii * jj - ij * ij
  if (!(determinant > 1e-9 * ii * jj)) return null
  const solved = (i: number, j: number) => ({
    a: (jj * i - ij * j) / determinant,
    b: (ii * j - ij * i) / determinant,
  })
  const x = solved(ix, jx)
  const y = solved(iy, jy)
  return {
    basis: { a: { x: x.a, y: y.a }, b: { x: x.b, y: y.b } },
    variance: [jj / determinant, ii / determinant],
  }
}
