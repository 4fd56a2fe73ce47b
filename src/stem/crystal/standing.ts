import { GALLERY, USUAL_CRYSTAL } from './gallery'
import type { Projection } from './projection'

/** A place in the frame of a projection, Å: x along its first lattice vector, y down, z along the beam. */
export interface Place {
  x: number
  y: number
  z: number
}

export interface StandingAtom extends Place {
  element: string
  /** Part of the place that this element has. */
  part: number
}

/** A crystal along a zone axis with its atoms where they stand along the beam, which a projection leaves out. */
export interface Standing {
  projection: Projection
  /** Lattice vectors, the last one along the beam, and the atoms of one such cell; the projection's corner is at x = y = 0. */
  vectors: readonly [Place, Place, Place]
  atoms: readonly StandingAtom[]
  /** Along the beam, of what the projection counts as one cell, Å. */
  step: number
}

/** Of the crystal that is simulated where none is named: SrTiO3 [001]. */
export function usualStanding(): Standing {
  const { a } = USUAL_CRYSTAL.cell
  const atom = (element: string, x: number, y: number, z: number) => ({
    element,
    x: x * a,
    y: y * a,
    z: z * a,
    part: 1,
  })
  return {
    projection: USUAL_CRYSTAL,
    vectors: [
      { x: a, y: 0, z: 0 },
      { x: 0, y: a, z: 0 },
      { x: 0, y: 0, z: a },
    ],
    atoms: [
      atom('Sr', 0, 0, 0),
      atom('Ti', 0.5, 0.5, 0.5),
      atom('O', 0.5, 0.5, 0),
      atom('O', 0.5, 0, 0.5),
      atom('O', 0, 0.5, 0.5),
    ],
    step: a,
  }
}

/** One of Lacuna's own crystals; what says how deep the atoms of any but SrTiO3 lie is loaded with the first. */
export async function ownStanding(projection: Projection): Promise<Standing> {
  if (projection === USUAL_CRYSTAL) return usualStanding()
  const { default: known } = await import('./gallery/standing.json')
  const [key] = Object.entries(GALLERY).find(([, own]) => own === projection)!
  const { cells, vectors, atoms } = known[key as keyof typeof known] as Listed
  const place = ([x, y, z]: readonly number[]): Place => ({ x, y, z })
  const [first, second, beam] = vectors.map(place)
  return {
    projection,
    vectors: [first, second, beam],
    atoms: atoms.map(([element, ...at]) => ({ element, part: 1, ...place(at) })),
    step: beam.z / cells,
  }
}

/** As the file has it, Å: vectors and atoms as x, y and z, and how many of the projection's cells the last vector is long. */
interface Listed {
  cells: number
  vectors: number[][]
  atoms: [element: string, x: number, y: number, z: number][]
}
