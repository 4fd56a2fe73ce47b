import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

/** What reaches the disk, and of an open file's handle. */
const CALLS = /** @type {const} */ (['open', 'mkdir', 'readdir', 'readFile', 'rename', 'rm', 'stat', 'writeFile'])
const OF_HANDLES = /** @type {const} */ (['writeFile', 'sync', 'close'])

/**
 * Puts `meet` before every call of Node's file system with promises that is about a path with `mark` in it: given what is called
 * and with what, it may throw, wait for ever, or do a part of it first. Returns what takes it away again.
 * @param {string} mark
 * @param {(call: string, path: string, part: () => Promise<unknown>) => Promise<void>} meet
 */
export function watchFiles(mark, meet) {
  const calls = /** @type {Record<string, (...args: any[]) => Promise<any>>} */ (/** @type {unknown} */ (fs))
  const real = Object.fromEntries(CALLS.map((name) => [name, calls[name]]))
  for (const name of CALLS) {
    calls[name] = async (...args) => {
      const path = String(args[0])
      if (!path.includes(mark)) return real[name](...args)
      await meet(name, path, async () => {})
      const result = await real[name](...args)
      if (name === 'open') watchHandle(result, path, meet)
      return result
    }
  }
  syncBuiltinESMExports()
  return () => {
    Object.assign(calls, real)
    syncBuiltinESMExports()
  }
}

/**
 * @param {Record<string, any>} handle
 * @param {string} path
 * @param {Parameters<typeof watchFiles>[1]} meet
 */
function watchHandle(handle, path, meet) {
  for (const name of OF_HANDLES) {
    const real = handle[name].bind(handle)
    handle[name] = async (/** @type {any[]} */ ...args) => {
      // Half of what was to be written is; a handle is closed even where that fails.
      const part = {
        writeFile: () => real(args[0].slice(0, args[0].length / 2)),
        sync: () => Promise.resolve(),
        close: () => real(),
      }[name]
      await meet(`${name} of an open file`, path, part)
      return real(...args)
    }
  }
}
