// npm test: gets what the tests need, runs the static checks and all tests, and ends with `N passed, N failed, N skipped`.
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

// The checks take one core for a minute: beside the tests, most of which leave one free.
const checking = start('npm', ['run', '-s', 'check'])

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

const checked = await checking
process.stdout.write(checked.output)
if (!checked.succeeded) process.stdout.write('npm run check failed: see above\n')
process.stdout.write(readCounts())
process.exit(checked.succeeded && tested.succeeded ? 0 : 1)

function readCounts() {
  try {
    return readFileSync(counts, 'utf8')
  } catch {
    return 'Vitest ended without a count: see above\n'
  }
}
