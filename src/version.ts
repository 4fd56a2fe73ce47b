import { version as packageVersion } from '../package.json'

/** Lacuna's own version, written into every file it makes. */
export const version: string = packageVersion
