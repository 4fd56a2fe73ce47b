// npm run -s measure:fdr -- [--micrographs N] [--seed N]: how many of the detections in simulated micrographs of eight crystals are
// false where 1 % and 5 % were asked for, and how many of their defects are found. Without a model. See test/support/false-discoveries.ts.
import { parseArgs } from 'node:util'
import { withModules } from './lib/modules.mjs'

const { values } = parseArgs({
  options: { micrographs: { type: 'string', default: '96' }, seed: { type: 'string', default: '1001' } },
})
await withModules(async (load) => {
  const { falseDiscoveries, RATES, together } = /** @type {typeof import('../test/support/false-discoveries')} */ (
    await load('/test/support/false-discoveries.ts')
  )
  /** @type {import('../test/support/false-discoveries').Discovered[]} */
  const all = []
  for await (const one of falseDiscoveries(Number(values.micrographs), Number(values.seed))) {
    all.push(one)
    const figures = one.tallies?.map((tally) => `${tally.found} of ${tally.defects}, ${tally.false} false`)
    console.log(`${one.crystal}, ${100 * one.share} %, ${one.surroundings}: ${figures?.join('; ') ?? 'no lattice'}`)
  }
  /** @param {string} name @param {typeof all} some */
  const print = (name, some) => {
    const cells = RATES.map((rate, k) => {
      const tally = together(some.flatMap(({ tallies }) => (tallies ? [tallies[k]] : [])))
      const detections = tally.found + tally.false
      const error = 196 * Math.sqrt((rate * (1 - rate)) / Math.max(detections, 1))
      const part = ((100 * tally.false) / Math.max(detections, 1)).toFixed(2)
      const power = ((100 * tally.found) / Math.max(tally.defects, 1)).toFixed(1)
      return `${tally.false} of ${detections} (${part} %; ${100 * rate} ± ${error.toFixed(1)} asked) | ${power} %`
    })
    console.log(`| ${[name, some.length, ...cells].join(' | ')} |`)
  }
  console.log('| | micrographs | false at 1 % | found | false at 5 % | found |\n|---|--:|--:|--:|--:|--:|')
  print('all', all)
  for (const key of /** @type {const} */ (['surroundings', 'share', 'crystal'])) {
    for (const value of new Set(all.map((one) => one[key])))
      print(
        typeof value === 'number' ? `${100 * value} % defects` : value,
        all.filter((one) => one[key] === value),
      )
  }
})
