// npm run -s measure:columns -- [--data DIR] [--seeds N] [--rows NAME,NAME …] [--vae]: how well kriging, its linear blind-spot twin and
// a blind-spot VAE tell changed columns from others, on real and simulated micrographs. See test/support/measure-columns.ts.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { withModules } from './lib/modules.mjs'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    seeds: { type: 'string', default: '3' },
    rows: { type: 'string', default: '' },
    vae: { type: 'boolean', default: false },
  },
})
const data = resolve(process.env.INIT_CWD ?? process.cwd(), values.data ?? '../shared/data')
const seeds = Array.from({ length: Number(values.seeds) }, (_, n) => n + 1)
const only = values.rows.split(',').filter(Boolean)
await withModules(async (load) => {
  const { measureColumns } = /** @type {typeof import('../test/support/measure-columns')} */ (
    await load('/test/support/measure-columns.ts')
  )
  const { openNodeDevice } = /** @type {typeof import('../src/kernels/node')} */ (await load('/src/kernels/node.ts'))
  const engine = values.vae ? await openNodeDevice() : null
  await measureColumns({ data, seeds, only, engine, print: (line) => console.log(line) })
})
process.exit(0)
