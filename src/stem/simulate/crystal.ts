import type { Projection } from '../crystal/projection'
import { projectionLabel, PROJECTIONS } from '../crystal/projection'

/** What the columns of a crystal are made of, seen along the beam. */
export type Element = 'Sr' | 'Ti' | 'O'
export type Sublattice = 'sr' | 'ti' | 'o'

/** Atoms of each element in one column (or, in a crystal's description, in one cell of it). */
export type Atoms = Readonly<Record<Element, number>>

export interface ColumnSite {
  sublattice: Sublattice
  /** Position in the projected cell, in units of its edges. */
  position: readonly [u: number, v: number]
  /** Per unit cell along the beam. */
  atoms: Atoms
}

export interface Crystal {
  name: string
  /** Edge of the projected square cell, Å. */
  latticeConstant: number
  sites: readonly ColumnSite[]
}

/** Atomic number, and mean square thermal displacement along one direction ⟨u²⟩ in Å² at room temperature. */
export const ELEMENTS: Readonly<Record<Element, { z: number; meanSquareDisplacement: number }>> = {
  Sr: { z: 38, meanSquareDisplacement: 0.00787 },
  Ti: { z: 22, meanSquareDisplacement: 0.00557 },
  O: { z: 8, meanSquareDisplacement: 0.009275 },
}

/** SrTiO3 (Pm-3m) along [001]: columns of Sr, of Ti and O in turn, and of O alone. */
export const SRTIO3: Crystal = crystalOf(PROJECTIONS['srtio3-001'])

function crystalOf(projection: Projection): Crystal {
  const sites = projection.columns.map(({ name, position: [u, v], atoms }): ColumnSite => {
    return { sublattice: name as Sublattice, position: [u, v], atoms: { Sr: 0, Ti: 0, O: 0, ...atoms } }
  })
  return { name: projectionLabel(projection), latticeConstant: projection.cell.a, sites }
}
