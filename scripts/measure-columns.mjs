// npm run -s measure:columns -- [--data DIR] [--seeds N] [--rows NAME,NAME …] [--vae]: how well kriging, its linear blind-spot twin and
// a blind-spot VAE tell changed columns from others, on real and simulated micrographs, and of simulated ones how well anything could that does not see the column itself. See test/support/measure-columns.ts. With --heat
// [--epochs N]: how well heat maps do, that of what is expected of every column and that of the VAE's own picture; see
// test/support/measure-heat.ts.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { withModules } from './lib/modules.mjs'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    seeds: { type: 'string', default: '3' },
    rows: { type: 'string', default: '' },
    vae: { type: 'boolean', default: false },
    heat: { type: 'boolean', default: false },
    epochs: { type: 'string', default: '60' },
  },
})
const data = resolve(process.env.INIT_CWD ?? process.cwd(), values.data ?? '../shared/data')
const seeds = Array.from({ length: Number(values.seeds) }, (_, n) => n + 1)
const only = values.rows.split(',').filter(Boolean)
/** @param {string} line */
const print = (line) => console.log(line)
await withModules(async (load) => {
  const { openNodeDevice } = /** @type {typeof import('../src/kernels/node')} */ (await load('/src/kernels/node.ts'))
  const engine = values.vae || values.heat ? await openNodeDevice() : null
  if (values.heat && engine) {
    const { measureHeat } = /** @type {typeof import('../test/support/measure-heat')} */ (
      await load('/test/support/measure-heat.ts')
    )
    await measureHeat({ data, seeds, only, epochs: Number(values.epochs), engine, print })
    return
  }
  const { measureColumns } = /** @type {typeof import('../test/support/measure-columns')} */ (
    await load('/test/support/measure-columns.ts')
  )
  await measureColumns({ data, seeds, only, engine, print })
})
process.exit(0)
