// npm run -s measure:depth -- [--seeds 1] [--phonons 0]: how many atoms of a column have to be missing or exchanged, and how deep, for a search to find it,
// in micrographs simulated by multislice. See test/support/measure-depth.ts.
import { parseArgs } from 'node:util'
import { ensureAdapter } from './lib/adapter.mjs'
import { withModules } from './lib/modules.mjs'

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1' }, phonons: { type: 'string', default: '0' } },
})
ensureAdapter()
await withModules(async (load) => {
  const { measureDepth } = /** @type {typeof import('../test/support/measure-depth')} */ (
    await load('/test/support/measure-depth.ts')
  )
  const { openNodeDevice } = /** @type {typeof import('../src/kernels/node')} */ (await load('/src/kernels/node.ts'))
  const options = { seeds: Number(values.seeds), phonons: Number(values.phonons) }
  await measureDepth(await openNodeDevice(), { ...options, print: (line) => console.log(line) })
})
process.exit(0)
