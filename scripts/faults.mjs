// npm run faults -- [--only TEXT] [--most N]: has every file call, every larger array, every step of the adapter's and every message
// of a thread's fail once, one in each run, in command, readers, search and engine; and ends the command at each of its file calls.
// Of every scenario it prints the points, how many were tried and survived, and what was lost, mixed, wrong, hung or untyped. --most
// tries so many points of each, evenly spread.
import { parseArgs } from 'node:util'
import { withModules } from './lib/modules.mjs'
import { run } from './lib/shell.mjs'

const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, most: { type: 'string' } } })
// Builds the command where it is older than its sources.
if (!run(process.execPath, ['scripts/lacuna.mjs', '--version'], { quiet: true })) process.exit(1)
const asked = { only: values.only, most: Number(values.most ?? Infinity), command: 'dist/cli/lacuna.js' }
await withModules(async (load) => {
  const faults = /** @type {typeof import('../test/support/faults/run')} */ (await load('/test/support/faults/run.ts'))
  const reports = await faults.runFaults(asked, console.log)
  /** @param {(report: typeof reports[number]) => number} count */
  const sum = (count) => reports.reduce((total, report) => total + count(report), 0)
  const harm = sum(({ trials }) => trials.filter(({ harm }) => harm.length > 0).length)
  console.log(`${sum(({ points }) => points)} points, ${sum(({ tried }) => tried)} tried, ${harm} with harm`)
  process.exitCode = harm > 0 ? 1 : 0
})
// Dawn keeps the process for as long as a device may answer.
process.exit()
