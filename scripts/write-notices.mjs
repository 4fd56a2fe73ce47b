/**
 * The licences of all that is bundled into a folder, as they ask to be passed on, as its NOTICES.txt: Lacuna's own, and those of its
 * run-time dependencies and of the packages named besides, with all that these depend on.
 *
 *     node scripts/write-notices.mjs FOLDER [PACKAGE ...]
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { root } from './lib/shell.mjs'

/** @typedef {{ name?: string, version: string, license?: string, dependencies?: Record<string, string> }} Package */
/** @type {{ packages: Record<string, Package> }} */
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
const [folder, ...besides] = process.argv.slice(2)

/** @type {Set<string>} */
const bundled = new Set()
for (const name of [...Object.keys(packages[''].dependencies ?? {}), ...besides]) add('', name)
const notices = ['', ...[...bundled].sort()].map(notice)
writeFileSync(join(resolve(root, folder), 'NOTICES.txt'), `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`)

/** @param {string} dependent @param {string} name */
function add(dependent, name) {
  const own = `${dependent}/node_modules/${name}`
  const path = own in packages ? own : `node_modules/${name}`
  if (bundled.has(path) || !existsSync(join(root, path))) return
  bundled.add(path)
  for (const next of Object.keys(packages[path].dependencies ?? {})) add(path, next)
}

/** @param {string} path of a package in the lock file; the project's own is empty */
function notice(path) {
  const { name = path.replace(/.*node_modules\//, ''), version, license } = packages[path]
  const files = readdirSync(join(root, path)).filter((file) => /^(licen[cs]e|notice)/i.test(file))
  const texts = files.map((file) => readFileSync(join(root, path, file), 'utf8').trim())
  return [`${name} ${version}, ${license}`, ...texts].join('\n\n')
}
