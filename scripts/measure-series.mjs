// npm run -s measure:series -- [--series N] [--seed N] [--frames N] [--dose N]: how many of the events in simulated series are false where 1 %
// was asked for, in series without any and beside true ones, and how many of the true ones are found, by kind; how well the drift is known.
// Without a model. See test/support/measure-series.ts.
import { parseArgs } from 'node:util'
import { withModules } from './lib/modules.mjs'

const { values } = parseArgs({
  options: {
    series: { type: 'string', default: '40' },
    seed: { type: 'string', default: '2001' },
    frames: { type: 'string', default: '12' },
    dose: { type: 'string', default: '' },
  },
})
await withModules(async (load) => {
  const { measureSeries, summary } = /** @type {typeof import('../test/support/measure-series')} */ (
    await load('/test/support/measure-series.ts')
  )
  /** @type {import('../test/support/measure-series').MeasuredSeries[]} */
  const all = []
  const asked = {
    series: Number(values.series),
    firstSeed: Number(values.seed),
    frames: Number(values.frames),
    dose: values.dose === '' ? null : Number(values.dose),
  }
  for await (const one of measureSeries(asked)) {
    all.push(one)
    console.log(one.line)
  }
  console.log(summary(all))
})
