import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { setPriority } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root: where every script works, wherever it was started. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

const windows = process.platform === 'win32'

/**
 * Runs a command to its end. `quiet` keeps its output back and shows it only when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{ quiet?: boolean, env?: NodeJS.ProcessEnv, output?: 'stderr' }} [options] `output: 'stderr'` leaves stdout to the caller
 * @returns {boolean} whether it succeeded
 */
export function run(command, args, { quiet = false, env = process.env, output } = {}) {
  const stdio = /** @type {import('node:child_process').StdioOptions} */ (
    quiet ? ['ignore', 'pipe', 'pipe'] : ['inherit', output === 'stderr' ? 2 : 'inherit', 'inherit']
  )
  // On Windows npm and npx are .cmd files, which only a shell starts.
  const result = spawnSync(command, args, { cwd: root, stdio, env, shell: windows && /^np[mx]$/.test(command) })
  if (quiet && result.status !== 0) process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`)
  return result.status === 0
}

/**
 * Runs a command beside others. Its output is kept to be printed in one piece; `shown` prints it as it comes. One with a `priority` above 0
 * gives way to them (`os.setPriority`).
 * @param {string} command
 * @param {string[]} args
 * @param {{ shown?: boolean, env?: NodeJS.ProcessEnv, priority?: number }} [options]
 * @returns {Promise<{ succeeded: boolean, output: string }>}
 */
export function start(command, args, { shown = false, env = process.env, priority = 0 } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: shown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env,
    shell: windows && /^np[mx]$/.test(command),
  })
  if (priority > 0 && child.pid !== undefined) setPriority(child.pid, priority)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text))
  }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ succeeded: false, output: `${output}${error.message}\n` }))
    child.on('close', (code) => resolve({ succeeded: code === 0, output }))
  })
}

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {string} standard output, or the empty string when the command failed
 */
export function capture(command, args) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return result.status === 0 ? result.stdout : ''
}

/**
 * @param {string} name
 * @returns {string | null} the executable's path
 */
export function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const names = windows ? [`${name}.exe`, `${name}.cmd`] : [name]
  return folders.flatMap((folder) => names.map((file) => join(folder, file))).find(isExecutable) ?? null
}

/**
 * @param {string} file
 * @returns {boolean}
 */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
