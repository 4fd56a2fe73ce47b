import { InputError } from '../../errors'
import { plainText } from '../../io/plain-text'
import au from './gallery/au-110.json'
import batio3 from './gallery/batio3-100.json'
import cdte from './gallery/cdte-110.json'
import gaas from './gallery/gaas-110.json'
import graphene from './gallery/graphene-001.json'
import lamno3 from './gallery/lamno3-110.json'
import mos2 from './gallery/mos2-001.json'
import pbtio3 from './gallery/pbtio3-100.json'
import si from './gallery/si-110.json'
import srtio3 from './gallery/srtio3-001.json'
import type { Projection } from './projection'
import { parseProjection, projectionLabel } from './projection'

/** Crystals that come with Lacuna, by the name that the command takes. */
export const GALLERY: Readonly<Record<string, Projection>> = {
  'srtio3-001': srtio3,
  'batio3-100': batio3,
  'pbtio3-100': pbtio3,
  'lamno3-110': lamno3,
  'si-110': si,
  'gaas-110': gaas,
  'cdte-110': cdte,
  'au-110': au,
  'graphene-001': graphene,
  'mos2-001': mos2,
}

/** The crystal that is simulated where none is named. */
export const USUAL_CRYSTAL = GALLERY['srtio3-001']

/** One of Lacuna's own crystals by its name (`srtio3-001`) or label (`SrTiO3 [001]`); undefined where there is none. */
export function projectionNamed(name: string): Projection | undefined {
  const plain = (text: string) => text.replace(/\s/g, '').toLowerCase()
  const found = Object.entries(GALLERY).find(([key, projection]) => {
    return [key, plain(projectionLabel(projection))].includes(plain(name))
  })
  return found?.[1]
}

/** A crystal by name or label, or from the JSON text of one; throws an InputError that names what is wrong in it. */
export function readProjection(text: string): Projection {
  if (text.trimStart().startsWith('{')) return parseProjection(text, 'crystal')
  const projection = projectionNamed(text)
  if (projection) return projection
  const known = Object.keys(GALLERY).join(', ')
  // What is no name may be a whole file.
  const given = plainText(text, 40)
  throw new InputError('crystal', '', `no crystal is called "${given}": there are ${known}, or give one as JSON or CIF`)
}
