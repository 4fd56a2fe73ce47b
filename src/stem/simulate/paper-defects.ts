import { DEFECT_SETS } from '../paper/image-sets'
import type { DefectRequest } from './options'

/** `count` defects of each of the paper's six kinds, in SrTiO3 [001]. */
export function paperDefects(count: number): DefectRequest[] {
  return DEFECT_SETS.map((set) => {
    const [sublattice, kind] = set.split('-') as [string, DefectRequest['kind']]
    return { sublattice, kind, count }
  })
}
