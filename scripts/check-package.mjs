// npm run check:package [-- TARBALL]: asks publint and "Are the types wrong?" about the package as it would be published: exports
// that lead nowhere, types that Node or a bundler resolves otherwise than the modules. Without a tarball, it builds and packs one.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './lib/shell.mjs'

const [given] = process.argv.slice(2)
process.exitCode = (given ? isSound(given) : packAndCheck()) ? 0 : 1

function packAndCheck() {
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-check-package-'))
  try {
    const built = run('npm', ['run', '-s', 'prepack'], { quiet: true })
    const packed = built && run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { quiet: true })
    return packed && isSound(join(folder, readdirSync(folder)[0]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {string} tarball */
function isSound(tarball) {
  const published = node('publint/src/cli.js', 'run', tarball, '--strict')
  // Modules are ES2022 alone: what `require` of older Nodes makes of them is no question.
  const typed = node('@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'esm-only')
  return published && typed
}

/** @param {string} script @param {string[]} args */
function node(script, ...args) {
  return run(process.execPath, [`node_modules/${script}`, ...args], { quiet: true })
}
