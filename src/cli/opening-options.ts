import type { Opening } from '../session/opening'
import { readOpening } from '../session/opening'

/** The options that say how a file is opened, as `--help` has them. */
export const OPENING_OPTIONS = {
  image: {
    type: 'string',
    value: 'N|NAME',
    help: 'of several images take the Nth that lacuna info lists, or the\none of this title (default: the dark-field detector’s)',
  },
  frames: {
    type: 'string',
    value: 'LIST',
    help: 'of a series take all, N or A-B; several are summed after rigid\nalignment (default: all of a scan, the first of another series)',
  },
  'pixel-size': { type: 'string', value: 'X[,Y]', help: 'Å per pixel, in place of what the file says' },
} as const

/** The opening that options make up. Throws an InputError that names the option. */
export function openingOptions(values: { readonly [K in keyof typeof OPENING_OPTIONS]?: string }): Opening {
  return readOpening(values, (name) => `--${name}`)
}
