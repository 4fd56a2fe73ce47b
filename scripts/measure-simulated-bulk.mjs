// npm run -s measure:simulated-bulk -- [--data DIR] [--drawings 2] [--epochs 60] [--cells 20] [--phonons 8] [--seed 1]: what a model that learned bulk
// simulated by multislice finds in a real micrograph, beside one that learned that micrograph. See test/support/measure-simulated-bulk.ts.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureAdapter } from './lib/adapter.mjs'
import { withModules } from './lib/modules.mjs'

/** @param {string} text */
const option = (text) => ({ type: /** @type {const} */ ('string'), default: text })
const { values } = parseArgs({
  options: {
    data: option('../shared/data'),
    drawings: option('2'),
    epochs: option('60'),
    cells: option('20'),
    phonons: option('8'),
    seed: option('1'),
  },
})
const data = resolve(process.env.INIT_CWD ?? process.cwd(), values.data)
const [drawings, epochs, cells, phonons, seed] = [
  values.drawings,
  values.epochs,
  values.cells,
  values.phonons,
  values.seed,
].map(Number)
ensureAdapter()
await withModules(async (load) => {
  const { measureSimulatedBulk } = /** @type {typeof import('../test/support/measure-simulated-bulk')} */ (
    await load('/test/support/measure-simulated-bulk.ts')
  )
  const options = { data, drawings, epochs, cells, phonons, seed }
  await measureSimulatedBulk({ ...options, print: (line) => console.log(line) })
})
process.exit(0)
