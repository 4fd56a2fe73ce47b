// npm run -s measure:micrographs -- [--data DIR] [--drawings N] [--epochs N]: what detection finds in the real micrographs of
// DIR, as they are and with smooth defects rendered into 3 % of their columns. --epochs 0 leaves the model out: minutes
// instead of an hour. See test/support/measure-micrographs.ts.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { withModules } from './lib/modules.mjs'

const { values } = parseArgs({
  options: { data: { type: 'string' }, drawings: { type: 'string' }, epochs: { type: 'string' } },
})
/** @param {'drawings' | 'epochs'} name @param {number} usual @param {number} least */
function count(name, usual, least) {
  const value = Number(values[name] ?? usual)
  if (Number.isInteger(value) && value >= least) return value
  process.stderr.write(`--${name} takes a whole number from ${least} on\n`)
  process.exit(2)
}

const data = resolve(process.env.INIT_CWD ?? process.cwd(), values.data ?? '../shared/data')
const [drawings, epochs] = [count('drawings', 3, 1), count('epochs', 60, 0)]
await withModules(async (load) => {
  const { measureMicrographs } = /** @type {typeof import('../test/support/measure-micrographs')} */ (
    await load('/test/support/measure-micrographs.ts')
  )
  await measureMicrographs({ data, drawings, epochs, print: (line) => console.log(line) })
})
