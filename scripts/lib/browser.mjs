import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as apt from './apt.mjs'
import { capture, isExecutable, onPath, root } from './shell.mjs'

/** Where a browser fetched for the tests lies: inside the repository, ignored by git. */
const cache = join(root, '.cache/browsers')

const namesOnPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...[process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'Google/Chrome/Application/chrome.exe')),
]

/**
 * Chromium or Chrome: CHROME_PATH, then the usual names and places, then the one fetched earlier.
 * @returns {string | null}
 */
export function findBrowser() {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH
  for (const name of namesOnPath) {
    const path = onPath(name)
    if (path) return path
  }
  return usualPlaces.find(isExecutable) ?? findFetched()
}

/**
 * Finds a browser or gets one; ends the process with one line when that is not possible.
 * @returns {string} its path
 */
export function ensureBrowser() {
  const found = findBrowser() ?? installed() ?? fetched()
  if (found && isExecutable(found)) return found
  process.stderr.write(
    found
      ? `CHROME_PATH is ${found}, which cannot be run: set it to the executable of Chromium or Chrome\n`
      : 'No Chromium or Chrome was found and none could be fetched: install either, or set CHROME_PATH to it\n',
  )
  process.exit(1)
}

function installed() {
  if (!apt.canInstall) return null
  process.stderr.write('Installing Chromium …\n')
  return apt.install(['chromium', 'fonts-liberation']) ? findBrowser() : null
}

function fetched() {
  process.stderr.write("Fetching Puppeteer's browser …\n")
  const dependencies = apt.canInstall ? ['--install-deps'] : []
  const cli = 'node_modules/@puppeteer/browsers/lib/cjs/main-cli.js'
  // Its failure is told by the one line in `ensureBrowser`; its own page of usage would bury that.
  capture(process.execPath, [cli, 'install', 'chrome@stable', '--path', cache, ...dependencies])
  return findFetched()
}

/** `<cache>/chrome/<platform>-<version>/chrome-<platform>/<executable>` */
function findFetched() {
  const folder = join(cache, 'chrome')
  if (!existsSync(folder)) return null
  const executables = ['chrome', 'chrome.exe', 'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing']
  const builds = readdirSync(folder).sort().reverse()
  const packages = builds.flatMap((build) => readdirSync(join(folder, build)).map((name) => join(folder, build, name)))
  return packages.flatMap((path) => executables.map((name) => join(path, name))).find(isExecutable) ?? null
}
