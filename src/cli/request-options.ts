import { InputError } from '../errors'
import { crystalFile, crystalKeys, isCrystalName } from '../session/crystals'
import type { DetectRequest } from '../session/request'
import { readRequest } from '../session/request'
import { readBytes } from './input'

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
    help: 'name the columns and recalibrate by this crystal:\nsrtio3-001, or a JSON file',
  },
  contrast: {
    type: 'string',
    value: 'KIND',
    help: 'columns are bright (dark field) or dark (bright field, ABF);\nauto (default) looks which',
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
  const request = Object.fromEntries(texts)
  const crystal = 'crystal' in request ? { crystal: await readCrystal(request.crystal) } : {}
  return readRequest({ ...request, ...crystal }, (name) => `--${name}`)
}

/** A crystal of Lacuna's own by its name, or the text of one from a JSON file. */
export async function readCrystal(name: string): Promise<string> {
  if (name.endsWith('.json')) return crystalFile(new TextDecoder().decode(await readBytes(name)), name)
  if (isCrystalName(name)) return name
  throw new InputError('crystal', '', `--crystal ${name}: there are ${crystalKeys().join(', ')}, or give a .json file`)
}
