import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './shell.mjs'

/** Installs from the lockfile when node_modules is missing or holds other versions; stdout stays clean. */
export function ensureInstalled() {
  if (isInstalled()) return
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  process.stderr.write('Installing the dependencies from the lockfile …\n')
  // A registry that hiccups once is no reason to fail.
  const done = run('npm', args, { output: 'stderr' }) || run('npm', args, { output: 'stderr' })
  if (done) return
  process.stderr.write('npm ci failed twice: see the messages above, then run it again\n')
  process.exit(1)
}

/** npm keeps its own account of what it installed: the same packages in the same versions means nothing to do. */
function isInstalled() {
  const installedFile = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(installedFile)) return false
  const installed = packagesOf(installedFile)
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  )
}

/**
 * @param {string} lockfile
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages ?? {}
}
