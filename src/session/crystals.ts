import { projectionLabel, PROJECTIONS, readProjection } from '../stem/crystal/projection'

/** Crystals that come with Lacuna, as `SrTiO3 [001]`. */
export function crystalNames(): string[] {
  return Object.values(PROJECTIONS).map(projectionLabel)
}

/** What a crystal is called that was given by name or as JSON; throws an InputError where it is neither. */
export function crystalLabel(crystal: string): string {
  return projectionLabel(readProjection(crystal))
}
