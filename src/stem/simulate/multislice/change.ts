import type { Atom, Specimen } from '../../../physics'
import type { Projection } from '../../crystal/projection'
import type { Vector } from '../../math/vector'
import { elementsOf } from '../defects'
import { isDisplacement } from '../options'
import type { TrueDefect } from '../truth'

/** Atoms so near to the axis of a column are its own, Å: what a projection joins is 0.3 Å apart at most. */
const NEAR = 0.35

/** A defect of the column in the middle of a box: what becomes of the atoms, and how deep those lie that are changed. */
export function changed(
  specimen: Specimen,
  defect: TrueDefect,
  { crystal, depth, displacement }: { crystal: Projection; depth: number; displacement: Vector },
): { specimen: Specimen; depths: number[] } {
  const { width, height, atoms } = specimen
  const column = atoms.filter(({ x, y }) => Math.hypot(x - width / 2, y - height / 2) < NEAR)
  const { from, to } = elementsOf(defect.sublattice, defect.kind, crystal)
  const isMoved = isDisplacement(defect.kind)
  const own = column.filter(({ element }) => isMoved || element === from)
  const nearest = own.sort((one, other) => Math.abs(one.z - depth) - Math.abs(other.z - depth))
  const some = new Set(isMoved ? nearest : nearest.slice(0, defect.atoms))
  const become = (atom: Atom): Atom[] => {
    if (!some.has(atom)) return [atom]
    if (isMoved) return [{ ...atom, x: atom.x + displacement.x, y: atom.y + displacement.y }]
    return to === null ? [] : [{ ...atom, element: to }]
  }
  const depths = [...some].map(({ z }) => Math.round(100 * z) / 100).sort((one, other) => one - other)
  return { specimen: { ...specimen, atoms: atoms.flatMap(become) }, depths: isMoved ? [] : depths }
}
