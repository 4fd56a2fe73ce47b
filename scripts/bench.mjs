// npm run bench -- …: the bench suite as it stands in bench/ and src/, bundled first; see bench/options.ts for the options.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled } from './lib/install.mjs'
import { root, run } from './lib/shell.mjs'

ensureInstalled()
const build = ['node_modules/vite/bin/vite.js', 'build', '--config', 'config/bench.ts', '--logLevel', 'error']
if (!run(process.execPath, build, { quiet: true })) process.exit(1)

const { status } = spawnSync(process.execPath, [join(root, 'dist/bench/bench.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
