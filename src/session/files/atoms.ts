import { principalElement, scattering } from '../../stem/crystal/elements'
import { quantile } from '../../stem/math/quantile'
import { COVERED } from '../../stem/micrograph/detectable'
import type { JudgedMicrograph } from '../../stem/micrograph/judge-micrograph'
import type { Circumstances } from './circumstances'

/** How many atoms of a column would have had to be missing. */
export interface DetectableAtoms {
  sublattice: string
  /** The element that scatters most of what a column does, and its atoms in a column. */
  element: string
  of: number
  /** In the part `COVERED` of the sublattice's judged columns, so many missing ones would have been found; null where not even all of them. */
  missing: number | null
}

/**
 * The least deficit that would have been found, in atoms of a specimen of this thickness: each of a column's atoms takes the same part of
 * what its element scatters. By multislice an atom takes more near the entry face and less near the other, and one alone less than one of
 * many (docs/measurements.md, “Atoms of a column”).
 */
export function detectableAtoms(
  { lattice, result }: JudgedMicrograph,
  { crystal, request: { thickness } }: Pick<Circumstances, 'crystal' | 'request'>,
): DetectableAtoms[] | null {
  if (!crystal || thickness === undefined) return null
  const { columns, judged, detectable } = result
  return lattice.sublattices.flatMap(({ name }, sublattice) => {
    const atoms = crystal.columns.find((column) => column.name === name)?.atoms
    const own = detectable.deficit.filter((_, n) => columns.sublattice[n] === sublattice && judged[n])
    if (!atoms || own.length === 0) return []
    const element = principalElement(atoms)
    const of = Math.round(thickness * atoms[element]!)
    const share = scattering({ [element]: atoms[element] }) / scattering(atoms)
    // A float32 that ought to be a whole number of atoms is one.
    const least = Math.max(1, Math.ceil((quantile(own.sort(), COVERED) / share) * of - 1e-4))
    return { sublattice: name, element, of, missing: least > of ? null : least }
  })
}

/** As `5 of the 20 atoms of Sr in a column`. */
export function atomsSentence(atoms: readonly DetectableAtoms[]): string {
  const each = atoms.map(({ element, of, missing }) =>
    missing === null ? `not even all ${of} of ${element}` : `${missing} of ${of} atoms of ${element}`,
  )
  return `That is, missing of a column: ${each.join('; ')}.`
}
