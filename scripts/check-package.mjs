// npm run check:package: builds and packs the package as it would be published, into a folder of its own, and asks publint and
// "Are the types wrong?" about it: exports that lead nowhere, types that Node or a bundler resolves otherwise than the modules.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './lib/shell.mjs'

const folder = mkdtempSync(join(tmpdir(), 'lacuna-check-package-'))

/** @param {string} script @param {string[]} args */
const node = (script, ...args) => run(process.execPath, [`node_modules/${script}`, ...args], { quiet: true })

try {
  const built = run('npm', ['run', '-s', 'prepack'], { quiet: true })
  const packed = built && run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { quiet: true })
  const tarballs = packed ? readdirSync(folder).map((name) => join(folder, name)) : []
  const sound = tarballs.map((tarball) => [
    node('publint/src/cli.js', 'run', tarball, '--strict'),
    // Modules are ES2022 alone: what `require` of older Nodes makes of them is no question.
    node('@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'esm-only'),
  ])
  process.exitCode = sound.length === 1 && sound.flat().every(Boolean) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
