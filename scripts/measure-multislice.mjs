// npm run -s measure:multislice -- [--sides 512,1024] [--places 8] [--python PYTHON] [--limit 4096] [--configurations 16]: the multislice simulation beside abTEM, which that Python
// has (pip install abtem==1.0.11): what reaches the detector from four places, the time of a scan, and
// the mean over atoms in motion. See test/support/measure-multislice.ts.
import { parseArgs } from 'node:util'
import { ensureAdapter } from './lib/adapter.mjs'
import { withModules } from './lib/modules.mjs'

const { values } = parseArgs({
  options: {
    sides: { type: 'string', default: '512,1024' },
    places: { type: 'string', default: '8' },
    python: { type: 'string' },
    limit: { type: 'string', default: '0' },
    configurations: { type: 'string', default: '0' },
  },
})
ensureAdapter()
await withModules(async (load) => {
  const { measureMultislice } = /** @type {typeof import('../test/support/measure-multislice')} */ (
    await load('/test/support/measure-multislice.ts')
  )
  const { openNodeDevice } = /** @type {typeof import('../src/kernels/node')} */ (await load('/src/kernels/node.ts'))
  await measureMultislice(await openNodeDevice(), {
    sides: values.sides.split(',').map(Number),
    places: Number(values.places),
    limit: Number(values.limit),
    configurations: Number(values.configurations),
    python: values.python ?? null,
    print: (line) => console.log(line),
  })
})
process.exit(0)
