import { InputError } from '../errors'
import { GALLERY, projectionNamed, readProjection, USUAL_CRYSTAL } from '../stem/crystal/gallery'
import { parseProjection, projectionLabel } from '../stem/crystal/projection'

/** Crystals that come with Lacuna, as `SrTiO3 [001]`. */
export function crystalNames(): string[] {
  return Object.values(GALLERY).map(projectionLabel)
}

/** The same, as `srtio3-001`. */
export function crystalKeys(): string[] {
  return Object.keys(GALLERY)
}

export function isCrystalName(name: string): boolean {
  return projectionNamed(name) !== undefined
}

/** What a crystal is called that was given by name or as JSON; throws an InputError where it is neither. */
export function crystalLabel(crystal: string): string {
  return projectionLabel(readProjection(crystal))
}

/** Whether this is what is simulated where no crystal is named: the one that the model beside the page has learned. */
export function isUsualSample(crystal: string | null): boolean {
  return crystal === null || readProjection(crystal) === USUAL_CRYSTAL
}

/** Whether a text is a CIF rather than a crystal's name or JSON. */
export function isCif(text: string): boolean {
  return /^[ \t]*data_/im.test(text)
}

/** Zone axis of a CIF where none is named. */
export const USUAL_ZONE = '0,0,1'

/**
 * A crystal as `crystal` of a request takes it, from the text of a file: of its JSON, or of a CIF, whose atoms are projected along
 * `zone` (`0,0,1` where none is named). Rejects with an InputError that says what is wrong with it.
 */
export async function crystalFromFile(
  text: string,
  { source = '', zone = null }: { source?: string; zone?: string | null } = {},
): Promise<string> {
  if (/^\s*[{[]/.test(text)) {
    parseProjection(text, source)
    if (zone === null) return text
    throw new InputError('bad-zone', source, 'a zone axis is for a CIF; this crystal has one already')
  }
  // Only those who have a CIF load what reads it.
  const { readCif } = await import('../stem/cif/crystal')
  return JSON.stringify(await readCif(text, source, zone ?? USUAL_ZONE))
}
