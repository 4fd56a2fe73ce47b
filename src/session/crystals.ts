import {
  parseProjection,
  projectionLabel,
  projectionNamed,
  PROJECTIONS,
  readProjection,
} from '../stem/crystal/projection'

/** Crystals that come with Lacuna, as `SrTiO3 [001]`. */
export function crystalNames(): string[] {
  return Object.values(PROJECTIONS).map(projectionLabel)
}

/** The same, as `srtio3-001`. */
export function crystalKeys(): string[] {
  return Object.keys(PROJECTIONS)
}

export function isCrystalName(name: string): boolean {
  return projectionNamed(name) !== undefined
}

/** What a crystal is called that was given by name or as JSON; throws an InputError where it is neither. */
export function crystalLabel(crystal: string): string {
  return projectionLabel(readProjection(crystal))
}

/** The text of a crystal's JSON file called `source`; throws an InputError that says what is wrong with it. */
export function crystalFile(text: string, source: string): string {
  parseProjection(text, source)
  return text
}
