import { InputError } from '../errors'
import { crystalFromFile, crystalKeys, crystalLabel, isCrystalName } from '../session/crystals'
import type { DetectRequest } from '../session/request'
import { readRequest } from '../session/request'
import { usageError } from './arguments'
import { didYouMean } from './closest'
import { readText } from './input'

/** What `--crystal` may be, in lines that `--help` has room for. */
export const CRYSTALS = `${crystalKeys().slice(0, 4).join(', ')},\n${crystalKeys().slice(4).join(', ')},\nor a file: CIF or JSON`

/** Bytes of a crystal's file: a CIF of the longest list of operators has some ten thousand. */
export const LONGEST_CRYSTAL = 16 * 2 ** 20

/** Goes with `--crystal`. */
export const ZONE_OPTION = {
  type: 'string',
  value: 'U,V,W',
  help: 'direction along the beam, for a CIF (default: 0,0,1)',
} as const

/** The options of a request as `--help` has them; commands take those that they honour, and may say more of them. */
export const REQUEST_OPTIONS = {
  preset: { type: 'string', value: 'NAME', help: 'train with fast (default) or paper' },
  epochs: { type: 'string', value: 'N', help: 'train for N epochs (default: the preset’s own number)' },
  seed: { type: 'string', value: 'N', help: 'draw crops, weights, order and noise from it (default: 1)' },
  region: { type: 'string', value: 'X,Y,W,H', help: 'learn from this part of the micrograph alone, px' },
  rate: {
    type: 'string',
    value: 'P',
    help: 'false discovery rate: the share of detections that may be\nfalse (default: 0.01)',
  },
  crystal: {
    type: 'string',
    value: 'NAME',
    help: `name the columns and recalibrate by this crystal:\n${CRYSTALS}`,
  },
  contrast: {
    type: 'string',
    value: 'KIND',
    help: 'columns are bright (dark field) or dark (bright field, ABF);\nauto (default) looks which',
  },
  thickness: {
    type: 'string',
    value: 'CELLS',
    help: 'of the specimen, in cells of the crystal: say what would have\nbeen found in atoms, too (takes --crystal)',
  },
} as const satisfies { [K in keyof DetectRequest]: { type: 'string'; value: string; help: string } }

/** The request that options make up; a crystal's file is read. Throws an InputError that names the option. */
export async function requestOf(
  values: Readonly<Record<string, string | boolean | undefined>>,
): Promise<DetectRequest> {
  const texts = Object.keys(REQUEST_OPTIONS).flatMap((name) => {
    const value = values[name]
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  const request: Partial<Record<string, string>> = Object.fromEntries(texts)
  const crystal = await crystalOption(request.crystal, values.zone)
  return readRequest({ ...request, ...(crystal !== null && { crystal }) }, (name) => `--${name}`)
}

/** What `--crystal` and `--zone` name; null without either. */
export async function crystalOption(name?: string, zone?: string | boolean): Promise<string | null> {
  if (name !== undefined) return readCrystal(name, zone)
  if (zone !== undefined) throw usageError('--zone is for a CIF: name it with --crystal, or leave --zone out')
  return null
}

/** A crystal of Lacuna's own by its name, or that of a file, a CIF's along a zone axis. */
export async function readCrystal(name: string, zone?: string | boolean): Promise<string> {
  if (/\.(json|cif)$/i.test(name)) {
    const text = await readText(name, LONGEST_CRYSTAL)
    return crystalFromFile(text, { source: name, zone: typeof zone === 'string' ? zone : null })
  }
  if (!isCrystalName(name)) {
    const known = crystalKeys().join(', ')
    const meant = didYouMean(name, crystalKeys())
    throw new InputError('crystal', '', `--crystal ${name}: there are ${known}, or give a .cif or .json file${meant}`)
  }
  if (zone !== undefined)
    throw new InputError('bad-zone', '', `--zone is for a CIF; ${crystalLabel(name)} has one already`)
  return name
}
