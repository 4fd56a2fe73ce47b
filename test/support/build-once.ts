import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { inject } from 'vitest'

/**
 * A folder with what `build` has put there. Whichever test file asks for it first builds it; the others, in whatever process
 * they run, wait for that and share it. None may change what is in it.
 */
export async function buildOnce(name: string, build: (folder: string) => void | Promise<void>): Promise<string> {
  const folder = join(inject('builds'), name)
  const [built, failed] = ['built', 'failed'].map((end) => `${folder}.${end}`)
  if (isFirst(folder)) {
    try {
      await build(folder)
      writeFileSync(built, '')
    } catch (error) {
      writeFileSync(failed, String(error))
      throw error
    }
  }
  while (!existsSync(built)) {
    if (existsSync(failed)) throw new Error(`${name} could not be built: ${readFileSync(failed, 'utf8')}`)
    await setTimeout(50)
  }
  return folder
}

/** To make a folder succeeds only once. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
