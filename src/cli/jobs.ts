import { spawn } from 'node:child_process'
import { InputError } from '../errors'
import type { LongCall } from '../progress'

/** What a command of its own said of one input. */
export interface Job<T> {
  inputs: T[]
  files: string[]
}

/**
 * Runs this same program once for each list of arguments, `jobs` at a time, and hands each one's JSON, or its error, to
 * `onEnd`. Each has a process and a device of its own, so none can take another down. Reports the stage `files`.
 */
export async function runJobs<T>(
  argumentLists: readonly (readonly string[])[],
  jobs: number,
  onEnd: (index: number, result: Job<T> | InputError) => void,
  { signal, onProgress }: LongCall,
): Promise<void> {
  const started = performance.now()
  let [next, done] = [0, 0]
  const work = async () => {
    for (let index = next++; index < argumentLists.length && !signal?.aborted; index = next++) {
      onEnd(index, await runOne<T>(argumentLists[index], signal))
      done++
      const elapsed = (performance.now() - started) / 1000
      const message = `${done} of ${argumentLists.length} files`
      onProgress?.({ stage: 'files', done, total: argumentLists.length, elapsed, message })
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs, argumentLists.length) }, work))
  if (signal?.aborted) throw signal.reason
}

function runOne<T>(argv: readonly string[], signal: AbortSignal | undefined): Promise<Job<T> | InputError> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1], ...argv], {
      // By the channel it hears when this process is no more, however that ended.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    let [out, errors] = ['', '']
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    const stop = () => child.kill('SIGTERM')
    signal?.addEventListener('abort', stop, { once: true })
    child.on('error', reject)
    child.on('close', (code, by) => {
      signal?.removeEventListener('abort', stop)
      const job = printed<T>(out)
      if (job) return resolve(job)
      const said =
        errors.match(/^lacuna: (.*)$/m)?.[1] ?? `its search was ended by ${by ?? `status ${code}`}; run it again`
      resolve(new InputError('ended', '', `${argv.at(-1)}: ${said}`))
    })
  })
}

/** What a command printed of its input, an error of the input's own included; null where it ended before that. */
function printed<T>(out: string): Job<T> | null {
  try {
    return JSON.parse(out) as Job<T>
  } catch {
    return null
  }
}
