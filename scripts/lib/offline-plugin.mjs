import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformWithOxc } from 'vite'

const source = join(import.meta.dirname, '../../src/app/offline/service-worker.ts')

/**
 * Puts the service worker beside the page, where it may serve all of it. Its name must never change, so what was built is
 * written into it: every file, and a digest of them all, by which browsers see that there is something new.
 * @returns {import('vite').Plugin}
 */
export function offline() {
  return {
    name: 'offline',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const files = builtFiles(dir)
      const digest = createHash('sha256')
      for (const name of files) digest.update(name).update(readFileSync(join(dir, name)))
      const version = digest.digest('hex').slice(0, 16)
      const head = `const FILES = ${JSON.stringify(files)}\nconst VERSION = ${JSON.stringify(version)}\n`
      const { code } = await transformWithOxc(readFileSync(source, 'utf8'), source)
      writeFileSync(join(dir, 'service-worker.js'), head + code)
    },
  }
}

/**
 * Paths with slashes; what begins with a dot is for tools.
 * @param {string} folder
 */
function builtFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('.') && statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll('\\', '/'))
    .sort()
}
