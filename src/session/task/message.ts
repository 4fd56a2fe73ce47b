import type { Progress } from '../../progress'
import type { PackedError } from '../worker-errors'

/** All that a worker with one task says, on one port, so that no report is overtaken by the result. */
export type TaskMessage<Result> =
  | { kind: 'progress'; progress: Progress }
  | { kind: 'result'; result: Result }
  | { kind: 'failure'; error: PackedError }
