// npm test: gets what the tests need, runs the static checks, some hostile files and all tests, and ends with `N passed, N failed, N skipped`.
// Arguments go to Vitest: npm test -- test/unit/npy.test.ts
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureAdapter } from './lib/adapter.mjs'
import { ensureBrowser } from './lib/browser.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { root, run } from './lib/shell.mjs'

process.env.npm_config_update_notifier = 'false'
ensureInstalled()
process.env.CHROME_PATH = ensureBrowser()
ensureAdapter()

const checked = run('npm', ['run', '-s', 'check'])

// A little of it at every run of all tests; `npm run fuzz -- --seconds N` takes as long as one has.
const FUZZ_SECONDS = '15'
const fuzzed = process.argv.length > 2 || run(process.execPath, ['scripts/fuzz.mjs', '--seconds', FUZZ_SECONDS])

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
const tested = run(process.execPath, [...vitest, ...process.argv.slice(2)], {
  env: { ...process.env, LACUNA_TEST_COUNTS: counts },
})

if (!fuzzed) process.stdout.write('npm run fuzz failed: see the top of this output\n')
if (!checked) process.stdout.write('npm run check failed: see the top of this output\n')
process.stdout.write(readCounts())
process.exit(checked && fuzzed && tested ? 0 : 1)

function readCounts() {
  try {
    return readFileSync(counts, 'utf8')
  } catch {
    return 'Vitest ended without a count: see above\n'
  }
}
