/** Lacuna's own version, written into every file it makes. */
export { version } from '../package.json'
