// npm run faults -- [--only TEXT] [--most N]: has every file call, every larger array, every step of the adapter's and every message
// of a thread's fail once, one in each run, in command, readers, search and engine; and ends the command at each of its file calls.
// Of every scenario it prints the points, how many were tried and survived, and what was lost, mixed, wrong, hung or untyped. --most
// tries so many points of each, evenly spread.
import { parseArgs } from 'node:util'
import { ensureInstalled } from './lib/install.mjs'
import { root } from './lib/shell.mjs'

const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, most: { type: 'string' } } })
ensureInstalled()
process.chdir(root)
const { withModules } = await import('./lib/modules.mjs')
await withModules(async (load) => {
  const run = /** @type {typeof import('../test/support/faults/run')} */ (await load('/test/support/faults/run.ts'))
  const reports = await run.runFaults(values.only, Number(values.most ?? Infinity), console.log)
  /** @param {(report: typeof reports[number]) => number} count */
  const sum = (count) => reports.reduce((total, report) => total + count(report), 0)
  const harm = sum(({ trials }) => trials.filter(({ harm }) => harm.length > 0).length)
  console.log(`${sum(({ points }) => points)} points, ${sum(({ tried }) => tried)} tried, ${harm} with harm`)
  process.exitCode = harm > 0 ? 1 : 0
})
// Dawn keeps the process for as long as a device may answer.
process.exit()
