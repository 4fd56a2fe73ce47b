// npm run -s measure:multislice -- [--sides 512,1024] [--places 8] [--python PYTHON] [--limit 4096] [--configurations 16]: the multislice
// simulation beside abTEM, which that Python has (pip install abtem==1.0.11): what reaches the detector from four places, the time of a scan,
// and the mean over atoms in motion. With --scan 64 [--interpolations 1,2] [--cells 5] [--deep 20] a scan of the whole box instead, by PRISM and
// by multislice, on the first side. See test/support/measure-multislice.ts and measure-prism.ts.
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
    scan: { type: 'string', default: '0' },
    interpolations: { type: 'string', default: '1,2' },
    cells: { type: 'string', default: '5' },
    deep: { type: 'string', default: '20' },
  },
})
const numbers = (/** @type {string} */ text) => text.split(',').map(Number)
ensureAdapter()
await withModules(async (load) => {
  const { measureMultislice } = /** @type {typeof import('../test/support/measure-multislice')} */ (
    await load('/test/support/measure-multislice.ts')
  )
  const { openNodeDevice } = /** @type {typeof import('../src/kernels/node')} */ (await load('/src/kernels/node.ts'))
  const engine = await openNodeDevice()
  const print = (/** @type {string} */ line) => console.log(line)
  const python = values.python ?? null
  if (Number(values.scan) > 0) {
    const { measurePrism } = /** @type {typeof import('../test/support/measure-prism')} */ (
      await load('/test/support/measure-prism.ts')
    )
    await measurePrism(engine, {
      side: numbers(values.sides)[0],
      across: Number(values.cells),
      deep: Number(values.deep),
      places: Number(values.scan),
      interpolations: numbers(values.interpolations),
      sparse: 4,
      python,
      print,
    })
    return
  }
  await measureMultislice(engine, {
    sides: numbers(values.sides),
    places: Number(values.places),
    limit: Number(values.limit),
    configurations: Number(values.configurations),
    python,
    print,
  })
})
process.exit(0)
