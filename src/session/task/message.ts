import type { Progress } from '../../progress'
import type { PackedError } from '../worker-errors'

/** What a worker is asked, and the lock by which its end is heard of. */
export interface TaskRequest<Request> {
  request: Request
  life: string | null
}

/** All that a worker with one task says, on one port, so that no report is overtaken by the result. */
export type TaskMessage<Result> =
  | { kind: 'begun' }
  | { kind: 'progress'; progress: Progress }
  | { kind: 'result'; result: Result }
  | { kind: 'failure'; error: PackedError }
