// npm test: gets what the tests need, runs the static checks, some hostile files and all tests, and ends with `N passed, N failed, N skipped`.
// Arguments go to Vitest: npm test -- test/unit/npy.test.ts
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureAdapter } from './lib/adapter.mjs'
import { ensureBrowser } from './lib/browser.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { root, start } from './lib/shell.mjs'

process.env.npm_config_update_notifier = 'false'
ensureInstalled()
process.env.CHROME_PATH = ensureBrowser()
ensureAdapter()

// A little of it at every run of all tests; `npm run fuzz -- --seconds N` takes as long as one has.
const FUZZ_SECONDS = '60'
/** It takes what the tests leave: they are waited for, and it has its time in any case. */
const FUZZ_PRIORITY = 5
// These take one core for a minute: beside the tests, most of which leave one free.
const beside = runInTurn([
  { name: 'npm run check', command: 'npm', args: ['run', '-s', 'check'] },
  ...(process.argv.length > 2
    ? []
    : [
        {
          name: 'npm run fuzz',
          command: process.execPath,
          args: ['scripts/fuzz.mjs', '--seconds', FUZZ_SECONDS],
          priority: FUZZ_PRIORITY,
        },
      ]),
])

const cache = join(root, '.cache')
const counts = join(cache, 'test-counts.txt')
mkdirSync(cache, { recursive: true })
rmSync(counts, { force: true })
const vitest = [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=./scripts/lib/count-reporter.mjs',
]
const tested = await start(process.execPath, [...vitest, ...process.argv.slice(2)], {
  shown: true,
  env: { ...process.env, LACUNA_TEST_COUNTS: counts },
})

const passed = await beside
process.stdout.write(readCounts())
process.exit(passed && tested.succeeded ? 0 : 1)

/**
 * Whether all succeed; each one's output is told when it has ended.
 * @param {{ name: string, command: string, args: string[], priority?: number }[]} programs
 */
async function runInTurn(programs) {
  let passed = true
  for (const { name, command, args, priority } of programs) {
    const { succeeded, output } = await start(command, args, { priority })
    process.stdout.write(output)
    if (!succeeded) process.stdout.write(`${name} failed: see above\n`)
    passed &&= succeeded
  }
  return passed
}

function readCounts() {
  try {
    return readFileSync(counts, 'utf8')
  } catch {
    return 'Vitest ended without a count: see above\n'
  }
}
