import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * The peak of a process's memory never falls: what a test grows it by can only be told in a process, and so in a test file,
 * of its own.
 */
const peak = () => process.resourceUsage().maxRSS * 1024

export const MiB = 2 ** 20

setFlagsFromString('--expose-gc')
export const collectGarbage = runInNewContext('gc') as () => void

/** Bytes by which the peak has grown since, once what earlier steps left behind is collected. */
export function growth(): () => number {
  collectGarbage()
  const before = peak()
  return () => peak() - before
}
