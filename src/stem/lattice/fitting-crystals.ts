import type { Micrograph } from '../../io/micrograph'
import { GALLERY } from '../crystal/gallery'
import type { Projection } from '../crystal/projection'
import { visibleColumns } from '../crystal/projection'
import type { Lattice } from './lattice'
import { type CrystalMatch, matchCrystal } from './match-crystal'

/** A crystal that a lattice fits as it is, by the micrograph's own pixel size. */
export interface FittingCrystal {
  crystal: Projection
  /** By which part the pixel size is too large for it. */
  scale: number
  /** Scale, ratio of the edges and places of the columns together, in standard deviations: what is left to doubt. */
  misfit: number
}

/** How far a good scan is off: calibrations and aspects by some 1.5 %, columns of a polar cell by some 0.05 Å. */
const SCALE_DEVIATION = 0.015
const RATIO_DEVIATION = 0.015
const PLACE_DEVIATION = 0.05
/** What is further off, in standard deviations, is another crystal. */
const MOST_MISFIT = 3
/** Squares that differ by less than this do not tell two crystals apart: two standard deviations. */
const SAME_FIT = 4
/** Of more crystals none is worth a word. */
const MOST_NAMES = 2

/**
 * Crystals of the gallery whose cell and columns the lattice has, the best first: one, two that cannot be told apart, or none where
 * none fits or too many do. Brightness is not asked beyond its order: it depends on thickness and detector. The angle is left
 * to the match, since drift shears every scan.
 */
export function fittingCrystals(lattice: Lattice, filePixel: Micrograph['pixelSize']): FittingCrystal[] {
  if (!filePixel) return []
  const fitting = Object.values(GALLERY)
    .flatMap((crystal) => {
      const match = matchCrystal(lattice, crystal, filePixel)
      return match && hasAllColumns(lattice, crystal, match) ? [{ crystal, ...misfitOf(match) }] : []
    })
    .filter(({ misfit }) => misfit <= MOST_MISFIT)
    .sort((a, b) => a.misfit - b.misfit)
  const alike = fitting.filter(({ misfit }) => misfit ** 2 - fitting[0].misfit ** 2 < SAME_FIT)
  return alike.length <= MOST_NAMES ? alike : []
}

/** Whether every column that should be seen is, and no other. */
function hasAllColumns(lattice: Lattice, crystal: Projection, { names, cells }: CrystalMatch): boolean {
  return names !== null && cells * lattice.sublattices.length === visibleColumns(crystal).length
}

function misfitOf({ fileError, fit }: CrystalMatch): { scale: number; misfit: number } {
  const scale = fileError ?? 0
  const parts = [scale / SCALE_DEVIATION, fit.ratio / RATIO_DEVIATION, (fit.places ?? 0) / PLACE_DEVIATION]
  return { scale, misfit: Math.hypot(...parts) }
}
