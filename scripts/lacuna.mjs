// npm run -s lacuna -- …: the command as it stands in src/, bundled first when a source is newer than the bundle.
import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled } from './lib/install.mjs'
import { root, run } from './lib/shell.mjs'

const bundle = join(root, 'dist/cli/lacuna.js')
const sources = ['src', 'shaders', 'package.json', 'package-lock.json', 'config/cli.ts']

ensureInstalled()
if (isStale()) {
  const args = ['node_modules/vite/bin/vite.js', 'build', '--config', 'config/cli.ts', '--logLevel', 'error']
  if (!run(process.execPath, args, { quiet: true })) process.exit(1)
}

// In the folder it was called from, so that relative paths mean what the user wrote.
const child = spawn(process.execPath, [bundle, ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: process.env.INIT_CWD ?? process.cwd(),
})
for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal))
// Ctrl-C reaches the child by itself: a terminal signals the whole foreground group.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
child.on('exit', (code, signal) => {
  if (code !== null) process.exit(code)
  process.removeAllListeners(/** @type {NodeJS.Signals} */ (signal))
  process.kill(process.pid, /** @type {NodeJS.Signals} */ (signal))
})

function isStale() {
  const built = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs
  return built === undefined || sources.some((source) => newest(join(root, source)) > built)
}

/**
 * @param {string} path
 * @returns {number} the latest modification under it, in ms; a removed file shows in its folder's own time
 */
function newest(path) {
  const status = statSync(path, { throwIfNoEntry: false })
  if (!status?.isDirectory()) return status?.mtimeMs ?? 0
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
