import type { Progress } from '../../progress'
import { packError } from '../worker-errors'
import { holdLife } from '../life'
import type { TaskMessage, TaskRequest } from './message'

/** The worker's side of `runTask`: answers the first message with what `task` makes of it. */
export function serveTask<Request, Result>(
  task: (request: Request, onProgress: (progress: Progress) => void) => Promise<Result>,
): void {
  const say = (message: TaskMessage<Result>) => postMessage(message)
  const serve = async ({ data: { request, life } }: MessageEvent<TaskRequest<Request>>) => {
    try {
      if (life !== null) await holdLife(life)
      say({ kind: 'begun' })
      say({ kind: 'result', result: await task(request, (progress) => say({ kind: 'progress', progress })) })
    } catch (error) {
      say({ kind: 'failure', error: packError(error) })
    }
  }
  addEventListener('message', (event) => void serve(event as MessageEvent<TaskRequest<Request>>), { once: true })
}
