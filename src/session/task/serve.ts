import type { Progress } from '../../progress'
import { packError } from '../worker-errors'
import type { TaskMessage } from './message'

/** The worker's side of `runTask`: answers the first message with what `task` makes of it. */
export function serveTask<Request, Result>(
  task: (request: Request, onProgress: (progress: Progress) => void) => Promise<Result>,
): void {
  const say = (message: TaskMessage<Result>) => postMessage(message)
  const serve = async ({ data }: MessageEvent<Request>) => {
    try {
      say({ kind: 'result', result: await task(data, (progress) => say({ kind: 'progress', progress })) })
    } catch (error) {
      say({ kind: 'failure', error: packError(error) })
    }
  }
  addEventListener('message', (event) => void serve(event as MessageEvent<Request>), { once: true })
}
