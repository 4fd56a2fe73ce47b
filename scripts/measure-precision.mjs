// npm run -s measure:precision -- [--micrographs N] [--seed N]: how well the joint fit knows places and intensities of simulated
// columns, beside Cramér and Rao's bound, at several doses. See test/support/precision.ts.
import { parseArgs } from 'node:util'
import { ensureInstalled } from './lib/install.mjs'
import { root } from './lib/shell.mjs'

const { values } = parseArgs({
  options: { micrographs: { type: 'string', default: '6' }, seed: { type: 'string', default: '1' } },
})
ensureInstalled()
process.chdir(root)
const { withModules } = await import('./lib/modules.mjs')
await withModules(async (load) => {
  const { precision } = /** @type {typeof import('../test/support/precision')} */ (
    await load('/test/support/precision.ts')
  )
  console.log('| electrons | columns | place, pm | bound | mean | intensity, % | bound | mean |')
  console.log('|---|--:|--:|--:|--:|--:|--:|--:|')
  for (const dose of [10, 40, 160, 640]) {
    const all = await precision({ micrographs: Number(values.micrographs), dose, seed: Number(values.seed) })
    for (const one of all) {
      const place = [one.place, one.leastPlace, one.placeBias].map((value) => value.toFixed(2))
      const intensity = [one.intensity, one.leastIntensity, one.intensityBias].map((value) => value.toFixed(2))
      console.log(`| ${[`${dose}, ${one.name}`, one.columns, ...place, ...intensity].join(' | ')} |`)
    }
  }
})
