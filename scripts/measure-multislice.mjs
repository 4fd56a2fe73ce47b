// npm run -s measure:multislice -- [--sides 512,1024] [--places 8] [--python PYTHON]: the multislice simulation beside abTEM, which that Python
// has (pip install abtem==1.0.11): what reaches the detector from four places, and the time of a scan. See test/support/measure-multislice.ts.
import { parseArgs } from 'node:util'
import { ensureAdapter } from './lib/adapter.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { root } from './lib/shell.mjs'

const { values } = parseArgs({
  options: {
    sides: { type: 'string', default: '512,1024' },
    places: { type: 'string', default: '8' },
    python: { type: 'string' },
  },
})
ensureInstalled()
ensureAdapter()
process.chdir(root)
const { withModules } = await import('./lib/modules.mjs')
await withModules(async (load) => {
  const { measureMultislice } = /** @type {typeof import('../test/support/measure-multislice')} */ (
    await load('/test/support/measure-multislice.ts')
  )
  const { openNodeDevice } = /** @type {typeof import('../src/kernels/node')} */ (await load('/src/kernels/node.ts'))
  await measureMultislice(await openNodeDevice(), {
    sides: values.sides.split(',').map(Number),
    places: Number(values.places),
    python: values.python ?? null,
    print: (line) => console.log(line),
  })
})
process.exit(0)
