import { type LongCall, throwIfAborted } from '../../progress'
import { workerFailure } from '../worker-detector'
import { unpackError } from '../worker-errors'
import { nameOfLife, watchLife } from '../life'
import type { TaskMessage, TaskRequest } from './message'

/**
 * Has a worker of its own, which calls `serveTask`, do one task. It ends with the task; an abort ends it at once, and with
 * it the GPU device and all memory it held. Rejects with what the task threw, its class kept, or the signal's reason.
 */
export async function runTask<Request, Result>(
  start: () => Worker,
  request: Request,
  { signal, onProgress }: LongCall,
): Promise<Result> {
  throwIfAborted(signal)
  const worker = start()
  const ended = new AbortController()
  try {
    return await new Promise<Result>((resolve, fail) => {
      // An abort's reason is whatever the caller gave.
      const reject: (reason: unknown) => void = fail
      const listen = { signal: ended.signal }
      const life = nameOfLife()
      const hear = ({ data }: MessageEvent<TaskMessage<Result>>) => {
        if (data.kind === 'begun') {
          const onDeath = () => reject(workerFailure('the browser has ended it'))
          if (life !== null) watchLife(life, ended.signal, onDeath)
        } else if (data.kind === 'progress') onProgress?.(data.progress)
        else if (data.kind === 'result') resolve(data.result)
        else reject(unpackError(data.error))
      }
      worker.addEventListener('message', hear, listen)
      worker.addEventListener('error', (event) => reject(workerFailure(event.message)), listen)
      signal?.addEventListener('abort', () => reject(signal.reason), listen)
      worker.postMessage({ request, life } satisfies TaskRequest<Request>)
    })
  } finally {
    ended.abort()
    worker.terminate()
  }
}
