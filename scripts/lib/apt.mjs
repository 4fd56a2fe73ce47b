import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { capture, onPath, run } from './shell.mjs'

/** Debian or Ubuntu, as root: the only case in which packages of the system are installed without asking. */
export const canInstall = process.platform === 'linux' && process.getuid?.() === 0 && onPath('apt-get') !== null

const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }

/** @param {string[]} args */
const apt = (...args) => run('apt-get', ['-qq', '-y', ...args], { quiet: true, env: environment })

let updated = false

function update() {
  updated ||= apt('update')
}

/**
 * @param {string[]} packages
 * @returns {boolean} whether they are installed now
 */
export function install(packages) {
  update()
  return apt('install', '--no-install-recommends', ...packages)
}

/**
 * The version that `install` would give.
 * @param {string} name
 * @returns {number[]} its leading numbers, such as [22, 3, 6]; empty when the package is not known
 */
export function candidate(name) {
  update()
  const version = /Candidate: (?:\d+:)?(\d[\d.]*)/.exec(capture('apt-cache', ['policy', name]))?.[1] ?? ''
  return version.split('.').filter(Boolean).map(Number)
}

/**
 * Installs from the backports of the running release, which come from the archive that this machine already uses. They
 * are listed for this one call: the machine's sources stay as they were.
 * @param {string[]} packages
 * @returns {boolean} whether they are installed now
 */
export function installFromBackports(packages) {
  const release = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
  const targets = capture('apt-get', ['indextargets', '--format', '$(SITE) $(RELEASE)']).trim().split('\n')
  const site = targets.map((line) => line.split(' ')).find(([, name]) => name === release)?.[0]
  if (!release || !site) return false

  const backports = `${release}-backports`
  const installThem = () => apt('install', '--no-install-recommends', '-t', backports, ...packages)
  if (targets.some((line) => line.endsWith(` ${backports}`))) return installThem()

  const list = '/etc/apt/sources.list.d/lacuna-backports.list'
  writeFileSync(list, `deb ${site} ${backports} main\n`)
  try {
    return apt('update') && installThem()
  } finally {
    rmSync(list)
    updated = false
  }
}
