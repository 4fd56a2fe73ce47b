import type { Reviewed } from '../../session/detector'

/** What a person said of detections and columns, and what can be undone and redone of it. */
export interface Review {
  now: readonly Reviewed[]
  past: readonly Step[]
  future: readonly Step[]
}

/** What there was to undo or redo to, and in words what happened between that and the next. */
interface Step {
  list: readonly Reviewed[]
  what: string
}

export const NO_REVIEW: Review = { now: [], past: [], future: [] }
